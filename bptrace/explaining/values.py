"""Which values a reader wants to see for a name, and how each comes about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from bptrace.algebra.derive import SHARE
from bptrace.algebra.elision import MOST_TERMS, is_too_long, middle_of
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Reference, Sum, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives
from bptrace.explaining.chains import chain_of, paths_of
from bptrace.explaining.checks import check_parameter
from bptrace.explaining.derivation import Chain, Derivation, Derived, Edge, Elided, Term
from bptrace.network.error import ERROR
from bptrace.network.naming import INPUTS, Labels, label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

ALL = 10**9
"""A depth that goes down to weights and inputs in any network."""

PARAMETERS = frozenset({"weight", "bias"})


def explain_values(
    trace: Trace, record: Record, references: Sequence[Reference], name: str, depth: int = 1
) -> Derivation:
    """Values that are no parameters: each with what it is computed from, down to a depth; of a
    derivative that is a product of derivatives, those first."""
    step = trace.step
    *_, subject = references
    is_gradient = step.family(subject.name).role in {"gradient", "delta"}
    chain = chain_of(step, record, subject) if is_gradient else None
    if chain is not None and depth > 0:
        factors = [each.reference for each in chain.factors]
        followed = _followed(step, [*_with_paths(step, factors), *references], depth - 1)
    else:
        followed = _followed(step, references, depth)
    steps = tuple(derived(step, record, each) for each in followed)
    return Derivation(
        name,
        trace.origin.source,
        record.iteration,
        record.samples,
        len(trace.experiment.samples),
        steps,
        chain=chain,
        opposed=_opposed(steps, step),
    )


def explain_parameter(
    trace: Trace, record: Record, parameter: Reference, depth: int = 1, paths: bool = False
) -> Derivation:
    """A weight or a bias: its gradient, its update, and a check of both."""
    step = trace.step
    name = step.names.spell(parameter)
    edge = _edge(trace, parameter)
    if parameter.name not in step.states:
        fixed = explain_values(trace, record, [parameter], name)
        return structs.replace(fixed, edge=edge)
    gradient = Reference(f"d{ERROR}_d{parameter.name}", (0, *parameter.at))
    explained = explain_values(trace, record, [gradient], name, depth)
    every_path, more = _paths(trace, record, parameter, edge) if paths else ((), 0)
    return structs.replace(
        explained,
        steps=tuple(each for each in explained.steps if each.reference != gradient),
        gradient=derived(step, record, gradient),
        update=derived(step, record, Reference(step.states[parameter.name], parameter.at)),
        paths=every_path,
        more_paths=more,
        edge=edge,
        check=check_parameter(step, record, parameter, gradient),
    )


def derived(step: Step, record: Record, reference: Reference) -> Derived:
    """One value and how it comes about."""
    right = instantiate(step, reference)
    if right is None:
        return Derived(reference, None, record.value(reference), ())
    used = dict.fromkeys(references_in(right))
    terms = tuple(Term(each, record.value(each)) for each in used)
    return Derived(reference, right, record.value(reference), terms, _elided(right, record))


def _elided(right: Expression, record: Record) -> Elided | None:
    if not isinstance(right, Sum) or not is_too_long(right):
        return None
    middle = middle_of(right)
    subtotal = value_of(in_primitives(Sum(middle)), record.value)
    return Elided(len(middle), subtotal)


def _followed(step: Step, subjects: Iterable[Reference], depth: int) -> list[Reference]:
    """The subjects and what they are computed from, so many definitions deep, in order of
    computation; what is given is not among them."""
    found = dict.fromkeys(subjects)
    level = list(found)
    while depth > 0 and level:
        depth -= 1
        below = dict.fromkeys(
            used
            for each in level
            for used in references_in(instantiate(step, each) or each)
            if used not in found and step.equation(used.name) is not None
        )
        found |= below
        level = list(below)
    place = {family.name: number for number, family in enumerate(step.families)}
    return sorted(found, key=lambda each: (place[each.name], each.at))


def _with_paths(step: Step, subjects: Sequence[Reference]) -> list[Reference]:
    """A gradient that is a sum over neurons together with what each of them passes on, and their
    deltas: as the worked example does it."""
    found: list[Reference] = []
    for subject in subjects:
        shares = _shares(step, subject)
        deltas = (
            used
            for share in shares
            for used in references_in(instantiate(step, share) or share)
            if step.family(used.name).role == "delta"
        )
        found += (*deltas, *shares, subject)
    return found


def _shares(step: Step, gradient: Reference) -> list[Reference]:
    """What reaches a neuron through each that it feeds, where it feeds several."""
    families = [
        each
        for each in step.equations
        if each.role == SHARE and each.name.startswith(f"{gradient.name}_via_")
    ]
    shares = [
        Reference(family.name, (*gradient.at, place))
        for family in families
        for place in range(step.axes[family.at[-1]])
    ]
    return shares if 1 < len(shares) <= MOST_TERMS else []


def _opposed(steps: Iterable[Derived], step: Step) -> bool:
    """Do paths that are added up have opposite signs? One that passes nothing on has none."""
    shares = [each.value for each in steps if step.family(each.reference.name).role == SHARE]
    return any(each > 0.0 for each in shares) and any(each < 0.0 for each in shares)


def _edge(trace: Trace, parameter: Reference) -> Edge:
    labels = _labels(trace)
    family = trace.step.family(parameter.name)
    layer = [each.label for each in labels].index(str(family.layer))
    unit = int(parameter.at[0]) if parameter.at else None
    source = int(parameter.at[1]) if family.role == "weight" else None
    return Edge(layer, unit, source)


def _paths(
    trace: Trace, record: Record, parameter: Reference, edge: Edge
) -> tuple[tuple[Chain, ...], int]:
    if edge.unit is None:
        return (), 0
    return paths_of(trace.step, record, _labels(trace)[edge.layer :], parameter, edge.unit)


def _labels(trace: Trace) -> list[Labels]:
    return [INPUTS, *label_layers(trace.experiment)]
