"""The words of a check of somebody's numbers, a catalogue of their own; one a language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.render.words import Plural


class CheckWords(Struct, frozen=True, kw_only=True):
    """Braces are filled in by the renderer. counts: numbers as words; moments, together,
    with_it: by what they are about."""

    title: str
    numbers: Plural
    counts: Mapping[int, str]

    # the table
    moments: Mapping[str, str]
    value: str
    expected: str
    computed: str
    off: str
    off_by: str
    more: Plural
    all_hold: Plural
    others_hold: str
    hold: Plural
    how: str
    how_near: str
    follow: Plural
    first: str

    # values that there are none of
    unavailable: str
    not_in_batch: str

    # rounding
    rounded: Plural
    cut_off: Plural
    rounded_everywhere: str
    cut_off_everywhere: str
    decimals: Plural
    significant: Plural
    perhaps: str

    # wrong in print only
    misprint: str
    exchanged: str
    used: str

    # what explains the wrong ones
    together: Mapping[int, str]
    nearly: str
    vague: str
    which_one: str
    which_both: str
    which_all: str
    which_first: str
    which_last: str
    which_some: str
    should_be: str
    was: str
    with_it: Mapping[int, str]
    come_out: Plural
    come_near: Plural
    follow_too: Plural
    contradicted: Plural
    alike: str
    tells: str
    tells_value: str
    alternatives: str
    about: str
    nothing_tells: str
    or_else: str
    nothing_fits: Plural
    nothing_fits_alone: Plural
    unexplained: Plural
    slugs: str

    # where a value may come from, and the catalogue
    explain: str
    explain_later: str
    known: Plural
    where: str
    if_so: str
    times: str
    again: Plural
    more_values: str
    nowhere: str
    nearest: str


ENGLISH_CHECK = CheckWords(
    title="Check",
    numbers=Plural("1 number", "{n} numbers"),
    counts={
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
    },
    moments={"during": "iteration {n}", "after": "after {n}"},
    value="value",
    expected="expected",
    computed="computed",
    off="off by",
    off_by="off by: in units of the last digit of what was expected",
    more=Plural("{ellipsis} 1 more; --all shows it", "{ellipsis} {n} more; --all shows them"),
    all_hold=Plural("the number holds", "all {n} hold"),
    others_hold="all the others hold",
    hold=Plural("1 holds", "{n} hold"),
    how="{text}: computed, then rounded or cut off at the printed digits",
    how_near="{text}: computed, then rounded or cut off at the printed digits, or within the "
    "tolerance",
    follow=Plural(
        "1 is what the numbers before it give, as they are: it follows, and is no mistake of its "
        "own",
        "{n} are what the numbers before them give, as they are: they follow, and are no mistakes "
        "of their own",
    ),
    first="the first wrong one: {name}, {moment}",
    unavailable="{name} ({moment}): there is no such value. {why}",
    not_in_batch="That iteration sees fewer samples.",
    rounded=Plural(
        "{names} was rounded to {digits} before it was used",
        "{names} were rounded to {digits} before they were used",
    ),
    cut_off=Plural(
        "{names} was cut off after {digits} before it was used",
        "{names} were cut off after {digits} before they were used",
    ),
    rounded_everywhere="everything was rounded to {digits}, step by step",
    cut_off_everywhere="everything was cut off after {digits}, step by step",
    decimals=Plural("1 decimal", "{n} decimals"),
    significant=Plural("1 significant digit", "{n} significant digits"),
    perhaps="as near as that comes: {text}",
    misprint="a misprint, it seems: one digit differs from {meant}",
    exchanged="a misprint, it seems: two digits are exchanged, it would be {meant}",
    used="a misprint, it seems: {name} was computed with {meant}",
    together={
        1: "One mistake explains {which}: {what}",
        2: "Two mistakes together explain {which}: {what}",
    },
    vague="With so few digits this may be chance: more digits would tell.",
    nearly="{text} (with numbers that were rounded on the way)",
    which_one="it",
    which_both="both",
    which_all="all {n}",
    which_first="the first {n}",
    which_last="the last {n}",
    which_some="{n} of the {m} wrong ones",
    should_be="should be",
    was="was",
    with_it={1: "With it, {text}.", 2: "With both, {text}."},
    come_out=Plural("{which} comes out as printed", "{which} come out as printed"),
    come_near=Plural(
        "{which} comes out as near as rounding on the way allows",
        "{which} come out as near as rounding on the way allows",
    ),
    follow_too=Plural("So does 1 that follows.", "So do {n} that follow."),
    contradicted=Plural(
        "But {names} holds, and would be another number with it: it was made in some places only, "
        "or it is another mistake.",
        "But {n} that hold would be other numbers with it: {names}. It was made in some places "
        "only, or it is another mistake.",
    ),
    alike="These numbers cannot tell it from",
    tells="To tell them apart, compute {name} ({moment}):",
    tells_value="{value} with {what}",
    alternatives=" or ",
    about="{slug} ({about})",
    nothing_tells="No number of the first iterations tells them apart.",
    or_else="It could also be: {what}",
    nothing_fits=Plural(
        "No mistake that is known explains it: {alone} were tried one by one, {pairs} in pairs.",
        "No mistake that is known explains them: {alone} were tried one by one, {pairs} in pairs.",
    ),
    nothing_fits_alone=Plural(
        "No mistake that is known explains it: {alone} were tried.",
        "No mistake that is known explains them: {alone} were tried.",
    ),
    unexplained=Plural(
        "No mistake that is known explains the other one: {names}.",
        "No mistake that is known explains the other {n}: {names}.",
    ),
    slugs="{one} and {other}",
    explain="next: bptrace explain {arguments}",
    explain_later="next: bptrace explain {arguments} --iteration {n}",
    known=Plural("1 mistake that people make", "{n} mistakes that people make"),
    where="Where {number} comes from",
    if_so="With {what}",
    times="Times {factor}",
    again=Plural("and in 1 more iteration", "and in {n} more iterations"),
    more_values="{ellipsis} {n} more",
    nowhere="No value is {number}, with no mistake that is known.",
    nearest="Of the first iteration, the nearest is",
)
"""English."""
