"""The loss -> E of every output and of a sample.

E_o[s,k] = loss(target[s,k], out[s,k])
E[s]     = Σ_k E_o[s,k], or their mean
"""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum, isclose

from bptrace.algebra.expressions import Apply, Expression, Number, Reference, SumOver
from bptrace.algebra.names import Entry
from bptrace.algebra.steps import Equation, Phase
from bptrace.config.experiment import Activation, Experiment, Loss, Sample
from bptrace.config.shapes import as_list
from bptrace.network.activations import function_of
from bptrace.network.losses import LOSSES, PAIRS, Pair
from bptrace.network.naming import PLACE, SAMPLE_INDEX, Labels, has_places

ERROR = "E"
"""The error of an iteration: of its sample, or reduced over its batch."""
ERROR_OF_ALL = "E_all"
"""E summed over all samples; of a run, not of a step, which knows only its own samples."""


def error_of_a_sample(experiment: Experiment) -> str:
    """The family of E for each sample; where iterations see one, that is E itself."""
    return f"{ERROR}{PLACE}" if has_places(experiment) else ERROR


def error_equations(experiment: Experiment, outputs: Labels) -> Iterator[Equation]:
    """The error of each output, and of the sample."""
    at = (SAMPLE_INDEX, outputs.index)
    neuron = Entry(outputs.label, (outputs.index,))
    right = _error_of_an_output(experiment, outputs)
    label = outputs.label
    yield Equation(outputs.error, at, Phase.ERROR, "error", label, ("E_", neuron), right=right)
    total: Expression = SumOver(outputs.index, Reference(outputs.error, at))
    if LOSSES[_loss(experiment).name].is_mean:
        total = total / Number(float(experiment.layers[-1].units))
    name = error_of_a_sample(experiment)
    yield Equation(name, (SAMPLE_INDEX,), Phase.ERROR, "total", None, (ERROR,), right=total)


def short_delta(experiment: Experiment, outputs: Labels) -> Expression | None:
    """∂E/∂net of the output layer as a pair of activation and loss has it, out − target; None where
    there is no such pair."""
    pair = _pair(experiment)
    if pair is None:
        return None
    target, out, _ = _values(outputs)
    if _is_vector(experiment) and not _are_distributions(experiment.samples):
        other = Reference(outputs.target, (SAMPLE_INDEX, outputs.other))
        delta: Expression = SumOver(outputs.other, other) * out - target
    else:
        delta = pair.delta(target, out)
    if LOSSES[_loss(experiment).name].is_mean:
        delta = delta / Number(float(experiment.layers[-1].units))
    return delta


def _error_of_an_output(experiment: Experiment, outputs: Labels) -> Apply:
    target, out, net = _values(outputs)
    pair = _pair(experiment)
    if pair is None:
        loss = _loss(experiment)
        return Apply(LOSSES[loss.name].function_of(loss), (target, out))
    along = (outputs.index, outputs.other) if _is_vector(experiment) else None
    return Apply(pair.function, (target, out, net), along)


def _values(outputs: Labels) -> tuple[Reference, Reference, Reference]:
    at = (SAMPLE_INDEX, outputs.index)
    target, out, net = (Reference(name, at) for name in (outputs.target, outputs.out, outputs.net))
    return target, out, net


def _pair(experiment: Experiment) -> Pair | None:
    return PAIRS.get((_loss(experiment).name, _activation(experiment).name))


def _is_vector(experiment: Experiment) -> bool:
    """Whether an output is made of every net of its layer."""
    return function_of(_activation(experiment)).jacobian is not None


def _activation(experiment: Experiment) -> Activation:
    activation = experiment.layers[-1].activation
    assert isinstance(activation, Activation)
    return activation


def _loss(experiment: Experiment) -> Loss:
    assert isinstance(experiment.loss, Loss)
    return experiment.loss


def _are_distributions(samples: list[Sample]) -> bool:
    """Whether every sample's targets add up to 1."""
    return all(isclose(fsum(as_list(each.target)), 1.0, rel_tol=1e-12) for each in samples)
