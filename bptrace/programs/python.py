"""A listing -> a program in plain Python, one variable a value; no library but `math`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, groupby
from keyword import kwlist, softkwlist

from bptrace.algebra.notation import Form, Notation, Precedence
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.programs.functions import Defined
from bptrace.programs.listing import Block, Line, Listing, Start, listing_of
from bptrace.programs.plan import Plan, Visits
from bptrace.programs.python_careful import CAREFULLY, careful
from bptrace.programs.python_helpers import HELPERS, NEEDS
from bptrace.programs.text import INDENT, assigned, filled, listed, pieces_of, plain, shortest
from bptrace.programs.words import (
    ADDED_UP,
    MEAN,
    NEXT,
    ORDER,
    PHASES,
    SAMPLE,
    SAMPLES,
    STABLE,
    header,
    remark_on_start,
)

BRACKETS = "(", ")"


def _called(name: str, parameters: int = 1) -> Form:
    places = ", ".join(["{}"] * parameters)
    return Form(f"{name}({places})", (Precedence.SUM,) * parameters, Precedence.ATOM)


FORMS: Mapping[str, Form] = {
    **{
        name: _called(name if name in HELPERS else f"math.{name}", len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
    "power": Form("{} ** {}", (Precedence.ATOM, Precedence.ATOM), Precedence.POWER),
    "sqrt": _called("math.sqrt"),
    CAREFULLY + "divide": _called("divide", 2),
    CAREFULLY + "power": _called("power", 2),
    CAREFULLY + "sqrt": _called("sqrt"),
    "absolute": _called("abs"),
    "rectify": _called("relu"),
    "where": Form("({2} if {0} > {1} else {3})", (Precedence.SUM,) * 4, Precedence.ATOM),
}
NOTATION = Notation(lambda each: each.name, number=shortest, functions=FORMS)

RESERVED = frozenset(
    {*kwlist, *softkwlist, *HELPERS, "relu", "math", "print", "range", "len", "abs", "max"}
    | {"iteration", "batch", "first", "place", "ITERATIONS", "SAMPLES", "ORDER"}
)


def python_text(plan: Plan) -> str:
    """The program. Raises InputError where it would be too long."""
    return "\n".join(_lines(careful(listing_of(plan, RESERVED)))) + "\n"


def comment(lines: Iterable[str], indent: str = "") -> Iterator[str]:
    """Lines as a comment."""
    return (f"{indent}# {plain(line)}".rstrip() for line in lines)


def _lines(listing: Listing) -> Iterator[str]:
    functions = list(_functions(listing))
    body = [*_starts(listing), *_samples(listing), *_loop(listing)]
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


def _starts(listing: Listing) -> Iterator[str]:
    for start in listing.starts:
        yield ""
        yield from comment([remark_on_start(start.role, start.layer)])
        yield from (f"{name} = {shortest(value)}" for name, value in start.values)


def _samples(listing: Listing) -> Iterator[str]:
    plan = listing.plan
    rows = [[*inputs, *targets] for inputs, targets in zip(*plan.samples.values(), strict=True)]
    columns = listing.columns[: len(rows[0])]
    yield ""
    if plan.visits is Visits.THE_ONE:
        yield from comment([SAMPLE])
        yield from (f"{name} = {shortest(value)}" for name, value in zip(columns, rows[0], strict=True))
        return
    yield from comment([SAMPLES.format(columns=", ".join(columns))])
    yield "SAMPLES = ["
    for row in rows:
        yield from assigned("(", listed([*map(shortest, row)]), "),", INDENT, ("", ""))
    yield "]"
    if plan.visits is Visits.LISTED:
        yield from comment([ORDER])
        yield from _order(plan)


def _order(plan: Plan) -> Iterator[str]:
    yield "ORDER = ["
    if plan.size == 1:
        yield from filled([f"{place}, " for (place,) in plan.batches], INDENT)
    else:
        for batch in plan.batches:
            yield from filled(["[", *listed([*map(str, batch)]), "],"], INDENT)
    yield "]"


def _loop(listing: Listing) -> Iterator[str]:
    yield ""
    yield "for iteration in range(1, ITERATIONS + 1):"
    lines = dropwhile(lambda line: not line, _iteration(listing))
    yield from _indented(lines)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (INDENT + line if line else "" for line in lines)


def _iteration(listing: Listing) -> Iterator[str]:
    yield from _batch(listing)
    if listing.is_loop:
        yield from comment([ADDED_UP])
        yield from (f"{each.variable} = 0" for each in listing.added)
        yield f"for {', '.join(listing.columns)} in batch:"
        lines = dropwhile(lambda line: not line, _of_a_sample(listing))
        yield from _indented(lines)
        yield from _means(listing)
    yield from _blocks(listing.of_iteration)
    yield ""
    yield 'print("iteration", iteration)'
    yield from (f'print("{name}", {variable})' for name, variable in listing.printed)
    yield ""
    yield from comment([NEXT])
    yield from (f"{old} = {new}" for old, new in listing.successors)


def _batch(listing: Listing) -> Iterator[str]:
    """What an iteration sees."""
    plan = listing.plan
    if plan.visits is Visits.THE_ONE:
        return
    columns = ", ".join(listing.columns)
    if not plan.places:
        chosen = "(iteration - 1) % len(SAMPLES)"
        if plan.visits is Visits.LISTED:
            chosen = "ORDER[iteration - 1]"
        yield f"{columns} = SAMPLES[{chosen}]"
        return
    yield from _batch_of_several(plan)
    if not listing.is_loop:
        width = len(listing.columns) // plan.size
        rows = [listing.columns[at : at + width] for at in range(0, len(listing.columns), width)]
        yield from (f"{', '.join(row)} = batch[{place}]" for place, row in enumerate(rows))


def _batch_of_several(plan: Plan) -> Iterator[str]:
    if plan.visits is Visits.LISTED:
        yield "batch = [SAMPLES[place] for place in ORDER[iteration - 1]]"
    elif plan.size == plan.number_of_samples:
        yield "batch = SAMPLES"
    else:
        batches = -(-plan.number_of_samples // plan.size)
        yield f"first = (iteration - 1) % {batches} * {plan.size}"
        yield f"batch = SAMPLES[first : first + {plan.size}]"


def _of_a_sample(listing: Listing) -> Iterator[str]:
    yield from _blocks(listing.of_sample)
    yield ""
    yield from comment([ADDED_UP])
    for line in listing.added:
        yield from assigned(f"{line.variable} += ", pieces_of(line.right, NOTATION), "", "", BRACKETS)


def _means(listing: Listing) -> Iterator[str]:
    if listing.means:
        yield ""
        yield from comment([MEAN])
        yield from (f"{name} /= len(batch)" for name in listing.means)


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for phase, several in groupby(blocks, key=lambda each: each.phase):
        yield ""
        yield from comment([f"== {PHASES[phase]} =="])
        for block in several:
            yield from comment([block.remark])
            yield from _assignments(block.lines)


def _assignments(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        pieces = pieces_of(line.right, NOTATION)
        yield from assigned(f"{line.variable} = ", pieces, "", "", BRACKETS)
