"""The scalar engine: a step as straight-line Python, compiled; no NumPy.

    def iterations(state, fixed, rows, recorded):
        w1, w2, … = state
        for i1, i2, target_o1, target_o2 in rows:
            net_h1 = w1 * i1 + w2 * i2 + b1
            …
            if recorded: yield i1, i2, …, w8_new
            if (not everything finite): return None
            w1 = w1_new …
        return w1, w2, …

It pays for small networks; what it costs grows with the number of weights, compiling included.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from math import isfinite
from typing import Any

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine.columns import Columns
from bptrace.engine.engine import Evaluation, Samples
from bptrace.engine.python_forms import GLOBALS
from bptrace.engine.straight_line import TERMS_A_LINE, StraightLine, identifier
from bptrace.network.error import ERROR
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.values import ByFamily, scalars_of

Values = tuple[float, ...]
Run = Generator[Values, None, Values | None]
Iterations = Callable[[Values, Values, Iterable[Values], bool], Run]
Forward = Callable[[Values, Values, Values], Values]

INDENT = "    "
MOST_SAMPLES_HELD = 4096
"""Of so many batches the values are kept in the form in which an iteration takes them."""


def _all_finite(values: Values) -> bool:
    return all(map(isfinite, values))


class Layout(Struct, frozen=True):
    """What the tuples of values that go in and out of a program hold, place by place.

    columns: a record; state: what one iteration hands to the next; fixed: given values that stay;
    row: given values of the samples; vital: what must be finite for training to go on, E and what
    the state becomes.
    """

    columns: tuple[Reference, ...]
    state: tuple[Reference, ...]
    fixed: tuple[Reference, ...]
    row: tuple[Reference, ...]
    vital: tuple[Reference, ...]


class ScalarEngine:
    """Compiles steps to functions over tuples of floats; see `engine.Engine`."""

    name = "scalar"
    pays_for_records = False
    values_in_a_chunk = 1_000_000

    def program(self, step: Step, columns: Columns) -> Iterations:
        """The iterations of a step: yields a record a row, if they are to be recorded; returns the
        state after the last, or None where E or a state's new value is not finite."""
        layout = _layout(step, columns.references)
        program: Iterations = _compiled(_iterations_lines(step, layout))["_iterations"]
        return program

    def evaluation(
        self, steps: Callable[[int], Step], outputs: str, samples: Samples
    ) -> Evaluation:
        """The outputs and E of samples, one after the other."""
        step = steps(1)
        layout = _layout(step, ())
        results = tuple(
            each for name in (outputs, ERROR) for each in step.positions(step.family(name))
        )
        forward: Forward = _compiled(_forward_lines(step, layout, results))["_forward"]
        row = self.rows(step, samples)

        def evaluate(
            state: Values, fixed: Values, places: Sequence[int]
        ) -> Iterator[tuple[Values, float]]:
            for place in places:
                *out, error = forward(state, fixed, row((place,)))
                yield tuple(out), error

        return evaluate

    def packed(self, step: Step, names: Iterable[str], values: ByFamily) -> Values:
        """The values of families as a flat tuple."""
        chosen = {name: values[name] for name in names}
        return tuple(value for _, value in scalars_of(step, chosen))

    def unpacked(
        self, step: Step, names: Iterable[str], packed: Values
    ) -> Iterator[tuple[Reference, float]]:
        """Every scalar of the families with its value."""
        references = chain.from_iterable(step.positions(step.family(name)) for name in names)
        return zip(references, packed, strict=True)

    def with_value(
        self, step: Step, names: Iterable[str], packed: Values, reference: Reference, value: float
    ) -> Values:
        """The values of families with another one of a scalar among them."""
        scalars = self.unpacked(step, names, packed)
        return tuple(value if each == reference else old for each, old in scalars)

    def rows(self, _step: Step, samples: Samples) -> Callable[[tuple[int, ...]], Values]:
        """What makes the values of a batch of the samples at some places."""

        @lru_cache(maxsize=MOST_SAMPLES_HELD)
        def row(places: tuple[int, ...]) -> Values:
            families = samples.values()
            return tuple(x for family in families for place in places for x in family[place])

        return row


def _compiled(lines: Iterable[str]) -> dict[str, Any]:
    scope: dict[str, Any] = {**GLOBALS, "_all_finite": _all_finite}
    exec(compile("\n".join(lines), "<a step as straight-line Python>", "exec"), scope)
    return scope


def _layout(step: Step, columns: Sequence[Reference]) -> Layout:
    error = next(step.positions(step.family(ERROR)))
    scalars = [each for given in step.givens for each in step.positions(given)]
    varying = {each.name for each in step.givens if SAMPLE_INDEX in each.at}
    state = tuple(each for each in scalars if each.name in step.states)
    return Layout(
        columns=tuple(columns),
        state=state,
        fixed=tuple(each for each in scalars if each.name not in {*step.states, *varying}),
        row=tuple(each for each in scalars if each.name in varying),
        vital=(error, *(Reference(step.states[each.name], each.at) for each in state)),
    )


def _iterations_lines(step: Step, layout: Layout) -> Iterator[str]:
    code = StraightLine(step, _needed_for(step, (*layout.columns, *layout.vital)))
    vital = [code.holder(each) for each in layout.vital]
    _, *successors = vital
    yield "def _iterations(_state, _fixed, _rows, _recorded):"
    yield from _unpacked(step, layout.state, "_state")
    yield from _unpacked(step, layout.fixed, "_fixed")
    yield f"{INDENT}for {_listed(identifier(step, each) for each in layout.row)} in _rows:"
    body = [
        *code.lines,
        f"if _recorded: yield {_listed(map(code.holder, layout.columns))}",
        *_added_up("_sum", vital),
        "if _sum - _sum != 0.0:",
        f"{INDENT}if not _all_finite(({_listed(vital)})): return None",
    ]
    for old, new in zip(layout.state, successors, strict=True):
        body.append(f"{identifier(step, old)} = {new}")
    yield from (2 * INDENT + line for line in body)
    yield f"{INDENT}return ({_listed(identifier(step, each) for each in layout.state)})"


def _forward_lines(step: Step, layout: Layout, results: Sequence[Reference]) -> Iterator[str]:
    code = StraightLine(step, _needed_for(step, results))
    yield "def _forward(_state, _fixed, _row):"
    yield from _unpacked(step, layout.state, "_state")
    yield from _unpacked(step, layout.fixed, "_fixed")
    yield from _unpacked(step, layout.row, "_row")
    yield from (INDENT + line for line in code.lines)
    yield f"{INDENT}return {_listed(map(code.holder, results))}"


def _needed_for(step: Step, wanted: Sequence[Reference]) -> Iterator[Reference]:
    """All that it takes to compute those scalars, themselves included, in order."""
    needed = step.needed_for(*{each.name for each in wanted})
    families = (each for each in step.families if each.name in needed)
    return chain.from_iterable(map(step.positions, families))


def _added_up(variable: str, names: Sequence[str]) -> Iterator[str]:
    begun: tuple[str, ...] = ()
    for start in range(0, len(names), TERMS_A_LINE):
        yield f"{variable} = {' + '.join((*begun, *names[start : start + TERMS_A_LINE]))}"
        begun = (variable,)


def _unpacked(step: Step, references: Sequence[Reference], source: str) -> Iterator[str]:
    if references:
        yield f"{INDENT}{_listed(identifier(step, each) for each in references)} = {source}"


def _listed(texts: Iterable[str]) -> str:
    return "".join(f"{text}, " for text in texts)
