"""The records of activations, losses, optimizers and schedules -> the README's tables of formulas.

| activation | out | ∂out/∂net | source |
| `tanh` | tanh(net) | 1 − out² | Bishop … |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import cleandoc

from bptrace.algebra.expressions import (
    OTHER,
    OWN,
    Apply,
    Expression,
    Function,
    Reference,
    Same,
)
from bptrace.algebra.notation import Notation, write
from bptrace.algebra.substitute import written_out
from bptrace.config.experiment import ACTIVATION_PARAMETERS, LOSS_PARAMETERS, Activation, Loss
from bptrace.network.activations import ACTIVATIONS, function_of
from bptrace.network.losses import LOSSES
from bptrace.network.optimizers import OPTIMIZERS
from bptrace.network.schedules import SCHEDULES
from bptrace.render.signs.glyphs import UNICODE

OUT, NET, TARGET = Reference("out"), Reference("net"), Reference("target")


def formula_tables() -> Sequence[str]:
    """The tables in Markdown."""
    return [
        _table(("activation", "out", "∂out/∂net", "source"), _activations()),
        _table(("loss", "E of an output", "∂E_o/∂out", "source"), _losses()),
        _table(("optimizer", "what it computes, with g = ∂E/∂w", "source"), _optimizers()),
        _table(("schedule", "the rate in iteration t"), _schedules()),
    ]


def _activations() -> Iterator[Sequence[str]]:
    for name, record in ACTIVATIONS.items():
        chosen = Activation(name=name, **ACTIVATION_PARAMETERS[name])  # type: ignore[arg-type]
        function = function_of(chosen)
        if function.jacobian is not None:
            own, other = Reference("out", (OWN,)), Reference("out", (OTHER,))
            derivative: Expression | None = function.jacobian(own, other, Same(OWN, OTHER))
        else:
            (partial,) = function.partials
            derivative = partial and partial(OUT, NET)
        yield (
            f"`{name}`",
            _formula(function),
            (derivative and _written(derivative)) or "0",
            record.source,
        )


def _losses() -> Iterator[Sequence[str]]:
    for name, record in LOSSES.items():
        function = record.function_of(Loss(name, **LOSS_PARAMETERS[name]))
        _, partial = function.partials
        assert partial is not None
        derivative = _written(partial(Reference("E_o"), TARGET, OUT))
        yield f"`{name}`", _formula(function), derivative, record.source


def _optimizers() -> Iterator[Sequence[str]]:
    for name, record in OPTIMIZERS.items():
        yield f"`{name}`", _text_of(record.rule), record.source


def _schedules() -> Iterator[Sequence[str]]:
    for name, record in SCHEDULES.items():
        yield f"`{name}`", _text_of(record)


def _formula(function: Function) -> str:
    arguments = tuple(map(Reference, function.parameters))
    if function.jacobian is not None:
        (name,) = function.parameters
        arguments = (Reference(name, (OWN,)),)
        return _written(written_out(Apply(function, arguments, (OWN, OTHER))))
    return _written(written_out(Apply(function, arguments)))


def _written(expression: Expression) -> str:
    notation = Notation(
        reference=lambda each: each.name + "".join(f"_{index}" for index in each.at),
        number=lambda value: UNICODE.half if value == 0.5 else f"{value:.6g}",
        times=UNICODE.times,
        minus=f" {UNICODE.minus} ",
        negative=UNICODE.minus,
        functions=UNICODE.functions,
        bare_coefficient=True,
        same="[{} = {}]",
        sum_over="Σ_{index} {body}",
    )
    return write(expression, notation).replace("|", r"\|")


def _text_of(rule: object) -> str:
    text = " ".join(cleandoc(rule.__doc__ or "").split())
    return text.replace("|", r"\|")


def _table(headings: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
