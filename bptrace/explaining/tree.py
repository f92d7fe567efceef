"""A derivation -> JSON: the tree with names, formulas, terms and values, every digit of them."""

from __future__ import annotations

from typing import Any

from msgspec import json

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Chain, Derivation, Derived, Term


def explanation_json(step: Step, explained: Derivation) -> bytes:
    """One document; names and formulas in ASCII, as in the columns of a trace."""
    spell = step.names.spell
    document: dict[str, Any] = {
        "format": "bptrace-explanation",
        "version": 1,
        "name": explained.name,
        "source": explained.source,
        "iteration": explained.iteration,
        "samples": explained.samples,
        "steps": [_derived(step, each) for each in explained.steps],
    }
    if explained.chain is not None:
        document["chain"] = _chain(step, explained.chain)
    for key in ("gradient", "update"):
        derived = getattr(explained, key)
        if derived is not None:
            document[key] = _derived(step, derived)
    if explained.paths:
        document["paths"] = [
            {"through": [spell(each) for each in path.through], **_chain(step, path)}
            for path in explained.paths
        ]
        document["more_paths"] = explained.more_paths
    if explained.check is not None:
        document["check"] = explained.check
    return json.format(json.encode(document), indent=2) + b"\n"


def _derived(step: Step, derived: Derived) -> dict[str, Any]:
    spell = step.names.spell
    node: dict[str, Any] = {"name": spell(derived.reference)}
    if derived.right is not None:
        node["formula"] = write(derived.right, ascii_notation(spell))
        node["terms"] = [_term(step, each) for each in derived.terms]
    return {**node, "value": derived.value}


def _chain(step: Step, chain: Chain) -> dict[str, Any]:
    return {"factors": [_term(step, each) for each in chain.factors], "value": chain.value}


def _term(step: Step, term: Term) -> dict[str, Any]:
    reference: Reference = term.reference
    return {"name": step.names.spell(reference), "value": term.value}
