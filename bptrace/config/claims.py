"""The numbers under `expected`, or in a file of their own: what somebody printed, by moment.

E: 0.298371109                        a bare name: during iteration 1
1: {net_h1: 0.3775}                   during an iteration, counting from 1
after: {10000: {E: 0.000035085}}      after so many updates

In each of these blocks, beside the names:

tolerance: 0.001                      the numbers need only be so near
conventions: {delta: negative}        delta_… is −∂E/∂net, as some books have it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, Literal

from msgspec import Struct

from bptrace.config.decimal_commas import with_point
from bptrace.config.experiment import Experiment
from bptrace.config.printed import EXPECTED, number_in
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path

Moment = Literal["during", "after"]

AFTER: Moment = "after"
DURING: Moment = "during"
TOLERANCE = "tolerance"
CONVENTIONS = "conventions"
DELTA = "delta"
DELTAS = ("delta_", "δ")
"""How names begin whose sign depends on the book; ∂E/∂net_h1 has but one."""

SIGNS: Mapping[str, int] = {"positive": 1, "negative": -1}
MOST_DIGITS_OF_A_COUNT = 16


class Claim(Struct, frozen=True):
    """A printed number, with its digits, of the value of that name.

    moment: during iteration `iteration`, or after that many updates. tolerance: how near is near
    enough; None: it must be the computed value, rounded or cut off at its digits. sign: −1 where
    the source has the value with the other sign. path: where in the config or the file it is.
    """

    moment: Moment
    iteration: int
    name: str
    number: Decimal
    tolerance: float | None
    sign: int
    path: Path


class Block(Struct, frozen=True):
    """What is written for one moment. count: of iterations or updates, as written."""

    moment: Moment
    count: str
    path: Path
    entries: Any


def claims_of(experiment: Experiment) -> Iterator[Claim]:
    """Every claim of a validated experiment, in the order of the config."""
    return claims_in(experiment.expected or {}, (EXPECTED,))


def claims_in(expected: Mapping[str, Any], path: Path) -> Iterator[Claim]:
    """The same of what is expected at a place of some document, and has been checked."""
    for block in _blocks(expected, path):
        tolerance = block.entries.get(TOLERANCE)
        conventions = block.entries.get(CONVENTIONS, {})
        sign_of_delta = SIGNS[conventions.get(DELTA, "positive")]
        for name, number in block.entries.items():
            if name in {TOLERANCE, CONVENTIONS}:
                continue
            yield Claim(
                block.moment,
                int(block.count),
                name,
                _decimal(number),
                None if tolerance is None else float(_decimal(tolerance)),
                sign_of_delta if name.startswith(DELTAS) else 1,
                (*block.path, name),
            )


def claims_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Everything under `expected` that is not what belongs there."""
    return wrong_in(experiment.expected or {}, (EXPECTED,))


def wrong_in(expected: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """The same of what is expected at a place of some document."""
    for block in _blocks(expected, path):
        yield from _block(block, is_bare=block.path == path)


def _blocks(expected: Mapping[str, Any], path: Path) -> Iterator[Block]:
    bare = {key: each for key, each in expected.items() if key != AFTER and not _is_count(key)}
    if bare:
        yield Block(DURING, "1", path, bare)
    for key, entries in expected.items():
        if key == AFTER and isinstance(entries, Mapping):
            for count, of_count in entries.items():
                yield Block(AFTER, count, (*path, key, count), of_count)
        elif key not in bare:
            yield Block(DURING, key, (*path, key), entries)


def _block(block: Block, is_bare: bool) -> Iterator[Finding]:
    least, kind = (0, Kind.EXPECTED_COUNT) if block.moment == AFTER else (1, Kind.EXPECTED_KEY)
    if not isinstance(block.entries, Mapping):
        yield Finding(Kind.CLAIM_WITHOUT_NAME, block.path)
    elif not _is_count(block.count) or int(block.count) < least:
        yield Finding(kind, block.path, {"key": block.count, "least": least}, at="key")
    else:
        for key, value in block.entries.items():
            yield from _entry(key, value, (*block.path, key), is_bare)


def _entry(key: str, value: object, path: Path, is_bare: bool) -> Iterator[Finding]:
    if key == CONVENTIONS:
        yield from _conventions(value, path)
    elif isinstance(value, Mapping) and is_bare:
        yield Finding(Kind.EXPECTED_KEY, path, {"key": key, "least": 1}, at="key")
    else:
        yield from _number(key, value, path)


def _number(key: str, value: object, path: Path) -> Iterator[Finding]:
    number = number_in(value)
    if number is None:
        pointed = with_point(value) if isinstance(value, str) else value
        kind = Kind.CLAIM_NOT_A_NUMBER if pointed == value else Kind.CLAIM_DECIMAL_COMMA
        hint = "arrays" if isinstance(value, list) else ""
        yield Finding(kind, path, {"found": value, "pointed": pointed, "hint": hint})
    elif not isfinite(float(number)):
        yield Finding(Kind.NOT_FINITE, path, {"found": float(number)})
    elif key == TOLERANCE and number < 0:
        yield Finding(Kind.TOO_SMALL, path, {"found": float(number), "low": 0})


def _conventions(conventions: object, path: Path) -> Iterator[Finding]:
    if not isinstance(conventions, Mapping):
        yield Finding(Kind.NOT_CONVENTIONS, path)
        return
    for key, word in conventions.items():
        if key != DELTA:
            data = {"key": key, "near": near(key, [DELTA]), "known": [DELTA]}
            yield Finding(Kind.UNKNOWN_KEY, (*path, key), data, at="key")
        elif not isinstance(word, str):
            yield Finding(Kind.NOT_CONVENTIONS, (*path, key))
        elif word not in SIGNS:
            data = {"what": DELTA, "word": word, "near": near(word, SIGNS), "known": list(SIGNS)}
            yield Finding(Kind.UNKNOWN_WORD, (*path, key), data)


def _decimal(number: object) -> Decimal:
    """A number that a reader gave with its digits; one from Python with those it needs."""
    found = number_in(number)
    assert found is not None, "what is no number was found"
    return found


def _is_count(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS_OF_A_COUNT
