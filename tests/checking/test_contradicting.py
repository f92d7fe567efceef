"""Whether a mistake that explains what is wrong would make wrong what is right."""

from __future__ import annotations

import json
from typing import Any

import bptrace

# By hand, of the article's numbers; without σ′ at the output:
# ∂E/∂out_o1 · out_h1 = 0.74136507 · 0.593269992 = 0.439829651, and w5 − 0.5 · that = 0.180085174
WITHOUT_SLOPE = {"dE_dw5": "0.4398296"}
RIGHT = {"out_h1": "0.593269992", "delta_o1": "0.138498562", "w5_new": "0.35891648"}


def first(numbers: dict[Any, Any]) -> dict[str, Any]:
    """The first diagnosis of numbers of the worked example."""
    diagnosis: dict[str, Any] = json.loads(bptrace.check("mazur", numbers).json())["diagnoses"][0]
    return diagnosis


def test_numbers_that_hold_and_would_not_with_a_mistake_are_named() -> None:
    found = first(WITHOUT_SLOPE | RIGHT)
    assert "derivative_forgotten" in found["ids"]
    assert [each["name"] for each in found["contradicts"]] == ["delta_o1", "w5_new"]
    said = " ".join(str(bptrace.check("mazur", WITHOUT_SLOPE | RIGHT)).split())
    assert "But two that hold would be other numbers with it: δ_o1, w5⁺." in said


def test_one_is_named_by_itself() -> None:
    said = " ".join(str(bptrace.check("mazur", WITHOUT_SLOPE | {"delta_o1": "0.1384986"})).split())
    assert "But δ_o1 holds, and would be another number with it" in said


def test_numbers_that_the_mistake_leaves_as_they_are_do_not_contradict_it() -> None:
    found = first(WITHOUT_SLOPE | {"out_h1": "0.593269992", "w5_new": "0.1800852"})
    assert found["contradicts"] == []


def test_what_was_right_before_the_mistake_shows_may_have_another_source() -> None:
    """The article: its first iteration by hand, the later numbers from a program."""
    assert first({1: {"dE_dout_h1": "0.036350306"}, "after": {1: {"E": "0.291027924"}}}) == (
        first({1: {"net_h1": "0.3775"}, "after": {1: {"E": "0.291027924"}}})
    )


def test_weights_of_the_same_moment_contradict_what_would_change_them() -> None:
    """With w5⁺ and w7⁺ for w5 and w7, w1 becomes 0.15 − 0.5 · 0.241300709 · 0.05 ·
    (0.138498562 · 0.35891648 − 0.038098237 · 0.51130127) = 0.149817637, not 0.149780716."""
    late = {"E": "0.291027924"}
    assert first({"after": {1: late | {"w1": "0.1498"}}})["contradicts"] == []
    (number,) = first({"after": {1: late | {"w1": "0.149780716"}}})["contradicts"]
    assert number == {"when": "after", "iteration": 1, "name": "w1"}


def test_every_diagnosis_is_of_a_group() -> None:
    diagnoses = json.loads(bptrace.check("mazur").json())["diagnoses"]
    assert [(each["ids"], each["group"]) for each in diagnoses] == [
        (["updated_output_weights"], 1),
        (["rounded"], 2),
    ]
