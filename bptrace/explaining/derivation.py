"""What a derivation consists of; no notation, no words.

    Derivation ── steps ── Derived ── terms ── Term          w5 · out_h1 + w6 · out_h2 + b2
               ├─ chain ── Chain                             ∂E/∂out · ∂out/∂net · ∂net/∂w
               ├─ shortenings ── Shortening                  why δ is out − target
               ├─ paths ── Chain, one a path to E
               └─ check ── Check

Every value is the trace's own; products and sums that no equation has are made of such values.
"""

from __future__ import annotations

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Reference
from bptrace.explaining.kinks import Kink


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
    once, as they come. elided: what a reader is not shown of a long sum. computed_as: an equal
    formula, where the one that people write cannot be computed in floating point.
    """

    reference: Reference
    right: Expression | None
    value: float
    terms: tuple[Term, ...]
    elided: Elided | None = None
    computed_as: Expression | None = None


class Chain(Struct, frozen=True):
    """A derivative as a product of derivatives, from E downwards; the product left to right.

    through: the neurons of a path, from the parameter's own up to the output.
    """

    factors: tuple[Term, ...]
    value: float
    through: tuple[Reference, ...] = ()


class Shortening(Struct, frozen=True):
    """A delta that is computed as a short form of what the chain rule says.

    long: that, over derivatives; value: its value, as far as floating point can compute it.
    put_in: the same with each derivative by its formula; divided_out: without a factor that it is
    divided by. infinite: which derivatives are, where the long form is not finite.
    """

    delta: Reference
    long: Expression
    value: float
    put_in: Expression
    divided_out: Expression
    is_finite: bool
    infinite: tuple[Reference, ...] = ()


class Check(Struct, frozen=True):
    """The gradient of a parameter in three ways."""

    gradient: float
    """by the chain rule"""
    difference: float
    """(E(p + step) − E(p − step)) / (2·step), a central difference"""
    off: float
    """how far that is from the gradient"""
    agrees: bool
    """whether the gradient is E's derivative, as far as a difference can tell: at a kink, or with
    sequential updates, it is not"""
    step: float
    """how far the parameter p was moved"""
    moved: float
    """E after the update of this parameter alone, minus E before"""
    predicted: float
    """the same to first order: gradient · (new − old)"""


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
    that is a product. shortenings: of deltas among the steps. kinks: those that were met. gradient:
    of a parameter; of the sample at `place` of a batch, which the reduction puts together with
    those of the others. updates: what the optimizer computes for it, in order; update: last of all,
    the parameter. opposed: paths of its sum pull in opposite directions. in_each: the same values
    of each sample of the batch. is_alone: of a sample that the batch of the iteration has not.
    uses: in how many layers a parameter is used.
    """

    name: str
    source: str
    iteration: int
    samples: tuple[int, ...]
    samples_in_all: int
    steps: tuple[Derived, ...]
    chain: Chain | None = None
    shortenings: tuple[Shortening, ...] = ()
    kinks: tuple[Kink, ...] = ()
    place: int | None = None
    gradient: Derived | None = None
    reduction: Derived | None = None
    updates: tuple[Derived, ...] = ()
    update: Derived | None = None
    paths: tuple[Chain, ...] = ()
    more_paths: int = 0
    opposed: bool = False
    edge: Edge | None = None
    check: Check | None = None
    in_each: tuple[tuple[Reference, ...], ...] = ()
    is_alone: bool = False
    uses: int = 1
