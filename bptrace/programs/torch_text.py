"""A plan -> a program in PyTorch: the forward pass; autograd and torch.optim do the rest.

It is no reading of our equations but an independent check of them: PyTorch's own activations,
losses and optimizers, in float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from keyword import kwlist, softkwlist

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import Form, Notation, write
from bptrace.algebra.steps import Phase
from bptrace.config.experiment import Activation, Bias, Layer, Loss, Optimizer, Tied
from bptrace.errors import InputError
from bptrace.network.activations import function_of
from bptrace.network.losses import LOSSES as RECORDS
from bptrace.network.naming import INPUTS, Labels, label_layers
from bptrace.network.optimizers import COUNTER
from bptrace.network.updates import RATE
from bptrace.programs.dialect import indented
from bptrace.programs.families import Families, Nested
from bptrace.programs.functions import Functions
from bptrace.programs.identifiers import Identifiers
from bptrace.programs.numpy_text import array_lines, batch_lines, bracketed, sample_arrays
from bptrace.programs.plan import Plan, Visits
from bptrace.programs.python import FORMS as PYTHON_FORMS
from bptrace.programs.python import comment
from bptrace.programs.text import INDENT, called, shortest
from bptrace.programs.torch_tables import (
    ACTIVATIONS,
    FORMS,
    LOSSES,
    OPTIMIZERS,
    PAIRS,
)
from bptrace.programs.words import (
    BY_AUTOGRAD,
    CLIPPED,
    GAPS,
    NAMES,
    PHASES,
    SAMPLE,
    STABLE,
    header,
    remark_on_start,
)

TENSOR = "torch.tensor"
RESERVED = frozenset(
    {*kwlist, *softkwlist, "torch", "functional", "math", "print", "zip", "range", "len", "float"}
    | {"iteration", "first", "name", "names", "value", "values", "show", "group", "optimizer"}
    | {"parameters", "ITERATIONS", "INPUTS", "TARGETS", "ORDER", "E"}
)
RATE_FORMS: Mapping[str, Form] = {
    **PYTHON_FORMS,
    "minimum": called("min", 2),
    "floor": called("math.floor"),
    "cos": called("math.cos"),
}


def torch_text(plan: Plan) -> str:
    """The program.

    Raises InputError for what PyTorch has not: updates layer by layer, step functions, optimizers
    that begin in the middle.
    """
    _check_possible(plan)
    return "\n".join(_Program(plan).lines()) + "\n"


def _check_possible(plan: Plan) -> None:
    if plan.experiment.update_order == "sequential":
        raise InputError(
            "PyTorch takes all gradients at the weights that an iteration starts with: there is no "
            "program in it for update_order: sequential; --to numpy has it"
        )
    if any(_activation(each).name == "step" for each in plan.experiment.layers):
        raise InputError("a step has no derivative, and PyTorch no step: --to numpy has it")
    states = [each.name for each in plan.step.givens if each.role == "state"]
    if any(_begins_late(name, plan.start[name]) for name in states):
        raise InputError(
            "the optimizer's states do not begin at 0, as PyTorch's do: --to numpy has them"
        )


def _begins_late(name: str, value: object) -> bool:
    if isinstance(value, float):
        return value != (1.0 if name == COUNTER else 0.0)
    assert isinstance(value, list)
    return any(_begins_late(name, each) for each in value)


def _activation(layer: Layer) -> Activation:
    assert isinstance(layer.activation, Activation)
    return layer.activation


class _Program:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._experiment = plan.experiment
        self._labels = label_layers(plan.experiment)
        self._families = Families(plan, RESERVED)
        self._functions = Functions(Identifiers(RESERVED))
        assert isinstance(plan.experiment.optimizer, Optimizer)
        self._optimizer = plan.experiment.optimizer
        trained = {old for old, new in plan.step.states.items() if new in plan.new_parameters}
        self._trained = [each for each in plan.step.givens if each.name in trained]

    def _of(self, family: str) -> str:
        return self._families.variable(family)

    def lines(self) -> Iterator[str]:
        forward = [*self._forward()]
        yield from comment(header(self._plan))
        yield ""
        if any("math." in line for line in self._scheduled()):
            yield from ("import math", "")
        yield from ("import torch", "from torch.nn import functional", "")
        yield from ("torch.set_default_dtype(torch.float64)", "")
        yield f"ITERATIONS = {self._plan.iterations}"
        yield from self._definitions()
        yield from ("", "", "def show(names, values):")
        yield f"{INDENT}for name, value in zip(names, values.flatten().tolist()):"
        yield f"{INDENT * 2}if name is not None:"
        yield f"{INDENT * 3}print(name, value)"
        yield ""
        yield from self._starts()
        yield from self._samples()
        yield from self._names()
        if self._trained:
            yield from self._optimizer_lines()
        yield from ("", "for iteration in range(1, ITERATIONS + 1):")
        yield from indented(self._iteration(forward))

    def _definitions(self) -> Iterator[str]:
        notation = Notation(lambda each: each.name, number=shortest, functions=FORMS)
        for each in self._functions.defined:
            yield from ("", "", f"def {each.name}({', '.join(each.parameters)}):")
            if each.formula is not None:
                yield f'{INDENT}"""{STABLE.format(formula=each.formula)}"""'
            yield f"{INDENT}return {write(each.body, notation)}"

    def _starts(self) -> Iterator[str]:
        trained = {each.name for each in self._trained}
        for given, nested in self._families.starts():
            if given.role in {"weight", "bias"}:
                yield ""
                yield from comment([remark_on_start(given.role, given.layer)])
                yield from self._tensor(given.name, nested, given.name in trained)
        for name, mask in self._families.masks.items():
            yield ""
            yield from comment([GAPS])
            yield from self._tensor(name, [[*map(float, row)] for row in mask], False)

    def _tensor(self, family: str, nested: Nested, trained: bool) -> Iterator[str]:
        if isinstance(nested, float):
            lines = [f"{self._of(family)} = {TENSOR}({nested!r})"]
        else:
            lines = [*array_lines(self._of(family), nested, TENSOR)]
        if trained:
            lines[-1] = f"{lines[-1].removesuffix(')')}, requires_grad=True)"
        yield from lines

    def _samples(self) -> Iterator[str]:
        yield ""
        if self._plan.visits is not Visits.THE_ONE:
            yield from sample_arrays(self._plan, TENSOR)
            return
        yield from comment([SAMPLE])
        for name in self._families.samples():
            row = [*self._plan.samples[name][0]]
            yield from array_lines(self._of(name), row, TENSOR)

    def _names(self) -> Iterator[str]:
        if self._trained:
            yield ""
            yield from comment([NAMES])
        for name, names in self._families.printed():
            quoted = [f'"{each}"' if each else "None" for each in names]
            yield from bracketed(f"{self._of(f'names_of_{name}')} = ", quoted)

    def _optimizer_lines(self) -> Iterator[str]:
        rule = OPTIMIZERS[self._optimizer.name]
        values = {name: getattr(self._optimizer, name) for name in Optimizer.__struct_fields__}
        yield ""
        names = ", ".join(self._of(each.name) for each in self._trained)
        yield f"parameters = [{names}]"
        yield f"optimizer = torch.optim.{rule.name}("
        yield f"{INDENT}["
        for each in self._trained:
            yield f"{INDENT * 2}{self._group(each.name, each.role, str(each.layer))},"
        yield f"{INDENT}],"
        decay = self._optimizer.weight_decay or 0.0
        takes = {name: text.format(**values) for name, text in rule.takes.items()}
        for name, text in {"lr": self._optimizer.learning_rate, **takes}.items():
            yield f"{INDENT}{name}={text},"
        yield f"{INDENT}weight_decay={decay!r},"
        yield ")"

    def _group(self, name: str, role: str, layer: str) -> str:
        """A parameter, with what is not as for the others."""
        text = f'{{"params": [{self._of(name)}]'
        rate = self._layer(layer).learning_rate
        if rate is not None:
            text += f', "lr": {rate!r}'
        if role == "bias" and self._optimizer.weight_decay and not self._optimizer.decay_biases:
            text += ', "weight_decay": 0'
        return text + "}"

    def _layer(self, label: str) -> Layer:
        return self._experiment.layers[[each.label for each in self._labels].index(label)]

    def _forward(self) -> Iterator[str]:
        below = INPUTS
        for layer, here in zip(self._experiment.layers, self._labels, strict=True):
            yield f"{self._of(here.net)} = {self._net(layer, here, below)}"
            yield f"{self._of(here.out)} = {self._activated(layer, here)}"
            below = here

    def _net(self, layer: Layer, here: Labels, below: Labels) -> str:
        weights = f"{self._of(here.weights)}.T"
        mask = f"mask_{here.label}"
        if isinstance(layer.weights, Tied):
            tied = self._of(Labels(layer.weights.tied_to, here.index).weights)
            weights = tied if layer.weights.transposed else f"{tied}.T"
        elif mask in self._families.masks:
            weights = f"({self._of(here.weights)} * {self._of(mask)}).T"
        text = f"{self._of(below.out)} @ {weights}"
        if isinstance(layer.bias, Bias):
            sign = "-" if layer.bias.threshold else "+"
            text += f" {sign} {self._of(here.bias)}"
        return text

    def _activated(self, layer: Layer, here: Labels) -> str:
        activation, net = _activation(layer), self._of(here.net)
        if activation.name is not None:
            return ACTIVATIONS[activation.name].format(
                net=net,
                slope=activation.slope,
                alpha=activation.alpha,
                approximate='"tanh"' if activation.approximate else '"none"',
            )
        call = function_of(activation)(Reference(net))
        prepared = self._functions.prepared(call)
        forms = {**FORMS, **self._functions.forms()}
        return write(prepared, Notation(lambda each: each.name, number=shortest, functions=forms))

    def _error(self) -> Iterator[str]:
        loss, here = self._experiment.loss, self._labels[-1]
        assert isinstance(loss, Loss)
        pair = loss.name, _activation(self._experiment.layers[-1]).name
        template = PAIRS.get(pair) or LOSSES[loss.name]
        target, out, net = (self._of(each) for each in (here.target, here.out, here.net))
        text = template.format(target=target, out=out, net=net, delta=loss.delta)
        yield f"{self._of(here.error)} = {text}"
        over_outputs = "mean" if RECORDS[loss.name].is_mean else "sum"
        along, over_samples = "", ""
        if self._plan.places:
            along, over_samples = "dim=1", f".{self._experiment.batch.reduction}()"
        yield f"E = {self._of(here.error)}.{over_outputs}({along}){over_samples}"

    def _iteration(self, forward: list[str]) -> Iterator[str]:
        variables = [self._of(each) for each in self._families.samples()]
        yield from batch_lines(self._plan, variables)
        if self._plan.visits is not Visits.THE_ONE:
            yield ""
        yield from comment([f"== {PHASES[Phase.FORWARD]} =="])
        yield from forward
        yield ""
        yield from comment([f"== {PHASES[Phase.ERROR]} =="])
        yield from self._error()
        yield ""
        if self._trained:
            yield from self._training()
        yield from ('print("iteration", iteration)', 'print("E", E.item())')
        for (name, _), parameter in zip(self._families.printed(), self._trained, strict=True):
            yield f"show({self._of(f'names_of_{name}')}, {self._of(parameter.name)})"

    def _training(self) -> Iterator[str]:
        yield from comment([f"== {PHASES[Phase.BACKWARD]} ==", BY_AUTOGRAD])
        yield from ("optimizer.zero_grad()", "E.backward()", "")
        yield from comment([f"== {PHASES[Phase.UPDATE]} =="])
        if self._optimizer.clip_value is not None or self._optimizer.clip_norm is not None:
            yield from comment([CLIPPED])
        for how in ("value", "norm"):
            bound = getattr(self._optimizer, f"clip_{how}")
            if bound is not None:
                yield f"torch.nn.utils.clip_grad_{how}_(parameters, {bound!r})"
        yield from self._scheduled()
        yield from ("optimizer.step()", "")

    def _scheduled(self) -> Iterator[str]:
        """The learning rates of this iteration, by their schedules."""
        if self._optimizer.schedule is None:
            return
        rates = [each for each in self._plan.step.equations if each.role == "rate"]
        for rate in rates:
            yield f"{self._of(rate.name)} = {write(rate.right, self._rate_notation())}"
        names = {each.name for each in rates}
        groups = []
        for each in self._trained:
            own = f"{RATE}_{each.layer}"
            groups.append(self._of(own if own in names else RATE))
        yield f"for group, value in zip(optimizer.param_groups, [{', '.join(groups)}]):"
        yield f'{INDENT}group["lr"] = value'

    def _rate_notation(self) -> Notation:
        def reference(each: Reference) -> str:
            if each.name == COUNTER:
                return "iteration"
            start = self._plan.start[each.name]
            assert isinstance(start, float)
            return shortest(start)

        return Notation(reference, number=shortest, functions=RATE_FORMS)
