"""Whole pages, as people see them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import bptrace
from bptrace.algebra.expressions import Number, Reference
from bptrace.render.blocks import Derivations, Table
from bptrace.render.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.iteration import iteration_blocks
from bptrace.render.lines import width_of
from bptrace.render.texts import Formula, plain
from bptrace.trace.record import Record
from tests.render.pages import DEEP, TRACES, lines, page, text

GOLDEN = Path(__file__).with_name("golden")
REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ

PAGES = [
    ("mazur", 80, 9, UNICODE, "1"),
    ("mazur", 80, 9, ASCII, "1"),
    ("mazur", 100, 14, UNICODE, "2"),
    ("deep", 80, 9, UNICODE, "2"),
    ("wide", 80, 6, UNICODE, "1"),
    ("diverging", 80, 9, UNICODE, "1-2"),
    ("softmax", 80, 9, UNICODE, "1"),
    ("softmax", 80, 9, ASCII, "1"),
    ("batch", 80, 9, UNICODE, "2"),
    ("momentum", 80, 9, UNICODE, "2"),
    ("adam", 80, 9, UNICODE, "2"),
    ("adam", 80, 9, ASCII, "2"),
    ("adam", 160, 9, UNICODE, "2"),
    ("mask", 80, 9, UNICODE, "1"),
    ("tied", 80, 9, UNICODE, "2"),
]


@pytest.mark.parametrize(("name", "width", "digits", "glyphs", "show"), PAGES)
def test_a_page_looks_as_it_did_when_somebody_read_it(
    name: str, width: int, digits: int, glyphs: Glyphs, show: str
) -> None:
    """The layout; where its numbers come from is tested elsewhere."""
    trace = TRACES[name]
    signs = "ascii" if glyphs is ASCII else "unicode"
    path = GOLDEN / f"{name}-{show}-{width}-{digits}-{signs}.txt"
    written = text(trace, page(trace, width, digits, glyphs), show)
    if REWRITE:
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("digits", [4, 9, 17])
@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("name", TRACES)
def test_no_line_is_wider_than_the_page(name: str, width: int, digits: int) -> None:
    trace = TRACES[name]
    for line in lines(trace, page(trace, width, digits)):
        assert width_of(line) <= width, line


@pytest.mark.parametrize("width", [1, 20, 40])
def test_a_very_narrow_page_is_still_written(width: int) -> None:
    trace = TRACES["deep"]
    written = text(trace, page(trace, width))
    assert "∂E/∂out_enc_1" in written


@pytest.mark.parametrize("name", TRACES)
def test_a_page_in_ascii_is_ascii(name: str) -> None:
    trace = TRACES[name]
    assert text(trace, page(trace, glyphs=ASCII)).isascii()


@pytest.mark.parametrize("name", TRACES)
def test_a_page_rendered_twice_has_the_same_bytes(name: str) -> None:
    trace = TRACES[name]
    assert text(trace, page(trace)) == text(trace, page(trace))


@pytest.mark.parametrize("name", ["mazur", "deep", "diverging"])
def test_every_formula_in_numbers_gives_the_value_beside_it(name: str) -> None:
    """Worked out again from the text on the page, with all digits shown."""
    trace = TRACES[name]
    written = page(trace, digits=17)
    record = trace[1]
    checked = 0
    for block in iteration_blocks(written):
        for item in block.items if isinstance(block, Derivations) else ():
            if isinstance(item.numbers, Reference):
                assert isinstance(item.value, Reference)
                shown = written.formulas.in_numbers(item.numbers, record)
                value = eval(shown.replace("×", "*"), {"__builtins__": {}})
                assert value == pytest.approx(record.value(item.value), rel=1e-14, abs=1e-17)
                checked += 1
    assert checked


@pytest.mark.parametrize("name", ["mazur", "deep"])
def test_every_row_of_a_table_gives_the_value_at_its_end(name: str) -> None:
    """Products of all operands; in an update, w − η × ∂E/∂w; in the error, ½(target − out)²."""
    trace = TRACES[name]
    record = trace[1]
    checked = 0
    for block in iteration_blocks(page(trace)):
        for row in block.rows if isinstance(block, Table) else ():
            if row.value is None or not row.operands:
                continue
            assert isinstance(block, Table)
            operands = [_value(each, record) for each in row.operands]
            value = _worked_out([plain(each) for each in block.columns], operands)
            assert isinstance(row.value, Reference)
            assert value == pytest.approx(record.value(row.value), rel=1e-15, abs=1e-17)
            checked += 1
    assert checked


def _value(operand: Reference | Number | Formula, record: Record) -> float:
    assert not isinstance(operand, Formula)
    return operand.value if isinstance(operand, Number) else record.value(operand)


def _worked_out(columns: list[str], operands: list[float]) -> float:
    if columns[-1] == "½(target − out)²":
        target, out = operands
        return 0.5 * (target - out) ** 2
    if columns[1].startswith("− "):
        before, rate, gradient = operands
        return before - rate * gradient
    if any(each.startswith("+ ") for each in columns):
        return sum(operands)
    product = 1.0
    for each in operands:
        product *= each
    return product


def test_a_block_says_how_much_it_leaves_out() -> None:
    written = text(TRACES["wide"], page(TRACES["wide"]))
    # 9 · 30 + 9 · 9 weights, 20 of which are shown
    assert "… 250 more; --format json has them all" in written
    assert "… 331 more; --format json has them all" in written


def test_samples_are_named_where_there_are_several() -> None:
    written = text(TRACES["deep"], page(TRACES["deep"]), "2")
    assert "sample 2 of 2   i1 = -1   i2 = 0.5" in written
    assert "How E_all falls" in written
    assert "sample" not in text(TRACES["mazur"], page(TRACES["mazur"]))


def test_a_title_cannot_move_the_cursor_or_break_the_header() -> None:
    config = {**DEEP, "title": "red \x1b[31m\x07 title", "source": "two\nlines\u202e"}
    trace = bptrace.run(config)
    first = text(trace, page(trace)).splitlines()[0]
    assert first.split() == ["red", "\\x1b[31m\\x07", "title", "two", "lines\\u202e"]


def test_a_long_title_takes_several_lines() -> None:
    trace = bptrace.run({**DEEP, "title": "a title " * 30, "source": "a source " * 30})
    assert all(width_of(line) <= 80 for line in lines(trace, page(trace)))


def test_long_names_of_its_own_fit_where_they_can() -> None:
    names = [f"a_neuron_of_{number}_letters" for number in range(20, 23)]
    config = {**DEEP, "layers": [{"units": 3, "activation": "tanh", "names": {"neurons": names}}]}
    config["samples"] = [{"input": [1, 0], "target": [1, 0, 1]}]
    trace = bptrace.run(config)
    assert all(width_of(line) <= 80 for line in lines(trace, page(trace)))


def test_a_shared_bias_says_whose_deltas_it_adds_up() -> None:
    written = text(TRACES["deep"], page(TRACES["deep"]))
    assert "δ_h2_1 + δ_h2_2 = ∂E/∂b" in " ".join(written.split())


def test_the_next_step_that_is_suggested_is_one_that_works() -> None:
    trace = TRACES["deep"]
    assert "next: --show 2 for" in text(trace, page(trace), "first")
    assert "next: --set v1=0.9" in text(trace, page(trace), "2")
