"""Every number that the gallery says was published is the computed one at its printed digits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest

import bptrace
from bptrace.config import gallery
from bptrace.config.claims import AFTER, Claim, claims_of
from bptrace.trace.trace import Trace
from tests.support.printed import holds

Key = tuple[str, str]
"""An example, and the path of a claim in its `expected`."""

ROUNDED_FIRST = "delta_o2 was rounded to 9 digits before it was halved"
UPDATED_FIRST = "from a program that updated the output weights before the hidden deltas"
MISPRINTED = "0.75136507 with two digits changed; the article itself goes on with the right one"

WRONG: Mapping[Key, str] = {
    ("charlotte77", "1.out_o1"): MISPRINTED,
    **{
        (name, path): reason
        for name in ("mazur", "charlotte77")
        for path, reason in {
            "1.dE_dout_h1_via_o2": ROUNDED_FIRST,
            "after.1.E": UPDATED_FIRST,
            "after.10000.E": UPDATED_FIRST,
            "after.10000.out_o1": UPDATED_FIRST,
            "after.10000.out_o2": UPDATED_FIRST,
        }.items()
    },
}
"""What is known to be published wrong, and why."""


@cache
def trace_of(name: str, *assignments: str) -> Trace:
    return bptrace.run(name, assignments=assignments)


def all_claims() -> dict[Key, Claim]:
    """The claims of every example."""
    return {
        (name, ".".join(map(str, claim.path[1:]))): claim
        for name in gallery()
        for claim in claims_of(trace_of(name).experiment)
    }


CLAIMS = all_claims()
RIGHT = [key for key in CLAIMS if key not in WRONG]


def computed(trace: Trace, claim: Claim) -> float:
    """The value that a claim is about, with the sign that its source gives it."""
    if claim.moment != AFTER:
        return claim.sign * trace[claim.iteration][claim.name]
    if claim.name == "E":
        return trace.last_error(claim.iteration)
    (result,) = trace.results(claim.iteration)
    outputs = {f"out_{neuron}": out for neuron, out in result.out.items()}
    return {**trace.parameters(claim.iteration), **outputs}[claim.name]


def is_right(claim: Claim, value: float) -> bool:
    if claim.tolerance is not None:
        return abs(Decimal(value) - claim.number) <= Decimal(claim.tolerance)
    return holds(str(claim.number), value)


@pytest.mark.parametrize("key", RIGHT, ids="-".join)
def test_a_published_number_is_the_computed_one_rounded_or_cut_off(key: Key) -> None:
    claim = CLAIMS[key]
    assert is_right(claim, computed(trace_of(key[0]), claim))


@pytest.mark.parametrize("key", WRONG, ids="-".join)
def test_a_number_listed_as_wrong_is_wrong(key: Key) -> None:
    claim = CLAIMS[key]
    assert not is_right(claim, computed(trace_of(key[0]), claim))


@pytest.mark.parametrize("key", [key for key in WRONG if WRONG[key] is UPDATED_FIRST], ids="-".join)
def test_a_headline_is_what_a_program_with_sequential_updates_gives(key: Key) -> None:
    claim = CLAIMS[key]
    assert is_right(claim, computed(trace_of(key[0], "update_order=sequential"), claim))


def test_the_lecture_notes_hidden_weights_need_sequential_updates() -> None:
    trace = trace_of("rgu", "update_order=simultaneous")
    hidden = [CLAIMS["rgu", f"1.w{number}_new"] for number in (1, 2, 3, 4)]
    assert not any(is_right(claim, computed(trace, claim)) for claim in hidden)


def test_han_and_kamber_s_err_has_the_other_sign() -> None:
    claims = [CLAIMS["han-kamber", f"1.delta_u{unit}"] for unit in (4, 5, 6)]
    assert [claim.sign for claim in claims] == [-1, -1, -1]
    assert not any(is_right(each, -computed(trace_of("han-kamber"), each)) for each in claims)


@pytest.mark.parametrize(
    ("name", "count"), [("mazur", 31), ("charlotte77", 31), ("han-kamber", 31), ("rgu", 6)]
)
def test_nothing_that_was_published_is_left_out(name: str, count: int) -> None:
    """Worked example A prints 27 numbers of iteration 1 and 4 later ones; Han & Kamber 20 of the
    first sample and 11 of the second; the lecture notes 6 new weights."""
    assert sum(example == name for example, _ in CLAIMS) == count
