"""A listing -> a program in plain Python, one variable a value; no library but `math`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import dropwhile
from keyword import kwlist, softkwlist

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
from bptrace.programs.python_careful import CAREFULLY, careful
from bptrace.programs.python_helpers import HELPERS, NEEDS
from bptrace.programs.text import INDENT, assigned, called, pieces_of, plain, shortest
from bptrace.programs.words import ORDER, SAMPLE, SAMPLES, STABLE, header

BRACKETS = "(", ")"


FORMS: Mapping[str, Form] = {
    **{
        name: called(name if name in HELPERS else f"math.{name}", len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
    "power": Form("{} ** {}", (Precedence.ATOM, Precedence.ATOM), Precedence.POWER),
    "sqrt": called("math.sqrt"),
    CAREFULLY + "divide": called("divide", 2),
    CAREFULLY + "power": called("power", 2),
    CAREFULLY + "sqrt": called("sqrt"),
    "absolute": called("abs"),
    "rectify": called("relu"),
    "where": Form("({2} if {0} > {1} else {3})", (Precedence.SUM,) * 4, Precedence.ATOM),
}
NOTATION = Notation(lambda each: each.name, number=shortest, functions=FORMS)


def comment(lines: Iterable[str]) -> Iterator[str]:
    """Lines as comments; NumPy's programs have the same."""
    return (f"# {plain(line)}".rstrip() for line in lines)


PYTHON = Dialect(NOTATION, comment, define="", begin="", end="", brackets=BRACKETS)

RESERVED = frozenset(
    {*kwlist, *softkwlist, *HELPERS, "relu", "math", "print", "range", "len", "abs", "max"}
    | {"iteration", "batch", "first", "place", "ITERATIONS", "SAMPLES", "ORDER"}
)


def python_text(plan: Plan) -> str:
    """The program. Raises InputError where it would be too long."""
    return "\n".join(_lines(careful(listing_of(plan, RESERVED)))) + "\n"


def _lines(listing: Listing) -> Iterator[str]:
    functions = list(_functions(listing))
    body = [*PYTHON.starts(listing.starts), *_samples(listing), *_loop(listing)]
    yield from comment(header(listing.plan))
    yield ""
    if any("math." in line for line in (*functions, *body)):
        yield from ("import math", "")
    yield f"ITERATIONS = {listing.plan.iterations}"
    yield from functions
    if functions:
        yield ""
    yield from body


def _functions(listing: Listing) -> Iterator[str]:
    called = {name.removeprefix(CAREFULLY) for name in listing.primitives if _is_helper(name)}
    called |= {needed for name in called for needed in NEEDS.get(name, ())}
    for name, text in HELPERS.items():
        if name in called:
            yield from ("", "", text)
    for each in listing.functions:
        yield from ("", "", *_definition(each))


def _is_helper(name: str) -> bool:
    return name.startswith(CAREFULLY) or (name in HELPERS and CAREFULLY + name not in FORMS)


def _definition(defined: Defined) -> Iterator[str]:
    yield f"def {defined.name}({', '.join(defined.parameters)}):"
    if defined.formula is not None:
        yield f'{INDENT}"""{STABLE.format(formula=defined.formula)}"""'
    yield from assigned("return ", pieces_of(defined.body, NOTATION), "", INDENT, BRACKETS)


def _samples(listing: Listing) -> Iterator[str]:
    plan = listing.plan
    rows = list(rows_of(plan, shortest))
    columns = columns_by_sample(listing)[0]
    yield ""
    if plan.visits is Visits.THE_ONE:
        yield from comment([SAMPLE])
        yield from (f"{name} = {value}" for name, value in zip(columns, rows[0], strict=True))
        return
    yield from comment([SAMPLES.format(columns=", ".join(columns))])
    yield from ("SAMPLES = [", *table(rows, "(", ")"), "]")
    if plan.visits is Visits.LISTED:
        yield from comment([ORDER])
        yield from ("ORDER = [", *order_table(plan, "[", "]"), "]")


def _loop(listing: Listing) -> Iterator[str]:
    yield ""
    yield "for iteration in range(1, ITERATIONS + 1):"
    yield from indented(dropwhile(lambda line: not line, _iteration(listing)))


def _iteration(listing: Listing) -> Iterator[str]:
    yield from _batch(listing)
    if listing.is_loop:
        yield from PYTHON.zeros(listing)
        yield f"for {', '.join(listing.columns)} in batch:"
        yield from indented(PYTHON.of_a_sample(listing))
        yield from PYTHON.means(listing, "len(batch)")
    yield from PYTHON.blocks(listing.of_iteration)
    yield ""
    yield 'print("iteration", iteration)'
    yield from (f'print("{name}", {variable})' for name, variable in listing.printed)
    yield from PYTHON.successors(listing)


def _batch(listing: Listing) -> Iterator[str]:
    """What an iteration sees."""
    plan = listing.plan
    if plan.visits is Visits.THE_ONE:
        return
    if not plan.places:
        is_listed = plan.visits is Visits.LISTED
        chosen = "ORDER[iteration - 1]" if is_listed else "(iteration - 1) % len(SAMPLES)"
        yield f"{', '.join(listing.columns)} = SAMPLES[{chosen}]"
        return
    yield from batch_of_several(plan)
    if not listing.is_loop:
        for place, row in enumerate(columns_by_sample(listing)):
            yield f"{', '.join(row)} = batch[{place}]"


def batch_of_several(plan: Plan) -> Iterator[str]:
    """The samples of a batch, as a list."""
    if plan.visits is Visits.LISTED:
        yield "batch = [SAMPLES[place] for place in ORDER[iteration - 1]]"
    elif plan.size == plan.number_of_samples:
        yield "batch = SAMPLES"
    else:
        yield f"first = (iteration - 1) % {plan.batches_in_epoch} * {plan.size}"
        yield f"batch = SAMPLES[first : first + {plan.size}]"
