"""A derivation -> JSON: the tree with names, formulas, terms and values, every digit of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET, UnsetType, json

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Chain, Derivation, Derived, Shortening, Term
from bptrace.explaining.document import (
    ChainOfDerivatives,
    DerivedValue,
    Explanation,
    KinkMet,
    NamedValue,
    PathToE,
    ShortForm,
)
from bptrace.explaining.kinks import Kink
from bptrace.explaining.written import as_written


def explanation_json(step: Step, explained: Derivation) -> bytes:
    """One document; names and formulas in ASCII, as in the columns of a trace."""
    return json.format(json.encode(explanation_of(step, explained)), indent=2) + b"\n"


def explanation_of(step: Step, explained: Derivation) -> Explanation:
    """A derivation as it is written."""
    chain, place = explained.chain, explained.place
    return Explanation(
        name=explained.name,
        source=explained.source,
        iteration=explained.iteration,
        samples=explained.samples,
        steps=_all_derived(step, explained.steps),
        place=UNSET if place is None else place + 1,
        chain=UNSET if chain is None else ChainOfDerivatives(_terms(step, chain), chain.value),
        shortenings=[_shortening(step, each) for each in explained.shortenings] or UNSET,
        kinks=[_kink(step, each) for each in explained.kinks] or UNSET,
        gradient=_if_derived(step, explained.gradient),
        reduction=_if_derived(step, explained.reduction),
        updates=_all_derived(step, explained.updates) or UNSET,
        update=_if_derived(step, explained.update),
        paths=[_path(step, each) for each in explained.paths] or UNSET,
        more_paths=explained.more_paths if explained.paths else UNSET,
        check=explained.check or UNSET,
    )


def _all_derived(step: Step, derived: Iterable[Derived]) -> Sequence[DerivedValue]:
    return [_derived(step, each) for each in derived]


def _if_derived(step: Step, derived: Derived | None) -> DerivedValue | UnsetType:
    return UNSET if derived is None else _derived(step, derived)


def _derived(step: Step, derived: Derived) -> DerivedValue:
    name = step.names.spell(derived.reference)
    if derived.right is None:
        return DerivedValue(name=name, value=derived.value)
    formula = write(derived.right, ascii_notation(step.names.spell))
    terms = [_term(step, each) for each in derived.terms]
    return DerivedValue(name=name, formula=formula, terms=terms, value=derived.value)


def _shortening(step: Step, shortening: Shortening) -> ShortForm:
    """What the chain rule says of a delta, and what that comes to; null where it is not finite."""
    notation = ascii_notation(step.names.spell)
    return ShortForm(
        step.names.spell(shortening.delta),
        write(shortening.long, notation),
        shortening.value,
        write(as_written(shortening.put_in), notation),
        write(as_written(shortening.divided_out), notation),
    )


def _kink(step: Step, kink: Kink) -> KinkMet:
    """What is exactly 0, and whose derivative is taken all the same."""
    zero = write(kink.place, ascii_notation(step.names.spell))
    return KinkMet(kink.function, zero, step.names.spell(kink.derivative))


def _path(step: Step, path: Chain) -> PathToE:
    through = [step.names.spell(each) for each in path.through]
    return PathToE(through, _terms(step, path), path.value)


def _terms(step: Step, chain: Chain) -> Sequence[NamedValue]:
    return [_term(step, each) for each in chain.factors]


def _term(step: Step, term: Term) -> NamedValue:
    reference: Reference = term.reference
    return NamedValue(step.names.spell(reference), term.value)
