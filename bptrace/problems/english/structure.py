"""What is said of data that do not fit the types."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

STRUCTURE: Mapping[str, Words] = {
    Kind.NOT_A_CONFIG: Words(
        "a config is a mapping with keys such as layers and samples; this is {found}"
    ),
    Kind.UNKNOWN_KEY: Words('unknown key "{key}"'),
    Kind.OTHER_KEY: Words('unknown key "{key}"', "here it is called {right}", "{note}"),
    Kind.LATER_KEY: Words('"{key}" is not in this version of bptrace'),
    Kind.MISSING_KEY: Words('the key "{key}" is missing', "expected {key}: {expected}"),
    Kind.INPUT_LAYER: Words(
        "this looks like the input layer; layers begins with the first hidden one",
        "leave it out",
        "the inputs follow from the samples",
    ),
    Kind.WRONG_TYPE: Words("expected {expected}, found {found}", below="{hint}"),
    Kind.TOO_SMALL: Words("expected {low} or more, found {found}"),
    Kind.TOO_BIG: Words("expected {high} or less, found {found}"),
    Kind.NOT_ABOVE: Words("expected more than {low}, found {found}"),
    Kind.NOT_BELOW: Words("expected less than {high}, found {found}"),
    Kind.NOT_FINITE: Words("expected a finite number, found {found}"),
    Kind.UNKNOWN_WORD: Words('unknown {what} "{word}"'),
    Kind.OTHER_WORD: Words('unknown {what} "{word}"', "here it is called {right}", "{note}"),
    Kind.LATER_WORD: Words('the {what} "{word}" is not in this version of bptrace'),
    Kind.LONG_NAME: Words("a name has at most {most:character|characters}"),
    Kind.EMPTY_LIST: Words("must not be empty"),
    Kind.INVALID: Words("not a config: {detail}"),
}
