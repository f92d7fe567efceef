"""How a check is written: pages, words, digits beside one another."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

import bptrace
import bptrace.render
from bptrace.render.documents.terminal import Canvas
from bptrace.render.layout.lines import wide
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.signs.printed_numbers import computed_digits, expected_digits, units
from bptrace.render.words import Plural
from bptrace.render.words.ascii import in_ascii
from bptrace.render.words.checking import ENGLISH_CHECK, CheckWords
from bptrace.render.words.mistakes_english import ENGLISH_MISTAKES

GOLDEN = Path(__file__).with_name("golden")
REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ

CHECKS: Mapping[str, tuple[str, dict[Any, Any] | None]] = {
    "mazur": ("mazur", None),
    "holds": ("mazur", {"E": 0.298371109}),
    "nothing": ("mazur", {"net_h1": 0.5, "out_h1": 0.62245933, "dE_dw1": 0.3}),
    "alike": ("mazur", {"w5_new": 0.37945824}),
    "pair": ("mazur", {"dE_dout_h1": 0.120526445}),
}


@pytest.mark.parametrize(
    ("name", "suffix", "glyphs", "width"),
    [
        *((name, "80-unicode", UNICODE, 80) for name in CHECKS),
        ("mazur", "80-ascii", ASCII, 80),
        ("mazur", "160-unicode", UNICODE, 160),
        ("mazur", "40-unicode", UNICODE, 40),
        ("alike", "80-ascii", ASCII, 80),
    ],
)
def test_a_check_is_written_as_when_somebody_read_it(
    name: str, suffix: str, glyphs: Glyphs, width: int
) -> None:
    canvas = Canvas(width, glyphs, {})
    lines = bptrace.check(*CHECKS[name]).lines(glyphs, width)
    held_against(f"check-{name}-{suffix}.txt", "".join(f"{canvas.text(each)}\n" for each in lines))


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("width", [40, 50, 60, 100])
def test_a_check_is_no_wider_than_its_page(name: str, width: int) -> None:
    canvas = Canvas(width, UNICODE, {})
    lines = bptrace.check(*CHECKS[name]).lines(UNICODE, width)
    assert [text for each in lines if wide(text := canvas.text(each)) > width] == []


@pytest.mark.parametrize("name", ["mazur", "alike"])
def test_a_check_is_written_in_markdown_as_when_somebody_read_it(name: str) -> None:
    held_against(f"check-{name}.md", bptrace.check(*CHECKS[name]).document())


def held_against(file: str, written: str) -> None:
    path = GOLDEN / file
    if REWRITE:
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "computed", "expected", "shown"),
    [
        ("0.350", 0.35492, "0.350", "0.35492"),
        ("-0.019049119", -0.0190491182583, "-0.019049119", "-0.01904911826"),
        ("7", 7.123456, "7", "7.12"),
        ("3.5E-14", 3.51e-14, "3.5e-14", "3.510e-14"),
        ("0.000035085", 3.510187782978859e-05, "0.000035085", "0.00003510188"),
        ("0.0", 1.234e-9, "0.0", "1.23e-09"),
        ("0.29102777369359933", 0.29102792390544197, "0.29102777369359933", "0.29102792390544197"),
        ("12E2", 1234.5, "1.2e3", "1.234e+03"),
        ("0.5", inf, "0.5", "inf"),
    ],
)
def test_a_computed_number_has_two_more_digits_than_the_printed_one(
    printed: str, computed: float, expected: str, shown: str
) -> None:
    number = Decimal(printed)
    assert expected_digits(number) == expected
    assert computed_digits(computed, number) == shown


@pytest.mark.parametrize(
    ("off", "written"),
    [(-0.7417, "-0.7"), (150.3, "+150"), (-1424.4, "-1424"), (8.2e7, "+8e+07"), (nan, "")],
)
def test_how_far_off_is_written_with_as_many_digits_as_tell(off: float, written: str) -> None:
    assert units(off) == written


def test_every_phrase_is_used() -> None:
    folder = Path(bptrace.render.__path__[0])
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    unused = [each for each in CheckWords.__struct_fields__ if f"words.{each}" not in sources]
    assert unused == []


def test_the_words_of_a_check_are_ascii() -> None:
    for name, phrase in structs.asdict(ENGLISH_CHECK).items():
        texts = phrase.values() if isinstance(phrase, dict) else [phrase]
        for text in texts:
            forms = (text.one, text.many) if isinstance(text, Plural) else (text,)
            assert all(form.isascii() for form in forms), name


def test_every_sign_among_the_words_for_mistakes_can_be_spelled() -> None:
    texts = (text for each in ENGLISH_MISTAKES.of.values() for text in (each.title, each.beginner))
    spelled = in_ascii(" ".join(texts))
    assert re.findall(r".{9}\?", spelled) == []
