"""Mistakes in the forward pass: about an activation, about its formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import (
    MINUS_ONE,
    ONE,
    Apply,
    Expression,
    Number,
    Reference,
    rebuild,
)
from bptrace.algebra.partials import times
from bptrace.algebra.primitives import exp, power
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import written_out
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.checking.mistakes.parts import Part, about, groups, parts_of
from bptrace.checking.mistakes.rewriting import Rewrite, rewriting
from bptrace.config.experiment import ACTIVATION_PARAMETERS, ActivationName, Experiment
from bptrace.network.activations import function_of
from bptrace.network.defaults import whole_activation

BASES = ("2.718", "2.72", "2.7")
"""What people take for e."""

FORWARD: Sequence[ActivationName] = ("sigmoid", "tanh", "relu", "softmax")
"""What people compute with who have the derivative of another one."""

Out = Callable[[Apply], Expression]


def _forward(parts: Sequence[Part], out: Out) -> Rewrite:
    """Other outputs of some layers. E is then computed from what they are, not from their nets."""
    functions = {part.here.out: part.function for part in parts}
    errors = {part.here.error for part in parts}

    def right(equation: Equation) -> Expression:
        call = equation.right
        if not isinstance(call, Apply):
            return call
        if equation.name in errors:
            return _by_formula(call)
        return out(call) if call.function == functions[equation.name] else call

    return rewriting({*functions, *errors}, right)


def _by_formula(call: Apply) -> Apply:
    return structs.replace(call, function=structs.replace(call.function, stable=None))


def _missing(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """In the forward pass; the way back is that of the activation."""
    for group in groups([part for part in parts_of(experiment) if part.has_slope]):
        yield Change("activation_missing", about(group), step=_forward(group, _argument))


def _argument(call: Apply) -> Expression:
    return call.arguments[0]


def _without_minus(experiment: Experiment, _step: Step) -> Iterator[Change]:
    sigmoids = [part for part in parts_of(experiment) if part.function.name == "sigmoid"]
    if sigmoids:
        yield Change("sigmoid_without_minus", about(sigmoids), step=_forward(sigmoids, _of_minus))


def _of_minus(call: Apply) -> Expression:
    return Apply(call.function, (times(MINUS_ONE, call.arguments[0]),))


def _other_e(experiment: Experiment, _step: Step) -> Iterator[Change]:
    parts = [part for part in parts_of(experiment) if _has_e(part)]
    for base in BASES if parts else ():
        words = {**about(parts), "base": base}
        rewrite = _forward(parts, _with_base(Number(float(base))))
        yield Change("e_as_2_718", words, step=rewrite, in_pairs=base == BASES[0])


def _has_e(part: Part) -> bool:
    formula = part.function.formula
    return formula is not None and _exchange_exp(formula, ONE) != formula


def _with_base(base: Number) -> Out:
    return lambda call: _exchange_exp(written_out(call), base)


def _exchange_exp(expression: Expression, base: Expression) -> Expression:
    """Powers of another base in place of those of e."""
    if isinstance(expression, Apply) and expression.function is exp:
        (exponent,) = expression.arguments
        return Apply(power, (base, _exchange_exp(exponent, base)))
    return rebuild(expression, lambda child: _exchange_exp(child, base))


def _another(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """And its derivative on the way back; in one layer or in all."""
    parts = parts_of(experiment)
    for group in groups(parts):
        for name in ACTIVATION_PARAMETERS:
            if name in {"step", *[part.function.name for part in group]}:
                continue
            if _is_alone(name, group):
                continue
            yield Change(
                "another_activation",
                {**about(group), "activation": name},
                experiment=_with_activation(frozenset(part.label for part in group), name),
                in_pairs=False,
            )


def _with_activation(
    labels: frozenset[str], name: ActivationName
) -> Callable[[Experiment], Experiment]:
    activation = whole_activation(name)

    def changed(experiment: Experiment) -> Experiment:
        layers = [
            structs.replace(part.layer, activation=activation)
            if part.label in labels
            else part.layer
            for part in parts_of(experiment)
        ]
        return structs.replace(experiment, layers=layers)

    return changed


def _another_forward(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """In the forward pass only; the way back is that of the activation that is asked for."""
    for group in groups(parts_of(experiment)):
        for name in FORWARD:
            if any(part.function.name == name for part in group) or _is_alone(name, group):
                continue
            rewrite = _forward(group, _of(name, group))
            words = {**about(group), "activation": name}
            yield Change("another_activation_forward", words, step=rewrite, in_pairs=False)


def _of(name: ActivationName, parts: Sequence[Part]) -> Out:
    """Another function of the same nets."""
    function = function_of(whole_activation(name))
    others = {part.here.net: (part.here.index, part.here.other) for part in parts}

    def out(call: Apply) -> Expression:
        (net,) = call.arguments
        assert isinstance(net, Reference)
        return Apply(function, (net,), others[net.name] if function.jacobian else None)

    return out


def _is_alone(name: ActivationName, parts: Sequence[Part]) -> bool:
    """Whether it is softmax, of a neuron that has no others beside it."""
    return name == "softmax" and any(part.layer.units == 1 for part in parts)


ACTIVATING = (
    Mistake("activation_missing", _missing, Shows(neuron(), 1, 5)),
    Mistake("sigmoid_without_minus", _without_minus, Shows(neuron(), 1, 2)),
    Mistake("e_as_2_718", _other_e, Shows(neuron(), 1, 6)),
    Mistake("another_activation", _another, Shows(neuron(), 1, 4)),
    Mistake("another_activation_forward", _another_forward, Shows(neuron(), 1, 4)),
)
