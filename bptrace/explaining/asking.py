"""What somebody asks for, in words -> the derivation of it."""

from __future__ import annotations

from bptrace.algebra.expressions import Reference
from bptrace.engine.columns import is_small
from bptrace.errors import InputError
from bptrace.explaining.derivation import Derivation
from bptrace.explaining.values import PARAMETERS, explain_parameter, explain_values
from bptrace.network.error import ERROR
from bptrace.network.spellings import find
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace


def explain_name(
    trace: Trace, record: Record, name: str, depth: int = 1, paths: bool = False
) -> Derivation:
    """The derivation of a name, in any spelling, in the iteration of the record.

    depth: how many definitions deep, 1 or more. paths: for a parameter, every path to E as well.
    Raises UnknownNameError.
    """
    found = find(trace.step, name)
    *_, last = found.references
    role = trace.step.family(last.name).role
    if role in PARAMETERS:
        return explain_parameter(trace, record, last, depth, paths)
    if role == "input":
        inputs = [Reference(f"d{ERROR}_d{each.name}", each.at) for each in found.references]
        return explain_values(trace, record, inputs, found.name, depth)
    return explain_values(trace, record, found.references, found.name, depth)


def record_to_explain(trace: Trace, iteration: int, sample: int | None) -> Record:
    """The record of an iteration; with `sample`, what that sample would have given at the weights
    that the iteration started with. InputError where there is no such iteration or sample."""
    if not 1 <= iteration <= len(trace):
        there_are = f"there are iterations 1 to {len(trace)}" if len(trace) else "there are none"
        raise InputError(f"cannot explain iteration {iteration}: {there_are}")
    if sample is None:
        return trace.first if iteration == 1 and not is_small(trace.step) else trace[iteration]
    count = len(trace.experiment.samples)
    if not 1 <= sample <= count:
        raise InputError(f"there are samples 1 to {count}, not {sample}")
    return trace.record_of_sample(iteration, sample)
