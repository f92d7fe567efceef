"""What a mistake is: a change of the experiment, of its equations, or of how those are evaluated.

Mistake ── changes ── Change    transposed weights ── in the hidden delta of h
                                a rate mistyped    ── × 10, ÷ 10, …
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment

Rounding = Callable[[float], float]
"""What becomes of each value as soon as it is computed."""


class Change(Struct, frozen=True):
    """One way of making a mistake in some network: of this layer, of that weight.

    mistake: its slug. about: what the words for it need, {"layer": "h"}: names of the trace and
    numbers. experiment, step: what is made of a resolved experiment and of its step; the same
    object where there is nothing to change. keeps_step: the changed experiment has the step that it
    had, only other numbers. shift: by how many iterations the numbers are of another one. rounding:
    of each value. in_pairs: whether it is tried together with another one. unknown: the change for
    a number from 0 to 1 that only whoever made it knows; it is looked for. over_samples: E after an
    update, and E of all samples, is the sum over all of them, divided by so many. by_samples: the
    changed experiment has batches of another size, and iterations are counted by the samples that
    were seen, not by updates.
    """

    mistake: str
    about: Mapping[str, str] = {}
    experiment: Callable[[Experiment], Experiment] | None = None
    step: Callable[[Step], Step] | None = None
    keeps_step: bool = False
    shift: int = 0
    rounding: Rounding | None = None
    in_pairs: bool = True
    unknown: Callable[[float], Change] | None = None
    over_samples: int | None = None
    by_samples: bool = False


class Shows(Struct, frozen=True):
    """The smallest network in which a mistake shows in the new weights or E, and how.

    network: a config. iteration: whose new weights, and E after it, show it. digits: decimals at
    which they do. about: which of its changes it is that shows; empty: the first.
    """

    network: Mapping[str, object]
    iteration: int
    digits: int
    about: Mapping[str, str] = {}


Changes = Callable[[Experiment, Step], Iterable[Change]]


class Mistake(Struct, frozen=True):
    """A mistake that people make.

    changes: all ways of making it in a network, from its resolved experiment and that one's step;
        none where it cannot be made there.
    """

    slug: str
    changes: Changes
    shows: Shows
