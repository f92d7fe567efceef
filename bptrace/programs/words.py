"""What programs say in their comments, in English: plain ASCII, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bptrace.algebra.steps import Family, Phase, Step
from bptrace.config.experiment import Activation, Bias, Experiment, Layer, Loss, Optimizer, Tied
from bptrace.network.naming import PLACE, input_width, label_layers
from bptrace.programs.parts import LARGEST, POWERS, TOTAL
from bptrace.programs.plan import Plan
from bptrace.version import __version__

PHASES: Mapping[Phase, str] = {
    Phase.FORWARD: "Forward",
    Phase.ERROR: "Error",
    Phase.BACKWARD: "Backward",
    Phase.UPDATE: "Update",
}

ROLES: Mapping[str, str] = {
    "net": "net, what comes in, weighted and added up",
    "error": "the error of each output",
    "total": "E, their sum",
    "delta": "delta = dE/dnet",
    LARGEST: "the largest net, so that no power overflows",
    POWERS: "powers of e",
    TOTAL: "and their sum",
    "clipped": "gradients, clipped",
    "decayed": "gradients, and what the weight decay adds to them",
    "rate": "the learning rate, by its schedule",
}
SCALARS: Mapping[str, str] = {
    "gradient_norm": "the length of all gradients together",
    "clip_coefficient": "what they are multiplied with, so that it is not too large",
    "t_new": "the number of the next iteration",
}
STATES = {"velocity": "velocities", "sum": "sums of squared gradients"}
MOMENTS = {"m": "means of gradients", "v": "means of squared gradients"}
GIVEN = {
    "weight": "Weights",
    "bias": "Biases",
    "rate": "The learning rate",
    "hyperparameter": "What else the optimizer takes",
    "state": "States of the optimizer",
}
SAMPLES = "The samples: {columns}"
SAMPLE = "The sample"
ORDER = "Which of them each iteration sees, counted from 0"
SAMPLE_ROWS = "The samples: a row each"
NAMES = "What the trace calls the values of arrays"
GAPS = "1 where there is a connection, 0 where there is none"
NOT_FINITE = "Infinities and not-a-numbers are values like others"
BY_AUTOGRAD = "All gradients by PyTorch's autograd"
CLIPPED = "Gradients are clipped first"
EXPECTED = "What every value is in some iterations, for a unit test"
GIVEN_VALUES = "Given"
PLACES = "net_h1_at_3 is net_h1 of the third sample of the batch; NAN where there is none."
NEXT = "What the next iteration starts with"
STABLE = "{formula}, in a form that keeps its digits and does not overflow"
FROM_0 = "E and its gradient over the batch: from 0 ..."
ADDED_UP = "... one sample after the other"
MEAN = "and their mean"


def header(plan: Plan) -> Iterator[str]:
    """The comment at the top of a program, line by line."""
    experiment = plan.experiment
    yield experiment.title or "A small neural network that learns by backpropagation"
    if experiment.source:
        yield f"Source: {experiment.source}"
    yield ""
    yield f"Network: {', '.join(_network(experiment))}"
    yield f"Loss: {_loss(experiment)}. Optimizer: {_optimizer(experiment)}."
    if plan.places:
        batch = "all samples" if plan.size == plan.number_of_samples else f"{plan.size} samples"
        reduction = plan.experiment.batch.reduction
        yield f"An iteration sees {batch}; E and its gradient are the {reduction} over them."
    yield from written_by(experiment, plan.origin)


def written_by(experiment: Experiment, origin: str) -> Iterator[str]:
    """The conventions, and who wrote it."""
    yield ""
    yield "delta is +dE/dnet. E is that at the weights an iteration starts with."
    yield UPDATE_ORDERS[experiment.update_order]
    yield f"Written by bptrace {__version__} from {origin}."


UPDATE_ORDERS = {
    "simultaneous": "All gradients of an iteration are taken at those weights, too.",
    "sequential": ("The output layer is updated first; what it passes back uses its new weights."),
}


def _network(experiment: Experiment) -> Iterator[str]:
    width = input_width(experiment)
    yield f"{width} input{'s' * (width != 1)}"
    for layer in experiment.layers:
        yield f"{layer.units} {activation_name(layer)}{_remark(layer)}"


def activation_name(layer: Layer) -> str:
    """What a layer's activation is called, or its formula."""
    assert isinstance(layer.activation, Activation)
    return layer.activation.name or f'"{layer.activation.formula}"'


def _remark(layer: Layer) -> str:
    remarks = []
    if isinstance(layer.weights, Tied):
        how = " transposed" if layer.weights.transposed else ""
        remarks.append(f"weights of {layer.weights.tied_to}{how}")
    if not layer.trainable:
        remarks.append("not trained")
    elif isinstance(layer.bias, Bias) and not layer.bias.trainable:
        remarks.append("biases fixed")
    return f" ({', '.join(remarks)})" if remarks else ""


def _loss(experiment: Experiment) -> str:
    assert isinstance(experiment.loss, Loss)
    return experiment.loss.name


def _optimizer(experiment: Experiment) -> str:
    assert isinstance(experiment.optimizer, Optimizer)
    return experiment.optimizer.name


def remark_on(family: Family, plan: Plan) -> str:
    """What the values of a family are."""
    about = f"Layer {family.layer}: " if family.layer else ""
    match family.role:
        case role if role in ROLES:
            return about + ROLES[role]
        case "scalar":
            return SCALARS[family.name]
        case "out":
            return f"{about}out = {_activated(family, plan.experiment)}"
        case "new" | "new_state" | "between":
            return about + _updated(family, plan.step)
        case _:
            return about + _derivative(family)


def _activated(out: Family, experiment: Experiment) -> str:
    labels = [each.label for each in label_layers(experiment)]
    activation = experiment.layers[labels.index(str(out.layer))].activation
    assert isinstance(activation, Activation)
    return activation.formula or (
        "net" if activation.name == "identity" else f"{activation.name}(net)"
    )


def _derivative(family: Family) -> str:
    """ "dE/dout" of `dE_dout_h`, "dout/dnet" of `dout_h_dnet_h`."""
    name = family.name.removesuffix(PLACE)
    above, _, below = name.partition("_d")
    kind = {"W": "w"}.get(below.split("_")[0], below.split("_")[0])
    return f"{above.split('_')[0]}/d{kind}"


def _updated(family: Family, step: Step) -> str:
    base = family.name.removesuffix("_new")
    if family.role == "new":
        return f"new {GIVEN[step.family(base).role].lower()}"
    kind = base.split("_")[0]
    corrected = "_hat_" in base
    if kind in MOMENTS:
        return MOMENTS[kind] + (", corrected for their start at 0" if corrected else "")
    return STATES.get(kind, kind)


def remark_on_start(role: str, layer: str | None) -> str:
    """What values are that a program begins with."""
    return (f"Layer {layer}: {GIVEN[role].lower()}") if layer else GIVEN[role]
