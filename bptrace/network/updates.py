"""Gradients of the batch -> the update: rates, clipping, weight decay, the optimizer's rule.

eta           = a schedule, where there is one
clipped_dE_dW = dE_dW, no component larger than clip_value, no longer together than clip_norm
decayed_dE_dW = clipped_dE_dW + weight_decay · W
velocity_new  = …                                         the optimizer's states
W_new         = W − eta · velocity_new
t_new         = t + 1

Clipping comes first, as where torch's clip_grad_norm_ is called before optimizer.step().
"""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.algebra.expressions import (
    ONE,
    Apply,
    Expression,
    Number,
    Reference,
    Sum,
    SumOver,
    references_in,
)
from bptrace.algebra.names import Spelling
from bptrace.algebra.primitives import maximum, minimum, sqrt, square
from bptrace.algebra.steps import Equation, Given, Phase, Step
from bptrace.config.experiment import Experiment, Optimizer
from bptrace.network.batches import gradient_of_batch
from bptrace.network.naming import label_layers
from bptrace.network.optimizers import COUNTER, OPTIMIZERS, Defined, Terms

RATE = "eta"
STATE = "state"
START = "_0"
"""After the name of a rate: what it is before its schedule changes it."""
HYPERPARAMETERS = (
    "momentum", "weight_decay", "clip_norm", "clip_value", "alpha", "beta1", "beta2", "eps",
)  # fmt: skip
DECAY = "weight_decay"
NORM, COEFFICIENT = "gradient_norm", "clip_coefficient"
EPSILON_OF_CLIPPING = Number(1e-6)
"""torch.nn.utils.clip_grad_norm_ adds it to the norm."""


def with_updates(step: Step, experiment: Experiment, trained: Sequence[str]) -> Step:
    """The step with its update equations, and with the rates and states that they take as givens.
    trained: the families of parameters that change."""
    return _Updates(step, experiment, trained).made()


