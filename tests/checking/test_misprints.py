"""Numbers that are wrong in print only: nobody went on computing with them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

import bptrace
from bptrace.checking.findings import Misprint
from bptrace.render.checks.shown import Check
from tests.checking.claiming import findings
from tests.checking.test_diagnosis import MAZUR
from tests.checking.test_verdicts import LATER

RIGHT = {"out_h1": "0.593269992", "net_o1": "1.105905967"}  # as the article prints them


def misprint(numbers: dict[Any, Any]) -> Misprint | None:
    found = findings(MAZUR, {1: numbers}).misprints
    return found[0] if found else None


@pytest.mark.parametrize(
    ("printed", "differing"), [("0.596844378", 1), ("0.596884738", 2), ("0.569884378", 2)]
)
def test_one_digit_or_two_neighbours_are_a_misprint_of_a_single_wrong_number(
    printed: str, differing: int
) -> None:
    found = misprint({"out_h2": printed, "out_h1": "0.593269992"})  # the article: 0.596884378
    assert found == Misprint(1, Decimal("0.596884378"), differing)


def test_a_number_cut_off_at_its_digits_is_one_that_was_meant() -> None:
    """w5⁺ is 0.35891647971…, which is rounded to …48 and cut off to …47."""
    assert misprint({"w5_new": "0.35391647"}) == Misprint(0, Decimal("0.35891647"), 1)


@pytest.mark.parametrize(
    "numbers",
    [
        {"out_h2": "0.596844878"},  # two digits, and not exchanged
        {"out_h2": "0.596884374"},  # the last one may come from rounding
        {"out_h2": "0.69"},  # too few digits
        {"out_h2": "-0.596844378"},
        # 0.4·0.593269992 + 0.45·0.596844378 + 0.6 = 1.105887967: somebody went on with it
        {"out_h2": "0.596844378", "net_o1": "1.105887967"},
        {"out_h2": "0.596844378", "out_h1": "0.593263992"},  # several are wrong
    ],
)
def test_anything_else_is_none(numbers: dict[Any, Any]) -> None:
    assert misprint(numbers) is None


@pytest.mark.parametrize("printed", ["0.596844878", "-0.596884378", "0.506884738"])
def test_a_right_number_tells_with_what_it_was_computed(printed: str) -> None:
    """0.4·0.593269992 + 0.45·0.596884378 + 0.6 = 1.105905967, as the article has it."""
    assert misprint({"out_h2": printed} | RIGHT) == Misprint(1, Decimal("0.596884378"), used=2)


def test_it_tells_nothing_of_two_wrong_ones() -> None:
    numbers = {"out_h1": "0.593369", "out_h2": "0.596844", "net_o1": RIGHT["net_o1"]}
    assert misprint(numbers) is None


def test_nor_does_one_that_comes_out_with_the_wrong_number_too() -> None:
    """0.4·0.593269992 + 0.45·0.59680 + 0.6 = 1.105868, 1.1 with one decimal, as the right one."""
    assert misprint({"out_h2": "0.59680", "net_o1": "1.1"}) is None


def test_the_chinese_article_prints_an_out_that_it_did_not_compute_with() -> None:
    """E_o1 = ½(0.01 − 0.75136507)² = 0.274811083; with 0.75136079 it is 0.274807910."""
    right, wrong = (0.5 * (0.01 - out) ** 2 for out in (0.75136507, 0.75136079))
    assert right == pytest.approx(0.274811083, abs=1e-9)
    assert wrong == pytest.approx(0.274807910, abs=1e-9)
    check = bptrace.check("charlotte77")
    (found,) = check.findings.misprints
    assert found.meant == Decimal("0.75136507")
    assert [each.changes[0].mistake for each in check.findings.groups[0].hypotheses] == [
        "updated_output_weights"
    ]
    assert len(check.findings.groups[0].hypotheses[0].explains) == len(LATER)
    said = " ".join(str(check).split())
    assert "a misprint, it seems: E_o1 was computed with 0.75136507" in said
    assert "No mistake that is known" not in said


def test_each_explanation_has_a_group_of_its_own_in_json() -> None:
    """Two numbers that were rounded alike have one."""
    found = bptrace.check("charlotte77").findings
    (rounded,) = found.rounded
    found = structs.replace(found, rounded=(rounded, structs.replace(rounded, verdict=0)))
    diagnoses = json.loads(Check(found).json())["diagnoses"]
    assert {(each["ids"][0], each["group"]) for each in diagnoses} == {
        ("updated_output_weights", 1),
        ("rounded", 2),
        ("misprint", 3),
    }


def test_what_a_mistake_gives_is_no_misprint() -> None:
    """E without ½."""
    found = findings(MAZUR, {1: {"E": "0.596742218"}})
    assert found.groups
    assert not found.misprints


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
