"""A check of gradients -> JSON: every gradient in two ways, the worst first; names in ASCII.

The types here are the format `bptrace-gradients`, version 1. A number that is not finite is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, json

from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.checking.gradients.gradcheck import Gradient, GradientCheck, Judgement
from bptrace.checking.gradients.moving import Crossing


class OneSidedSlopes(Struct, frozen=True):
    """The slopes of E on either side alone."""

    left: float
    """from the parameter downwards"""
    right: float
    """from the parameter upwards"""


class KinkWithin(Struct, frozen=True):
    """A function that has no derivative somewhere within the step."""

    function: str
    """which one"""
    zero: str
    """what is 0 where it has none"""
    below: float
    """the value of that with the parameter moved downwards"""
    here: float
    """with the parameter as it is"""
    above: float
    """with the parameter moved upwards"""


class GradientInTwoWays(Struct, frozen=True):
    """A gradient, derived by the chain rule and measured."""

    name: str
    """of the parameter or input"""
    gradient: str
    """its gradient's name"""
    derived: float
    """by the chain rule"""
    numerical: float
    """as measured: how E changes where the parameter is moved a little to either side"""
    relative_error: float
    """|derived − numerical| / max(|derived|, |numerical|)"""
    step: float
    """how far it was moved"""
    verdict: Judgement
    """what is to be said of it"""
    slopes: OneSidedSlopes
    """what each side alone gives"""
    kinks: Sequence[KinkWithin]
    """within the step, where there is no shorter one without"""


class Gradients(Struct, frozen=True, kw_only=True):
    """All that a check of the gradients of an iteration finds."""

    format: Literal["bptrace-gradients"] = "bptrace-gradients"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    source: str
    """of which run"""
    iteration: int
    """of which iteration, counting from 1"""
    samples: Sequence[int]
    """which samples it saw, counting from 1"""
    tolerance: float
    """the largest relative error that is allowed"""
    verdict: Judgement
    """of all of them: `differs` or `unclear` where one is, else `agrees`"""
    counts: Mapping[Judgement, int]
    """how many there are of each verdict"""
    untrained: int
    """how many parameters are not trained, and have no gradient"""
    gradients: Sequence[GradientInTwoWays]
    """every one, the worst first"""


def gradients_json(check: GradientCheck) -> bytes:
    """One document, every gradient in it; what is not finite is null."""
    step = check.record.step
    document = Gradients(
        source=check.trace.origin.source,
        iteration=check.record.iteration,
        samples=check.record.samples,
        tolerance=check.tolerance,
        verdict=check.verdict,
        counts=check.counts,
        untrained=check.untrained,
        gradients=[_gradient(step, each) for each in check.gradients],
    )
    return json.format(json.encode(document), indent=2) + b"\n"


def _gradient(step: Step, gradient: Gradient) -> GradientInTwoWays:
    spell = step.names.spell
    return GradientInTwoWays(
        name=spell(gradient.of),
        gradient=spell(gradient.gradient),
        derived=gradient.derived,
        numerical=gradient.measured,
        relative_error=gradient.relative_error,
        step=gradient.step,
        verdict=gradient.verdict,
        slopes=OneSidedSlopes(gradient.left, gradient.right),
        kinks=[_kink(step, each) for each in gradient.kinks],
    )


def _kink(step: Step, kink: Crossing) -> KinkWithin:
    zero = write(kink.place, ascii_notation(step.names.spell))
    return KinkWithin(kink.function, zero, *kink.values)
