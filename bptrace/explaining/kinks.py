"""Where a derivative is none: a function at a place at which it has a kink.

relu at net = 0     from the left its slope is 0, from the right 1; 0 is taken
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Apply, Expression, Function, Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Phase, Step
from bptrace.algebra.substitute import in_primitives, written_out
from bptrace.trace.record import Record


class Kink(Struct, frozen=True):
    """What is 0 where a function has no derivative; what is taken for its derivative there.

    derivative: by which the function goes.
    """

    function: str
    place: Expression
    derivative: Reference


def kinks_of(step: Step, derivatives: list[Reference]) -> list[Kink]:
    """The kinks of the functions that these are derivatives of."""
    functions = _with_kinks(step)
    return [
        kink
        for each in derivatives
        if each.name in functions
        for kink in _kinks(step, functions[each.name], each)
    ]


def is_met(kink: Kink, record: Record) -> bool:
    """Whether a value is exactly at the kink."""
    return value_of(in_primitives(kink.place), record.value) == 0.0


def places_of_kinks(step: Step) -> Iterator[tuple[Equation, Expression]]:
    """What is 0 at each kink of the equations of a step, over the indices of each equation."""
    for equation in step.equations:
        call = equation.right
        if isinstance(call, Apply) and equation.phase is not Phase.UPDATE:
            yield from ((equation, _at(call, kink)) for kink in call.function.kinks)


def _with_kinks(step: Step) -> Mapping[str, Equation]:
    """By the name of a derivative, the forward equation that it is one of, if that has kinks."""
    found: dict[str, Equation] = {}
    for equation, _ in places_of_kinks(step):
        assert isinstance(equation.right, Apply)
        above = PREFIX if equation.phase is Phase.ERROR else f"d{equation.name}_d"
        arguments = (each for each in equation.right.arguments if isinstance(each, Reference))
        found |= {f"{above}{each.name}": equation for each in arguments}
    return found


def _kinks(step: Step, equation: Equation, derivative: Reference) -> list[Kink]:
    call = instantiate(step, Reference(equation.name, derivative.at))
    assert isinstance(call, Apply)
    name = call.function.name
    return [Kink(name, _at(call, kink), derivative) for kink in call.function.kinks]


def _at(call: Apply, kink: Expression) -> Expression:
    """What is 0 at a kink, over the arguments of a call."""
    function: Function = structs.replace(call.function, formula=kink)
    return written_out(Apply(function, call.arguments))
