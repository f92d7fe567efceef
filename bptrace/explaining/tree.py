"""A derivation -> JSON: the tree with names, formulas, terms and values, every digit of them."""

from __future__ import annotations

from typing import Any

from msgspec import json

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Chain, Derivation, Derived, Shortening, Term
from bptrace.explaining.kinks import Kink
from bptrace.explaining.written import as_written


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
    if explained.place is not None:
        document["place"] = explained.place + 1
    if explained.chain is not None:
        document["chain"] = _chain(step, explained.chain)
    if explained.shortenings:
        document["shortenings"] = [_shortening(step, each) for each in explained.shortenings]
    if explained.kinks:
        document["kinks"] = [_kink(step, each) for each in explained.kinks]
    for key in ("gradient", "reduction"):
        derived = getattr(explained, key)
        if derived is not None:
            document[key] = _derived(step, derived)
    if explained.updates:
        document["updates"] = [_derived(step, each) for each in explained.updates]
    if explained.update is not None:
        document["update"] = _derived(step, explained.update)
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


def _shortening(step: Step, shortening: Shortening) -> dict[str, Any]:
    """What the chain rule says of a delta, and what that comes to; null where it is not finite."""
    notation = ascii_notation(step.names.spell)
    return {
        "name": step.names.spell(shortening.delta),
        "formula": write(shortening.long, notation),
        "value": shortening.value,
        "put_in": write(as_written(shortening.put_in), notation),
        "divided_out": write(as_written(shortening.divided_out), notation),
    }


def _kink(step: Step, kink: Kink) -> dict[str, Any]:
    """What is exactly 0, and whose derivative is taken all the same."""
    notation = ascii_notation(step.names.spell)
    return {
        "function": kink.function,
        "zero": write(kink.place, notation),
        "derivative": step.names.spell(kink.derivative),
    }


def _chain(step: Step, chain: Chain) -> dict[str, Any]:
    return {"factors": [_term(step, each) for each in chain.factors], "value": chain.value}


def _term(step: Step, term: Term) -> dict[str, Any]:
    reference: Reference = term.reference
    return {"name": step.names.spell(reference), "value": term.value}
