"""A digit in place of another, where nobody went on computing with it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

import bptrace
from bptrace.checking.findings import Misprint
from tests.checking.claiming import findings
from tests.checking.test_diagnosis import MAZUR

RIGHT = {"out_h1": "0.593269992", "net_o1": "1.105905967"}  # as the article prints them


def misprint(numbers: dict[Any, Any]) -> Misprint | None:
    return findings(MAZUR, {1: numbers}).misprint


@pytest.mark.parametrize(
    ("printed", "exchanged"), [("0.596844378", False), ("0.596884738", True), ("0.569884378", True)]
)
def test_one_digit_or_two_neighbours_are_a_misprint_of_a_single_wrong_number(
    printed: str, exchanged: bool
) -> None:
    found = misprint({"out_h2": printed} | RIGHT)  # the article: 0.596884378
    assert found == Misprint(1, Decimal("0.596884378"), exchanged)


def test_a_number_cut_off_at_its_digits_is_one_that_was_meant() -> None:
    """w5⁺ is 0.35891647971…, which is rounded to …48 and cut off to …47."""
    assert misprint({"w5_new": "0.35391647"}) == Misprint(0, Decimal("0.35891647"))


@pytest.mark.parametrize(
    "numbers",
    [
        {"out_h2": "0.596844878"} | RIGHT,  # two digits, and not exchanged
        {"out_h2": "0.596884374"} | RIGHT,  # the last one may come from rounding
        {"out_h2": "0.69"} | RIGHT,  # too few digits
        {"out_h2": "-0.596844378"} | RIGHT,
        # 0.4·0.593269992 + 0.45·0.596844378 + 0.6 = 1.105887967: somebody went on with it
        {"out_h2": "0.596844378", "net_o1": "1.105887967"},
        {"out_h2": "0.596844378", "out_h1": "0.593263992"},  # several are wrong
    ],
)
def test_anything_else_is_none(numbers: dict[Any, Any]) -> None:
    assert misprint(numbers) is None


def test_what_a_mistake_gives_is_no_misprint() -> None:
    """E without ½."""
    found = findings(MAZUR, {1: {"E": "0.596742218"}})
    assert found.groups
    assert found.misprint is None


def test_it_is_told_beside_the_number_and_in_json() -> None:
    check = bptrace.check("mazur", {"out_h2": "0.596844378"} | RIGHT)
    said = " ".join(str(check).split())
    assert "a misprint, it seems: one digit differs from 0.596884378" in said
    assert "No mistake that is known" not in said
    assert not check.all_hold
    (diagnosis,) = json.loads(check.json())["diagnoses"]
    assert (diagnosis["ids"], diagnosis["group"]) == (["misprint"], 1)
    assert diagnosis["about"] == [{"meant": "0.596884378"}]
    assert [each["name"] for each in diagnosis["numbers"]] == ["out_h2"]
