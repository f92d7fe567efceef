"""Words of `bptrace diff`: the phrases of one language, and English."""

from __future__ import annotations

from msgspec import Struct

from bptrace.render.words import Plural


class DifferenceWords(Struct, frozen=True, kw_only=True):
    """Braces are filled in by the renderer; {ours} and {theirs} are what the two are called."""

    title: str
    iterations: Plural
    settings: str
    key: str
    left_out: str
    more_settings: Plural
    shifted: str
    same: str
    same_bits: str
    at_most: str
    by_rounding: str
    first: str
    called: str
    apart: str
    far_apart: str
    beginning: str
    in_this: str
    in_between: str
    does_not_follow: str
    given: str
    given_too: str
    not_given: str
    more_lines: Plural
    equal: str
    other_sign: str
    of_iteration: str
    float32: str
    drift: str
    drift_aside: str
    iteration: str
    compared: str
    differing: str
    largest: str
    where: str
    only_in: str
    names: Plural
    explain: str
    at_iteration: str
    check: str


ENGLISH = DifferenceWords(
    title="{ours} and {theirs}",
    iterations=Plural("1 iteration", "{n} iterations"),
    settings="Different in the configs",
    key="key",
    left_out="left out",
    more_settings=Plural("1 more key", "{n} more keys"),
    shifted="{theirs} counts iterations from 0; here they count from 1",
    same="All {n} values that both have agree.",
    same_bits="All {n} values that both have are the same, bit for bit.",
    at_most="The largest relative difference is {largest}.",
    by_rounding=(
        "The largest relative difference is {largest}: another order of additions, or another "
        "machine's exp, is enough for that."
    ),
    first="First difference: {name} in iteration {n}",
    called="{name} in {theirs}",
    apart="{absolute} apart, relative {relative}, {ulps} units in the last place",
    far_apart="{absolute} apart, relative {relative}",
    beginning=(
        "{name} at the beginning of iteration {n} is what the iteration before made of it; "
        "{theirs} does not say what that was"
    ),
    in_this="All that goes into it agrees: {agreed}. The two differ in this very equation.",
    in_between=(
        "All that goes into this agrees: {agreed}. {theirs} does not have {between}: the two "
        "differ in one of these {n} lines."
    ),
    does_not_follow=(
        "By its own numbers {ours} should have {value} there: what is recorded is wrong."
    ),
    given="It is given, not computed: {theirs} starts from another number.",
    given_too="{theirs} does not say what it has for {names}.",
    not_given=(
        "{theirs} says nothing of what goes into it, {names}: it may be wrong in any of these, or "
        "in the equations."
    ),
    more_lines=Plural("1 more line before these", "{n} more lines before these"),
    equal="The number of {theirs} is what is called {names} here.",
    of_iteration="The number of {theirs} is that of iteration {n} here.",
    other_sign=(
        "The number of {theirs} is the same with the other sign: if it means that, say `minus` in "
        "--map."
    ),
    float32=(
        "Only the last digits differ, as they do between float32 and float64 (--float32), or where "
        "numbers were printed with fewer digits (--rtol)."
    ),
    drift="How far they drift apart",
    drift_aside="relative: the largest relative difference of any value",
    iteration="iteration",
    compared="compared",
    differing="differing",
    largest="relative",
    where="most apart",
    only_in="only in {origin}: {count}, {names}",
    names=Plural("1 name", "{n} names"),
    explain="next: bptrace explain {name} {source}{iteration}",
    at_iteration=" --iteration {n}",
    check="      bptrace check {source} {name}={value}",
)
