"""What is said of numbers to check, in files of their own."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

FOR_EXAMPLE = "for example 1: {{net_h1: 0.3775}}, or after: {{10000: {{E: 0.000035}}}}"

CLAIMS: Mapping[str, Words] = {
    Kind.CLAIMS_NOT_FOUND: Words("no such file"),
    Kind.CLAIMS_DIRECTORY: Words("is a directory, not a file with numbers"),
    Kind.CLAIMS_TOO_LARGE: Words("too large: more than {most} MB"),
    Kind.CLAIMS_BINARY: Words("a binary file: byte {at} is 0"),
    Kind.CLAIMS_EMPTY: Words("there are no numbers in it", below=FOR_EXAMPLE),
    Kind.CLAIMS_SHAPE: Words(
        "expected names and their numbers, found {found}",
        below=f"{FOR_EXAMPLE}; numbers of a program are compared by `bptrace diff`",
    ),
    Kind.CLAIMS_COLUMN: Words('there is no column "{column}"'),
    Kind.CLAIM_ROW: Words(
        "expected {needed:cell|cells}, one for each column, found {found_count}", "{hint}"
    ),
    Kind.CLAIM_OF_TWO: Words("both an iteration and a number of updates; leave one of them empty"),
    Kind.NOT_A_CLAIM: Words(
        "expected NAME=NUMBER",
        below="for example E=0.298; 3:E=0.29 in iteration 3; after:10:E=0.25 after 10 updates",
    ),
}
