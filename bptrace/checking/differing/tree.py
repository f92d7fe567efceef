"""A comparison -> JSON: every digit, names as the trace has them."""

from __future__ import annotations

from math import isfinite
from typing import Any

from msgspec import json

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.checking.differing.found import Comparison, Drift, First
from bptrace.explaining.written import as_written


def comparison_json(found: Comparison) -> bytes:
    """One document; a number that is not finite is a text, "nan", "inf" or "-inf"."""
    document: dict[str, Any] = {
        "format": "bptrace-diff",
        "version": 1,
        "same": found.same,
        "identical": found.identical,
        "a": found.ours,
        "b": found.theirs,
        "compared": found.compared,
        "differing": found.differing,
        "iterations": found.iterations,
        "largest": number(found.largest),
        "first": _first(found.first) if found.first is not None else None,
        "drift": [_drift(each) for each in found.drift],
        "missing": {"a": found.missing.theirs, "b": found.missing.ours},
        "config": [{"key": each.key, "a": each.ours, "b": each.theirs} for each in found.settings],
    }
    return json.format(json.encode(document, enc_hook=float), indent=2) + b"\n"


def number(value: float) -> float | str:
    """As JSON has it."""
    return value if isfinite(value) else str(value)


def _first(first: First) -> dict[str, Any]:
    spell = first.source.step.names.spell

    def names(references: tuple[Reference, ...]) -> list[str]:
        return [spell(each) for each in references]

    right = first.right
    return {
        "iteration": first.iteration,
        "name": first.name,
        "called": first.called,
        "a": number(first.ours),
        "b": number(first.theirs),
        "absolute": number(first.distance.absolute),
        "relative": number(first.distance.relative),
        "ulps": number(first.distance.ulps),
        "equation": None if right is None else write(as_written(right), ascii_notation(spell)),
        "equation_of": {"iteration": first.source.iteration, "name": spell(first.equation)},
        "agreed": names(first.agreed),
        "between": names(first.between),
        "not_given": names(first.not_given),
        "alike": [
            {"name": spell(a.reference), "iteration": a.iteration, "negative": a.is_negative}
            for a in first.alike
        ],
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "iteration": drift.iteration,
        "compared": drift.compared,
        "differing": drift.differing,
        "largest": number(drift.largest),
        "name": drift.name or None,
    }
