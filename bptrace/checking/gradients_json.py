"""A check of gradients -> JSON: every gradient in two ways, the worst first; names in ASCII."""

from __future__ import annotations

from typing import Any

from msgspec import json

from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.checking.gradients import Gradient, GradientCheck
from bptrace.checking.moving import Crossing


def gradients_json(check: GradientCheck) -> bytes:
    """One document, every gradient in it; what is not finite is null."""
    step = check.record.step
    document = {
        "format": "bptrace-gradients",
        "version": 1,
        "source": check.trace.origin.source,
        "iteration": check.record.iteration,
        "samples": check.record.samples,
        "tolerance": check.tolerance,
        "verdict": check.verdict,
        "counts": check.counts,
        "untrained": check.untrained,
        "gradients": [_gradient(step, each) for each in check.gradients],
    }
    return json.format(json.encode(document), indent=2) + b"\n"


def _gradient(step: Step, gradient: Gradient) -> dict[str, Any]:
    spell = step.names.spell
    return {
        "name": spell(gradient.of),
        "gradient": spell(gradient.gradient),
        "derived": gradient.derived,
        "numerical": gradient.measured,
        "relative_error": gradient.relative_error,
        "step": gradient.step,
        "verdict": gradient.verdict,
        "slopes": {"left": gradient.left, "right": gradient.right},
        "kinks": [_kink(step, each) for each in gradient.kinks],
    }


def _kink(step: Step, kink: Crossing) -> dict[str, Any]:
    below, here, above = kink.values
    return {
        "function": kink.function,
        "zero": write(kink.place, ascii_notation(step.names.spell)),
        "below": below,
        "here": here,
        "above": above,
    }
