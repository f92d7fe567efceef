"""A comparison -> JSON: every digit, names as the trace has them."""

from __future__ import annotations

from math import isfinite
from typing import cast

from msgspec import json

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.checking.differing.document import (
    AnyNumber,
    Differences,
    DifferentSetting,
    DriftOfIteration,
    EqualValue,
    FirstDifference,
    MissingNames,
    ValueOfIteration,
)
from bptrace.checking.differing.found import Alike, Comparison, Drift, First
from bptrace.explaining.written import as_written


def comparison_json(found: Comparison) -> bytes:
    """One document; a number that is not finite is a text, "nan", "inf" or "-inf"."""
    document = Differences(
        same=found.same,
        identical=found.identical,
        a=found.ours,
        b=found.theirs,
        compared=found.compared,
        differing=found.differing,
        iterations=found.iterations,
        largest=number(found.largest),
        first=_first(found.first) if found.first is not None else None,
        drift=[_drift(each) for each in found.drift],
        missing=MissingNames(found.missing.theirs, found.missing.ours),
        config=[DifferentSetting(each.key, each.ours, each.theirs) for each in found.settings],
    )
    return json.format(json.encode(document, enc_hook=float), indent=2) + b"\n"


def number(value: float) -> AnyNumber:
    """As JSON has it."""
    return value if isfinite(value) else cast("AnyNumber", str(value))


def _first(first: First) -> FirstDifference:
    spell = first.source.step.names.spell

    def names(references: tuple[Reference, ...]) -> list[str]:
        return [spell(each) for each in references]

    def alike(value: Alike) -> EqualValue:
        return EqualValue(spell(value.reference), value.iteration, value.is_negative)

    right = first.right
    return FirstDifference(
        iteration=first.iteration,
        name=first.name,
        called=first.called,
        a=number(first.ours),
        b=number(first.theirs),
        absolute=number(first.distance.absolute),
        relative=number(first.distance.relative),
        ulps=number(first.distance.ulps),
        equation=None if right is None else write(as_written(right), ascii_notation(spell)),
        equation_of=ValueOfIteration(first.source.iteration, spell(first.equation)),
        agreed=names(first.agreed),
        between=names(first.between),
        not_given=names(first.not_given),
        alike=list(map(alike, first.alike)),
    )


def _drift(drift: Drift) -> DriftOfIteration:
    return DriftOfIteration(
        drift.iteration,
        drift.compared,
        drift.differing,
        number(drift.largest),
        drift.name or None,
    )