class _Updates:
    """The update as it grows: equations in order, states with what they become."""

    def __init__(self, step: Step, experiment: Experiment, trained: Sequence[str]) -> None:
        assert isinstance(experiment.optimizer, Optimizer)
        self.step = step
        self.optimizer = experiment.optimizer
        self.trained = trained
        self.layers = {
            labels.label: layer
            for labels, layer in zip(label_layers(experiment), experiment.layers, strict=True)
        }
        self.givens: list[Given] = []
        self.equations: list[Equation] = []
        self.states: dict[str, str] = {}

    def made(self) -> Step:
        rates = dict.fromkeys(self._rate_of(name) for name in self.trained) or {RATE: None}
        for rate in rates:
            self._add_rate(rate)
        self._clip_together()
        for name in self.trained:
            self._update(name)
        self._add_hyperparameters()
        self._count()
        givens = (*self.step.givens, *self.givens)
        names = self.step.names.with_spellings((each.reference, each.spelling) for each in givens)
        step = Step(
            givens, self.step.equations, self.step.axes, self.states, names, self.step.absent
        )
        return step.with_equations(*self.equations)

    def _rate_of(self, parameter: str) -> str:
        label = str(self.step.family(parameter).layer)
        return RATE if self.layers[label].learning_rate is None else f"{RATE}_{label}"

    def _add_rate(self, name: str) -> None:
        spelling: Spelling = (RATE, *[name.removeprefix(RATE)] * (name != RATE))
        layer = name.removeprefix(f"{RATE}_") if name != RATE else None
        schedule = self.optimizer.schedule
        if schedule is None:
            self.givens.append(Given(name, (), Phase.GIVEN, "rate", layer, spelling))
            return
        start = Given(f"{name}{START}", (), Phase.GIVEN, "rate", layer, (*spelling, START))
        self.givens.append(start)
        from bptrace.network.schedules import scheduled  # noqa: PLC0415  # start-up time

        right = scheduled(start.reference, schedule)
        self.equations.append(Equation(name, (), Phase.UPDATE, "rate", None, spelling, right=right))

    def _clip_together(self) -> None:
        """How long all gradients are together, and by what they are multiplied therefore."""
        if self.optimizer.clip_norm is None or not self.trained:
            return
        squares = Sum(tuple(self._sum_of_squares(name) for name in self.trained))
        self._scalar(NORM, Apply(sqrt, (squares,)))
        scale = Reference("clip_norm") / (Reference(NORM) + EPSILON_OF_CLIPPING)
        self._scalar(COEFFICIENT, Apply(minimum, (ONE, scale)))

    def _sum_of_squares(self, name: str) -> Expression:
        total: Expression = Apply(square, (self._within_bounds(name),))
        for index in reversed(self.step.family(name).at):
            total = SumOver(index, total)
        return total

    def _within_bounds(self, name: str) -> Expression:
        """The gradient, no component of it larger than `clip_value`."""
        gradient = gradient_of_batch(self.step, name)
        if self.optimizer.clip_value is None:
            return gradient
        bound = Reference("clip_value")
        return Apply(maximum, (-bound, Apply(minimum, (bound, gradient))))

    def _update(self, name: str) -> None:
        rule = OPTIMIZERS[self.optimizer.name]
        parameter, gradient = self.step.family(name).reference, self._clipped(name)
        decay = self._decay_of(name)
        if decay is not None and not rule.decoupled:
            gradient = self._changed("decayed", name, gradient + decay * parameter)
        terms = Terms(parameter, gradient, Reference(self._rate_of(name)), decay)
        for defined in rule.rule(terms, self.optimizer):
            self._define(name, defined)

    def _decay_of(self, name: str) -> Reference | None:
        """The weight decay of a parameter: as of E + ½ · weight_decay · Σ w²."""
        is_spared = not self.optimizer.decay_biases and self.step.family(name).role == "bias"
        return Reference(DECAY) if self.optimizer.weight_decay and not is_spared else None

    def _clipped(self, name: str) -> Reference:
        right = self._within_bounds(name)
        if self.optimizer.clip_norm is not None:
            right = Reference(COEFFICIENT) * right
        if isinstance(right, Reference):
            return right
        return self._changed("clipped", name, right)

    def _changed(self, how: str, name: str, right: Expression) -> Reference:
        """A gradient after something was done to it, by a name of its own."""
        family = self.step.family(name)
        spelling: Spelling = (f"{how}_", "dE_d", *family.spelling)
        changed = Equation(
            f"{how}_dE_d{name}", family.at, Phase.UPDATE, how, family.layer, spelling, right=right
        )
        self.equations.append(changed)
        return changed.reference

    def _define(self, name: str, defined: Defined) -> None:
        """The equation for what the optimizer computes; a state's old value is given."""
        family = self.step.family(name)
        prefix = f"{defined.name}_" if defined.name else ""
        before, spelling = f"{prefix}{name}", (*[prefix] * bool(prefix), *family.spelling)
        if prefix and defined.is_state:
            self.givens.append(Given(before, family.at, Phase.GIVEN, STATE, family.layer, spelling))
        after, role = before, "between"
        if defined.is_state:
            after, role = f"{before}_new", f"new_{STATE}" if prefix else "new"
            self.states[before], spelling = after, (*spelling, "_new")
        self.equations.append(
            Equation(
                after, family.at, Phase.UPDATE, role, family.layer, spelling, right=defined.right
            )
        )

    def _add_hyperparameters(self) -> None:
        used = {each.name for one in self.equations for each in references_in(one.right)}
        for name in HYPERPARAMETERS:
            if name in used:
                self.givens.append(Given(name, (), Phase.GIVEN, "hyperparameter", None, (name,)))

    def _count(self) -> None:
        """The number of the iteration, where an equation has it."""
        counter = Reference(COUNTER)
        if not any(counter in references_in(each.right) for each in self.equations):
            return
        self.givens.append(Given(COUNTER, (), Phase.GIVEN, STATE, None, (COUNTER,)))
        self.states[COUNTER] = f"{COUNTER}_new"
        self._scalar(f"{COUNTER}_new", counter + ONE, (COUNTER, "_new"))

    def _scalar(self, name: str, right: Expression, spelling: Spelling = ()) -> None:
        self.equations.append(
            Equation(name, (), Phase.UPDATE, "scalar", None, spelling or (name,), right=right)
        )
