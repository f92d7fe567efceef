"""What somebody asks for, in words -> the derivation of it."""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine.columns import is_small
from bptrace.errors import InputError
from bptrace.explaining.derivation import Derivation
from bptrace.explaining.values import PARAMETERS, explain_parameter, explain_values
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.spellings import at_place, find
from bptrace.network.updates import STATE
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

MOST_BESIDE_ONE_ANOTHER = 2
"""So many values of a neuron are shown for each sample; those of a whole layer are too many."""


def explain_name(  # noqa: PLR0913, PLR0917 - what is asked for, each with a default
    trace: Trace,
    record: Record,
    name: str,
    depth: int = 1,
    paths: bool = False,
    place: int = 0,
) -> Derivation:
    """The derivation of a name, in any spelling, in the iteration of the record.

    depth: how many definitions deep, 1 or more. paths: for a parameter, every path to E as well.
    place: of the sample of a batch, from 0, whose values are shown where the name does not say.
    Raises UnknownNameError.
    """
    step = record.step
    found = find(step, name)
    if found.of_each:
        found = at_place(step, found, place)
    *_, last = found.references
    role = step.family(last.name).role
    if role in PARAMETERS:
        return explain_parameter(trace, record, last, depth, paths, place)
    references = [_derivation_of(step, each) for each in found.references]
    explained = explain_values(trace, record, references, found.name, depth)
    if not found.of_each or len(references) > MOST_BESIDE_ONE_ANOTHER:
        return explained
    places = range(step.axes[SAMPLE_INDEX])
    in_each = (at_place(step, found, each).references for each in places)
    return structs.replace(explained, in_each=tuple(in_each))


def _derivation_of(step: Step, reference: Reference) -> Reference:
    """What there is to explain: of an input, its gradient; of a state, its next value."""
    name, role = reference.name, step.family(reference.name).role
    if role == "input" and step.equation(f"{PREFIX}{name}") is not None:
        return Reference(f"{PREFIX}{name}", reference.at)
    return Reference(step.states[name], reference.at) if role == STATE else reference


def place_of_sample(record: Record, sample: int | None) -> int:
    """The first place, from 0, at which the batch of an iteration has a sample."""
    return record.samples.index(sample) if sample is not None else 0


def record_to_explain(trace: Trace, iteration: int, sample: int | None) -> Record:
    """The record of an iteration; with `sample`, and if the iteration did not see it, what it would
    have given at the weights that the iteration started with. InputError where there is no such
    iteration or sample."""
    if not 1 <= iteration <= len(trace):
        there_are = f"there are iterations 1 to {len(trace)}" if len(trace) else "there are none"
        raise InputError(f"cannot explain iteration {iteration}: {there_are}")
    count = len(trace.experiment.samples)
    if sample is not None and not 1 <= sample <= count:
        raise InputError(f"there are samples 1 to {count}, not {sample}")
    if sample is not None and sample - 1 not in trace.order.batch(iteration):
        return trace.record_of_sample(iteration, sample)
    return trace.first if iteration == 1 and not is_small(trace.step) else trace[iteration]
