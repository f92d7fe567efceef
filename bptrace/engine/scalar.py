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
from math import exp, inf, isfinite, tanh
from typing import Any

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.primitive_values import quotient
from bptrace.algebra.steps import Step
from bptrace.engine.straight_line import TERMS_A_LINE, StraightLine, identifier
from bptrace.network.build import ERROR
from bptrace.network.naming import SAMPLE_INDEX

Values = tuple[float, ...]
Run = Generator[Values, None, Values | None]
Iterations = Callable[[Values, Values, Iterable[Values], bool], Run]
Forward = Callable[[Values, Values, Values], Values]

INDENT = "    "


def _all_finite(values: Values) -> bool:
    return all(map(isfinite, values))


# A name of the generated code begins with _, so that no name of a network is ever one of them.
GLOBALS = {
    "_exp": exp,
    "_tanh": tanh,
    "_inf": inf,
    "_quotient": quotient,
    "_all_finite": _all_finite,
}


class Layout(Struct, frozen=True):
    """What the tuples of values that go in and out of a program hold, place by place.

    columns: a record; state: what one iteration hands to the next; fixed: given values that stay;
    row: given values of a sample; results: the outputs and E, from `forward`; vital: what must be
    finite for training to go on, E and what the state becomes.
    """

    columns: tuple[Reference, ...]
    state: tuple[Reference, ...]
    fixed: tuple[Reference, ...]
    row: tuple[Reference, ...]
    results: tuple[Reference, ...]
    vital: tuple[Reference, ...]


class Program(Struct, frozen=True):
    """A compiled step.

    iterations(state, fixed, rows, recorded): yields a record a row, if they are to be recorded;
        returns the state after the last, or None where E or a state's new value is not finite.
    forward(state, fixed, row): the results at that state.
    """

    step: Step
    layout: Layout
    iterations: Iterations
    forward: Forward


def compile_step(step: Step, columns: Sequence[Reference], outputs: str) -> Program:
    """The step as functions; `columns` are recorded, `outputs` is the family of the outputs."""
    layout = _layout(step, columns, outputs)
    source = "\n".join([*_iterations_lines(step, layout), *_forward_lines(step, layout)])
    scope: dict[str, Any] = dict(GLOBALS)
    exec(compile(source, "<a step as straight-line Python>", "exec"), scope)
    return Program(step, layout, scope["_iterations"], scope["_forward"])


def _layout(step: Step, columns: Sequence[Reference], outputs: str) -> Layout:
    error = next(step.positions(step.family(ERROR)))
    scalars = [each for given in step.givens for each in step.positions(given)]
    varying = {each.name for each in step.givens if SAMPLE_INDEX in each.at}
    state = tuple(each for each in scalars if each.name in step.states)
    return Layout(
        columns=tuple(columns),
        state=state,
        fixed=tuple(each for each in scalars if each.name not in {*step.states, *varying}),
        row=tuple(each for each in scalars if each.name in varying),
        results=tuple(
            each for name in (outputs, ERROR) for each in step.positions(step.family(name))
        ),
        vital=(error, *(Reference(step.states[each.name], each.at) for each in state)),
    )


def _iterations_lines(step: Step, layout: Layout) -> Iterator[str]:
    code = StraightLine(step, (*layout.columns, *layout.vital))
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
    yield f"{INDENT}return {_listed(identifier(step, each) for each in layout.state)}"


def _forward_lines(step: Step, layout: Layout) -> Iterator[str]:
    needed = step.needed_for(*(each.name for each in layout.results))
    families = [each for each in step.equations if each.name in needed]
    code = StraightLine(step, [each for family in families for each in step.positions(family)])
    yield "def _forward(_state, _fixed, _row):"
    yield from _unpacked(step, layout.state, "_state")
    yield from _unpacked(step, layout.fixed, "_fixed")
    yield from _unpacked(step, layout.row, "_row")
    yield from (INDENT + line for line in code.lines)
    yield f"{INDENT}return {_listed(map(code.holder, layout.results))}"


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
