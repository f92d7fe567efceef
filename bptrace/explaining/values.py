"""Which values a reader wants to see for a name, and how each comes about."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Reference, Sum, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Phase, Step
from bptrace.explaining.chains import chain_of
from bptrace.explaining.checks import check_parameter
from bptrace.explaining.derivation import Derivation, Edge
from bptrace.explaining.following import derived, followed, opposed, with_paths
from bptrace.explaining.kinks import is_met, kinks_of
from bptrace.explaining.paths import paths_of, uses_of
from bptrace.explaining.shortening import long_form, shortening_of
from bptrace.explaining.written import ELIDED, elided
from bptrace.network.naming import INPUTS, PLACE, Labels, has_places, label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

ALL = 10**9
"""A depth that goes down to weights and inputs in any network."""

PARAMETERS = frozenset({"weight", "bias"})


def explain_values(
    trace: Trace, record: Record, references: Sequence[Reference], name: str, depth: int = 1
) -> Derivation:
    """Values that are no parameters: each with what it is computed from, down to a depth; of a
    derivative that is a product of derivatives, or a sum of such products, those first."""
    step = record.step
    *_, subject = references
    chain, factors = None, []
    if step.family(subject.name).role in {"gradient", "delta"}:
        chain = chain_of(step, record, subject)
        in_chain = [each.reference for each in chain.factors] if chain is not None else []
        factors = _factors(step, subject, in_chain)
    if factors and depth > 0:
        found = followed(step, [*with_paths(step, factors), *references], depth - 1)
    else:
        found = followed(step, references, depth)
    steps = tuple(derived(step, record, each) for each in found)
    shortenings = (shortening_of(step, record, each) for each in (*factors, subject))
    return Derivation(
        name,
        trace.origin.source,
        record.iteration,
        record.samples,
        len(trace.experiment.samples),
        steps,
        chain=chain,
        shortenings=tuple(dict.fromkeys(each for each in shortenings if each is not None)),
        kinks=tuple(each for each in kinks_of(step, found) if is_met(each, record)),
        place=_place_of(step, subject),
        opposed=opposed(steps, step),
        is_alone=has_places(trace.experiment) and not _in_batch(step),
    )


def explain_parameter(  # noqa: PLR0913, PLR0917 - what is asked for, each with a default
    trace: Trace,
    record: Record,
    parameter: Reference,
    depth: int = 1,
    paths: bool = False,
    place: int = 0,
) -> Derivation:
    """A weight or a bias: its gradient, its update, and a check of both.

    place: of the sample of a batch whose own gradient is worked out.
    """
    step = record.step
    name, labels = step.names.spell(parameter), _labels(trace)
    edge = _edge(step, labels, parameter)
    if parameter.name not in step.states:
        fixed = explain_values(trace, record, [parameter], name)
        return structs.replace(fixed, edge=edge)
    of_batch, of_sample = _gradients(step, parameter, place)
    explained = explain_values(trace, record, [of_sample], name, depth)
    every_path, more = paths_of(step, record, labels, parameter, place) if paths else ((), 0)
    *updates, update = _updates(step, Reference(step.states[parameter.name], parameter.at))
    return structs.replace(
        explained,
        steps=tuple(each for each in explained.steps if each.reference != of_sample),
        gradient=derived(step, record, of_sample),
        reduction=derived(step, record, of_batch) if of_batch != of_sample else None,
        updates=tuple(derived(step, record, each) for each in updates),
        update=derived(step, record, update),
        paths=every_path,
        more_paths=more,
        edge=edge,
        check=check_parameter(trace, record, parameter, of_batch),
        uses=len({use.layer for use in uses_of(step, labels, parameter)}),
    )


def _factors(step: Step, subject: Reference, chain: Sequence[Reference]) -> list[Reference]:
    """The derivatives that a gradient is made of; and those that a delta among them is, which is a
    sum of products or is computed in a short form."""
    found: dict[Reference, None] = {}
    for delta in _unopened(step, subject, chain):
        long = long_form(step, delta) or instantiate(step, delta) or delta
        shown = references_in(elided(long))
        found |= dict.fromkeys(each for each in shown if each != ELIDED)
        found[delta] = None
    return list(found | dict.fromkeys(chain))


def _unopened(step: Step, subject: Reference, chain: Sequence[Reference]) -> list[Reference]:
    """Deltas that are not simply a product: the subject itself, or a factor of it."""
    right = instantiate(step, subject)
    candidates = [subject, *(references_in(right) if right is not None else ())]
    deltas = (each for each in candidates if step.family(each.name).role == "delta")
    return [
        each
        for each in dict.fromkeys(deltas)
        if long_form(step, each) is not None
        or each in chain
        or (each == subject and isinstance(right, Sum))
    ]


def _in_batch(step: Step) -> bool:
    return any(PLACE in family.spelling for family in step.families)


def _place_of(step: Step, subject: Reference) -> int | None:
    """Which sample of a batch a value is of; None where it is of all, or there is one."""
    family = step.family(subject.name)
    return int(subject.at[0]) if PLACE in family.spelling else None


def _gradients(step: Step, parameter: Reference, place: int) -> tuple[Reference, Reference]:
    """The gradient of the batch, and that of one of its samples; the same where there is one."""
    name = f"{PREFIX}{parameter.name}"
    at = (place, *parameter.at)
    if step.equation(f"{name}{PLACE}") is None:
        return Reference(name, at), Reference(name, at)
    return Reference(name, parameter.at), Reference(f"{name}{PLACE}", at)


def _updates(step: Step, new: Reference) -> list[Reference]:
    """What is computed for a parameter from its gradient on, the parameter last."""
    found = followed(step, [new], ALL, only=Phase.UPDATE)
    return [*(each for each in found if each != new), new]


def _edge(step: Step, labels: Sequence[Labels], parameter: Reference) -> Edge:
    family = step.family(parameter.name)
    layer = [each.label for each in labels].index(str(family.layer))
    unit = int(parameter.at[0]) if parameter.at else None
    source = int(parameter.at[1]) if family.role == "weight" else None
    return Edge(layer, unit, source)


def _labels(trace: Trace) -> list[Labels]:
    return [INPUTS, *label_layers(trace.experiment)]
