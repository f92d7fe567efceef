"""A value as people write it -> the value that the step calls otherwise: `∂E/∂w₅` -> dE_dw5.

h1:o1   h1->o1   h1→o1                   a weight by its ends
dE/dw5   ∂E/∂w₅   dE_total_dw5           a derivative; ∂E/∂net_h1 and δ_h1 are delta_h1
dE_o1/dout_h1                            one path's share, where that is the same thing
w5+   w5⁺                                after the update
μ   β1   m̂_w5   v_w5   ‖∇E‖              what an optimizer computes, as a page writes it
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bptrace.algebra.expressions import Reference, SumOver
from bptrace.algebra.names import Table
from bptrace.algebra.steps import Family, Given, Step
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE
from bptrace.network.updates import RATE

TOTAL = "E_total"
"""What the article calls E."""

SIGNS = {
    "μ": "momentum",
    "λ": "weight_decay",
    "α": "alpha",
    "β1": "beta1",
    "β2": "beta2",
    "ε": "eps",
    "eta0": "eta_0",
    "‖∇E‖": "gradient_norm",
}
STATES = (("m̂_", "m_hat_"), ("v̂_", "v_hat_"), ("v_", "velocity_"), ("G_", "sum_"))
CHANGED = ("clipped", "decayed")

ARROWS = ("→", "->", ":")
AFTER_UPDATE, SHARE = "_new", "_via_"

OVER = "[/_][d∂]"
"""Between the two parts of a derivative."""


def plain(text: str) -> str:
    """Without spaces, and with ordinary digits and signs for ₅, ⁺, ５ and 𝜕."""
    if not text.isascii():
        from unicodedata import normalize  # noqa: PLC0415  # start-up time: most names are ASCII

        text = normalize("NFKC", text)
    return "".join(text.split())


def respelled(step: Step, name: str) -> Reference | None:
    """The value that a plain name means, though the step does not call it that."""
    return _simple(step, name) or _derivative(step, name) or _share(step, name)


def arrow_in(name: str) -> str | None:
    """The sign that stands between the ends of a weight."""
    return next((each for each in ARROWS if each in name), None)


def weight_ends(step: Step) -> Iterator[tuple[str, str]]:
    """From which neuron to which every weight leads."""
    for weights, sources, targets in _weights(step):
        for each in step.positions(weights):
            target, source = (int(position) for position in each.at)
            yield sources.name((source,)), targets.name((target,))


def layer_of_index(step: Step) -> Mapping[str, str]:
    """The layers' labels by the index of their neurons, the inputs' first."""
    layers = (each for each in step.families if each.role in {"input", "net"})
    return {each.at[1]: each.layer for each in layers if each.layer is not None}


def total_error(step: Step) -> Reference:
    """E."""
    return next(step.positions(step.family(ERROR)))


def _weights(step: Step) -> Iterator[tuple[Given, Table, Table]]:
    """The families of weights, and the names of the neurons that they come from and go to."""
    layers, tables = layer_of_index(step), step.names.tables
    for family in step.givens:
        if family.role == "weight":
            target, source = family.at
            yield family, tables[layers[source]], tables[layers[target]]


def _simple(step: Step, name: str) -> Reference | None:
    """A value that is no derivative."""
    if name == TOTAL:
        return total_error(step)
    if name.endswith("+"):
        name = name.removesuffix("+") + AFTER_UPDATE
    ascii_name = re.sub("^δ_?", "delta_", name).replace("η", RATE)
    return step.names.find(ascii_name) or _weight(step, name) or _of_optimizer(step, ascii_name)


def _of_optimizer(step: Step, name: str) -> Reference | None:
    """A hyperparameter, a state or a changed gradient by its sign."""
    if name in SIGNS:
        return step.names.find(SIGNS[name])
    for sign, prefix in STATES:
        if name.startswith(sign):
            found = step.names.find(prefix + name.removeprefix(sign))
            if found is not None:
                return found
    for how in CHANGED:
        if name.startswith(how):
            gradient = _derivative(step, name.removeprefix(how).removeprefix("_"))
            return gradient and step.names.find(f"{how}_{step.names.spell(gradient)}")
    return None


def _weight(step: Step, name: str) -> Reference | None:
    """`h1:o1`, or `h1:o1_new` after the update."""
    arrow = arrow_in(name)
    if arrow is None:
        return None
    source, _, target = name.partition(arrow)
    weight = _weight_between(step, source, target)
    if weight is None and target.endswith(AFTER_UPDATE):
        before = _weight_between(step, source, target.removesuffix(AFTER_UPDATE))
        return before and step.names.find(step.names.spell(before) + AFTER_UPDATE)
    return weight


def _weight_between(step: Step, source: str, target: str) -> Reference | None:
    for weights, sources, targets in _weights(step):
        row, column = targets.position(target), sources.position(source)
        if row and column:
            weight = Reference(weights.name, (*row, *column))
            return weight if step.exists(weight) else None
    return None


def _derivative(step: Step, name: str) -> Reference | None:
    if not name.startswith(("d", "∂")):
        return None
    for over in re.finditer(OVER, name):
        of, by = name[1 : over.start()], name[over.end() :]
        above, below = (step.names.find(each) or _simple(step, each) for each in (of, by))
        if above and below:
            return _derivative_of(step, above, below)
    return None


def _derivative_of(step: Step, of: Reference, by: Reference) -> Reference | None:
    spell = step.names.spell
    found = step.names.find(f"d{spell(of)}_d{spell(by)}")
    if found is None and of == total_error(step):
        return _delta(step, by)
    return found or _derivative_of_one_error(step, of, by)


def _delta(step: Step, net: Reference) -> Reference | None:
    """∂E/∂net has a name of its own."""
    family = step.family(net.name)
    deltas = (each for each in step.equations if each.role == "delta")
    delta = next((each for each in deltas if each.layer == family.layer), None)
    return Reference(delta.name, net.at) if delta and family.role == "net" else None


def _derivative_of_one_error(step: Step, of: Reference, by: Reference) -> Reference | None:
    """∂E_o1/∂…: the whole ∂E/∂… where no other output depends on it, or o1's share of that."""
    error = step.family(of.name)
    if not _is_a_term_of_all(step, error):
        return None
    _, output = error.at
    positions = dict(zip(step.family(by.name).at, by.at, strict=True))
    if step.axes[output] == 1 or positions.get(output) == of.at[1]:
        return _derivative_of(step, total_error(step), by)
    *_, neuron = step.names.parts(of)
    return step.names.find(f"d{ERROR}_d{step.names.spell(by)}{SHARE}{neuron}")


def error_shared_back(step: Step, share: Reference) -> tuple[Reference, Reference] | None:
    """Of one path's share of ∂E/∂out_h1 what the article calls it, ∂E_o2/∂out_h1: E_o2 and out_h1;
    None where that is not the same thing."""
    whole, _, layer = share.name.rpartition(SHARE)
    errors = (each for each in step.equations if each.layer == layer and each.role == "error")
    error = next(errors, None)
    if error is None or not _is_a_term_of_all(step, error):
        return None
    *of_whole, neuron = share.at
    return Reference(error.name, (share.at[0], neuron)), Reference(
        whole.removeprefix(f"d{ERROR}_d"), tuple(of_whole)
    )


def _is_a_term_of_all(step: Step, error: Family) -> bool:
    """Whether E is the sum of what each output is off, and of nothing else."""
    total = step.equation(f"{ERROR}{PLACE}") or step.equation(ERROR)
    return bool(total and isinstance(total.right, SumOver) and total.right.body == error.reference)


def _share(step: Step, name: str) -> Reference | None:
    whole, separator, neuron = name.rpartition(SHARE)
    gradient = _derivative(step, whole) if separator else None
    return gradient and step.names.find(f"{step.names.spell(gradient)}{SHARE}{neuron}")
