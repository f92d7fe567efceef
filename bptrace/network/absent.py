"""A name of a value that this network has none of, though others have -> why.

b1_new   dE_db1     b1 is not trained
b_h1     b_h1_new   the layer of h1 shares one bias, or has none
"""

from __future__ import annotations

import re

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.network.respelled import AFTER_UPDATE, OVER, plain
from bptrace.network.spellings import look_up, look_up_value
from bptrace.problems.problem import Finding, Kind, Path

GRADIENT = re.compile(rf"[d∂]E{OVER}")
BIAS = "b_"


def absence_of(step: Step, text: str, path: Path = ()) -> Finding | None:
    """Why no value is called that; None where nothing can be said of it."""
    name = plain(text)
    bare = GRADIENT.sub("", name).removesuffix("+").removesuffix(AFTER_UPDATE)
    parameter = look_up_value(step, bare)
    data: dict[str, object] = {"name": text}
    if parameter is not None and bare != name:
        is_fixed = step.family(parameter.name).role in {"weight", "bias"} and _is_fixed(
            step, parameter
        )
        spelled = step.names.spell(parameter)
        found = Finding(Kind.UNTRAINED, path, {**data, "parameter": spelled}, at="key")
        return found if is_fixed else None
    return _of_bias(step, bare, data, path) if bare.startswith(BIAS) else None


def _of_bias(step: Step, bare: str, data: dict[str, object], path: Path) -> Finding | None:
    """Of a neuron that has no bias of its own."""
    neuron = bare.removeprefix(BIAS)
    found = look_up(step, neuron)
    nets = [each for each in found.references if _role(step, each) == "net"] if found else []
    if found is None or found.kind != "neuron" or not nets:
        return None
    layer = step.family(nets[0].name).layer
    biases = [each for each in step.givens if each.role == "bias" and each.layer == layer]
    data = {**data, "neuron": neuron}
    if not biases:
        return Finding(Kind.NO_BIAS, path, data, at="key")
    shared = next(step.positions(biases[0]))
    kind = Kind.SHARED_FIXED_BIAS if _is_fixed(step, shared) else Kind.SHARED_BIAS
    data = {**data, "parameter": step.names.spell(shared)}
    return Finding(kind, path, data, at="key") if not shared.at else None


def _is_fixed(step: Step, parameter: Reference) -> bool:
    return parameter.name not in step.states


def _role(step: Step, reference: Reference) -> str:
    return step.family(reference.name).role
