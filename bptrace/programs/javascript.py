"""A listing -> a program in JavaScript (ES2015), one variable a value; nothing but `Math`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import dropwhile

from bptrace.algebra.notation import Form, Notation, Precedence
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.programs.dialect import (
    Dialect,
    columns_by_sample,
    indented,
    order_table,
    rows_of,
    table,
)
from bptrace.programs.functions import Defined
from bptrace.programs.listing import Listing, listing_of
from bptrace.programs.plan import Plan, Visits
from bptrace.programs.text import INDENT, assigned, called, pieces_of, plain, shortest
from bptrace.programs.words import ORDER, SAMPLE, SAMPLES, STABLE, header

HELPERS: Mapping[str, str] = {
    "erf": """// The error function by its series (Abramowitz & Stegun, Handbook of Mathematical
// Functions, 7.1.6), of which all terms have one sign: nothing is lost.
function erf(x) {
    if (Math.abs(x) > 6) return Math.sign(x);
    let term = x, sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}""",
    "square": """function square(x) {
    return x * x;
}""",
    "positive": """// 1 where x > 0, else 0
function positive(x) {
    return x > 0 ? 1 : 0;
}""",
    "rectify": """// max(0, x)
function relu(x) {
    return x <= 0 ? 0 : x;
}""",
    "xlogy": """// weight * ln x; 0 where the weight is 0
function xlogy(weight, x) {
    return weight === 0 && !Number.isNaN(x) ? 0 : weight * Math.log(x);
}""",
    "xdivy": """// weight / x; 0 where the weight is 0
function xdivy(weight, x) {
    return weight === 0 && !Number.isNaN(x) ? 0 : weight / x;
}""",
}
RENAMED = {
    "absolute": "Math.abs",
    "power": "Math.pow",
    "maximum": "Math.max",
    "minimum": "Math.min",
    "rectify": "relu",
}
_KEYWORDS = """
    arguments async await break case catch class const continue debugger default delete do else
    enum eval export extends false finally for function if implements import in instanceof
    interface let new null of package private protected public return static super switch this
    throw true try typeof undefined var void while with yield NaN Infinity
"""
KEYWORDS = frozenset(_KEYWORDS.split())
RESERVED = KEYWORDS | {*HELPERS, "relu", "Math", "Number", "console", "globalThis", "global"} | {
    "iteration", "ITERATIONS", "SAMPLES", "ORDER", "batch", "first", "place", "require", "module",
    "exports", "process", "window", "self", "document", "name", "top", "location",
}  # fmt: skip
"""`name`, `top`, … are a page's own: a script cannot define them again."""


def _name(primitive: str) -> str:
    return RENAMED.get(primitive) or (primitive if primitive in HELPERS else f"Math.{primitive}")


FORMS: Mapping[str, Form] = {
    **{
        name: called(_name(name), len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
    "where": Form("({} > {} ? {} : {})", (Precedence.SUM,) * 4, Precedence.ATOM),
}
NOTATION = Notation(lambda each: each.name, number=shortest, functions=FORMS)


def comment(lines: Iterable[str]) -> Iterator[str]:
    """Lines as comments."""
    return (f"// {plain(line)}".rstrip() for line in lines)


JAVASCRIPT = Dialect(NOTATION, comment, define="const ", begin="let ", end=";", brackets=("", ""))


def javascript_text(plan: Plan) -> str:
    """The program. Raises InputError where it would be too long."""
    return "\n".join(_lines(listing_of(plan, RESERVED, several=False))) + "\n"


def _lines(listing: Listing) -> Iterator[str]:
    yield from comment(header(listing.plan))
    yield from ('"use strict";', "", f"const ITERATIONS = {listing.plan.iterations};")
    for name, text in HELPERS.items():
        if name in listing.primitives:
            yield from ("", text)
    for each in listing.functions:
        yield ""
        yield from _definition(each)
    yield from JAVASCRIPT.starts(listing.starts)
    yield from _samples(listing)
    yield ""
    yield "for (let iteration = 1; iteration <= ITERATIONS; iteration++) {"
    yield from indented(dropwhile(lambda line: not line, _iteration(listing)))
    yield "}"


def _definition(defined: Defined) -> Iterator[str]:
    if defined.formula is not None:
        yield from comment([STABLE.format(formula=defined.formula)])
    yield f"function {defined.name}({', '.join(defined.parameters)}) {{"
    yield from assigned("return ", pieces_of(defined.body, NOTATION), ";", INDENT, ("(", ")"))
    yield "}"


def _samples(listing: Listing) -> Iterator[str]:
    plan = listing.plan
    rows = list(rows_of(plan, shortest))
    columns = columns_by_sample(listing)[0]
    yield ""
    if plan.visits is Visits.THE_ONE:
        yield from comment([SAMPLE])
        for name, value in zip(columns, rows[0], strict=True):
            yield f"const {name} = {value};"
        return
    yield from comment([SAMPLES.format(columns=", ".join(columns))])
    yield from ("const SAMPLES = [", *table(rows, "[", "]"), "];")
    if plan.visits is Visits.LISTED:
        yield from comment([ORDER])
        yield from ("const ORDER = [", *order_table(plan, "[", "]"), "];")


def _iteration(listing: Listing) -> Iterator[str]:
    yield from _batch(listing)
    if listing.is_loop:
        yield from JAVASCRIPT.zeros(listing)
        yield f"for (const [{', '.join(listing.columns)}] of batch) {{"
        yield from indented(JAVASCRIPT.of_a_sample(listing))
        yield "}"
        yield from JAVASCRIPT.means(listing, "batch.length")
    yield from JAVASCRIPT.blocks(listing.of_iteration)
    yield ""
    yield "console.log(`iteration ${iteration}`);"
    yield from (f"console.log(`{name} ${{{variable}}}`);" for name, variable in listing.printed)
    yield from JAVASCRIPT.successors(listing)


def _batch(listing: Listing) -> Iterator[str]:
    """What an iteration sees."""
    plan = listing.plan
    if plan.visits is Visits.THE_ONE:
        return
    if not plan.places:
        is_listed = plan.visits is Visits.LISTED
        chosen = "ORDER[iteration - 1]" if is_listed else "(iteration - 1) % SAMPLES.length"
        yield f"const [{', '.join(listing.columns)}] = SAMPLES[{chosen}];"
        return
    yield from _batch_of_several(plan)
    if not listing.is_loop:
        for place, row in enumerate(columns_by_sample(listing)):
            yield f"const [{', '.join(row)}] = batch[{place}];"


def _batch_of_several(plan: Plan) -> Iterator[str]:
    if plan.visits is Visits.LISTED:
        yield "const batch = ORDER[iteration - 1].map(place => SAMPLES[place]);"
    elif plan.size == plan.number_of_samples:
        yield "const batch = SAMPLES;"
    else:
        yield f"const first = (iteration - 1) % {plan.batches_in_epoch} * {plan.size};"
        yield f"const batch = SAMPLES.slice(first, first + {plan.size});"
