"""How a network is trained, in a few words: its error, its optimizer, its batches."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Product,
    Reference,
    SumOver,
    rebuild,
)
from bptrace.algebra.steps import Given
from bptrace.config.experiment import Experiment, Optimizer, Schedule
from bptrace.explaining.written import as_written
from bptrace.network.error import ERROR, error_of_a_sample
from bptrace.render.signs.families import general
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled
from bptrace.trace.trace import Trace

SUM = "Σ"
"""Stands for the sum over the outputs in what divides it."""
SYMBOLS_BY_NAME = {"alpha", "beta1", "beta2", "eps"}
"""Hyperparameters that are called as their symbols are."""


def training_texts(page: Page, trace: Trace) -> Iterator[Text]:
    """`E = Σ ½(target − out)²`, `sgd η = 0.5`, `update: simultaneous`, …"""
    experiment, words = trace.experiment, page.words
    yield _error(page, experiment)
    yield from _optimizer(page, experiment)
    yield words.update_order.format(order=words.orders[experiment.update_order])
    if len(experiment.samples) > 1:
        yield from _batches(page, trace)
    yield words.iterations.of(len(trace))


def _error(page: Page, experiment: Experiment) -> Formula:
    """E of a sample, as one formula."""
    total = page.equation(error_of_a_sample(experiment))
    of_an_output = page.equation(page.labels[-1].error)
    error, sign = _without_minus(as_written(of_an_output.right)), ""
    if error is not None:
        sign = page.formulas.minus
    summed = SumOver(page.labels[-1].index, error or of_an_output.right)
    written = sign + general(page, summed)
    right = general(page, _with_sum(total.right, Reference(SUM)), {SUM: written})
    return Formula(page.formulas.equation(page.names.literal(ERROR), right))


def _without_minus(error: Expression) -> Expression | None:
    """What stands after a minus sign, −Σ … of it; None where there is none."""
    match error:
        case Product((first, only)) if first == MINUS_ONE:
            return only
        case Product((first, *factors)) if first == MINUS_ONE:
            return Product(tuple(factors))
        case _:
            return None


def _with_sum(total: Expression, written: Expression) -> Expression:
    """The error of a sample with its sum over the outputs as it is written."""
    if isinstance(total, SumOver):
        return written
    return rebuild(total, lambda child: _with_sum(child, written))


def _optimizer(page: Page, experiment: Experiment) -> Iterator[Text]:
    """The rule with its rate, and whatever else it is told."""
    optimizer, words = experiment.optimizer, page.words
    assert isinstance(optimizer, Optimizer)
    rates = (each for each in page.step.givens if each.role == "rate")
    first, *others = (_is(page, each, _rate(page, experiment, each)) for each in rates)
    yield filled(words.optimizer, name=optimizer.name, rate=first)
    yield from others
    for each in page.step.givens:
        if each.role == "hyperparameter":
            yield _hyperparameter(page, each, getattr(optimizer, each.name))
    if optimizer.momentum and optimizer.nesterov:
        yield words.nesterov
    if optimizer.weight_decay and not optimizer.decay_biases:
        yield words.spared_biases
    if isinstance(optimizer.schedule, Schedule):
        yield _schedule(page, optimizer.schedule)


def _rate(page: Page, experiment: Experiment, family: Given) -> float:
    """The learning rate of the network, or of a layer."""
    assert isinstance(experiment.optimizer, Optimizer)
    rate = experiment.optimizer.learning_rate
    if family.layer is not None:
        labels = [each.label for each in page.labels[1:]]
        rate = experiment.layers[labels.index(family.layer)].learning_rate
    assert rate is not None
    return rate


def _is(page: Page, family: Given, value: float) -> Formula:
    name = page.names.of_family(family)
    return Formula(page.formulas.equation(name, page.formulas.number(value)))


def _hyperparameter(page: Page, family: Given, value: float) -> Text:
    """`momentum μ = 0.9`, `β1 = 0.9`, `clip_norm = 1`"""
    equation = _is(page, family, value)
    has_a_sign = family.name in page.glyphs.parts and family.name not in SYMBOLS_BY_NAME
    return (f"{family.name} ", equation) if has_a_sign else equation


def _schedule(page: Page, schedule: Schedule) -> Text:
    """`schedule: cosine (over = 20, low = 0.001)`"""
    _, *parameters = structs.astuple(schedule)
    _, *names = schedule.__struct_fields__
    taken = zip(names, parameters, strict=True)
    asides = ", ".join(f"{name} = {value:g}" for name, value in taken if value)
    text = page.words.aside.format(text=schedule.name, aside=asides) if asides else schedule.name
    return page.words.schedule.format(name=text)


def _batches(page: Page, trace: Trace) -> Iterator[Text]:
    experiment, words = trace.experiment, page.words
    samples, size = words.samples.of(len(experiment.samples)), trace.order.size
    order = words.visits[experiment.batch.order]
    if size == 1:
        yield words.visited.format(samples=samples, order=order)
        return
    if size == len(experiment.samples):
        yield words.full_batch.format(samples=samples)
    else:
        yield words.batches.format(samples=samples, n=size, order=order)
    yield words.reductions[experiment.batch.reduction]
