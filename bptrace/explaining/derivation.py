"""What a derivation consists of; no notation, no words.

    Derivation ── steps ── Derived ── terms ── Term          w5 · out_h1 + w6 · out_h2 + b2
               ├─ chain ── Chain                             ∂E/∂out · ∂out/∂net · ∂net/∂w
               ├─ paths ── Chain, one a path to E
               └─ check ── Check

Every value is the trace's own; products and sums that no equation has are made of such values.
"""

from __future__ import annotations

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Reference


class Term(Struct, frozen=True):
    """A value that another one is computed from."""

    reference: Reference
    value: float


class Elided(Struct, frozen=True):
    """The middle of a sum that is too long to show: how many terms, and what they add up to."""

    count: int
    subtotal: float


class Derived(Struct, frozen=True):
    """One value and how it comes about.

    right: its equation's instance, None where the value is given. terms: the values in it, each
    once, as they come. elided: what a reader is not shown of a long sum.
    """

    reference: Reference
    right: Expression | None
    value: float
    terms: tuple[Term, ...]
    elided: Elided | None = None


class Chain(Struct, frozen=True):
    """A derivative as a product of derivatives, from E downwards; the product left to right.

    through: the neurons of a path, from the parameter's own up to the output.
    """

    factors: tuple[Term, ...]
    value: float
    through: tuple[Reference, ...] = ()


class Check(Struct, frozen=True):
    """The gradient of a parameter in three ways.

    gradient: by the chain rule. difference: (E(p + step) − E(p − step)) / (2·step), a central
    difference; off: how far that is from the gradient. moved: E after the update of this parameter
    alone, minus E before; predicted: the same to first order, gradient · (new − old). agrees:
    whether the gradient is E's derivative at all, as far as a difference can tell: with sequential
    updates, and at a kink, it is not.
    """

    gradient: float
    difference: float
    off: float
    agrees: bool
    step: float
    moved: float
    predicted: float


class Edge(Struct, frozen=True):
    """Where a parameter sits in the network: the place of its layer, from 1, the unit it belongs to
    and the unit below that it comes from; a bias comes from none, a shared one belongs to all."""

    layer: int
    unit: int | None
    source: int | None


class Derivation(Struct, frozen=True):
    """The explanation of one name.

    name: what is explained, as the trace calls it. source: of which run. iteration and samples
    count from 1. steps: in order of computation, what was asked for last. chain: of a derivative
    that is a product. gradient, update: of a parameter. opposed: paths of its sum pull in opposite
    directions.
    """

    name: str
    source: str
    iteration: int
    samples: tuple[int, ...]
    samples_in_all: int
    steps: tuple[Derived, ...]
    chain: Chain | None = None
    gradient: Derived | None = None
    update: Derived | None = None
    paths: tuple[Chain, ...] = ()
    more_paths: int = 0
    opposed: bool = False
    edge: Edge | None = None
    check: Check | None = None
