"""Whole pages, as people see them."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

import bptrace
from bptrace.algebra.expressions import Number, Reference
from bptrace.render.documents.terminal import Canvas
from bptrace.render.layout.blocks import Derivations, Table
from bptrace.render.layout.lines import width_of
from bptrace.render.run.iteration import iteration_blocks
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.signs.texts import Formula, plain
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
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


NAMES = {
    "__builtins__": {},
    "min": min,
    "max": max,
    "cos": math.cos,
    "sqrt": math.sqrt,
    "e": math.e,
}


def _in_python(formula: str) -> str:
    """A formula of a page as Python reads it."""
    for sign, written in (("×", "*"), ("²", "**2"), ("^", "**"), ("√(", "sqrt(")):
        formula = formula.replace(sign, written)
    return formula


@pytest.mark.parametrize("name", sorted(TRACES.keys() - {"wide"}))
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
                if written.glyphs.ellipsis in shown:
                    continue
                value = eval(_in_python(shown), NAMES)
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


def test_a_last_batch_of_fewer_samples_has_a_page_of_its_own() -> None:
    """Three samples, two an iteration: the second sees the third alone, and divides by 1."""
    written = " ".join(text(TRACES["tied"], page(TRACES["tied"]), "1-2").split())
    assert "samples 1-2 of 3, called @1 to @2" in written
    assert "E = (E@1 + E@2) / 2" in written
    assert "sample 3 of 3, called @1" in written
    assert "E = E@1 / 1" in written


def test_as_many_samples_stand_beside_one_another_as_there_is_room_for() -> None:
    config = {**DEEP, "samples": [{"input": [k, 1], "target": k} for k in range(12)]}
    trace = bptrace.run({**config, "batch": {"size": "full"}, "update_order": "simultaneous"})
    narrow, wide_page = (text(trace, page(trace, width)).splitlines() for width in (80, 160))
    headings = [" ".join(line.split()) for line in narrow if " mean = " in line]
    assert headings[0] == "weight @1 @2 … @12 mean = ∂E/∂w"
    headings = [" ".join(line.split()) for line in wide_page if " mean = " in line]
    assert headings[0] == "weight @1 @2 @3 @4 @5 @6 @7 … @12 mean = ∂E/∂w"


def test_layers_with_rates_of_their_own_have_formulas_of_their_own() -> None:
    written = text(TRACES["mask"], page(TRACES["mask"]))
    assert "w⁺ = w − η · (∂E/∂w + μ · v⁺)   η = 0.1   μ = 0.5" in written
    assert "w⁺ = w − η_h2 · (∂E/∂w + μ · v⁺)   η_h2 = 0.2   μ = 0.5" in written


def test_a_kink_is_said_where_it_is_met_and_nowhere_else() -> None:
    first, second = (
        " ".join(text(TRACES["mask"], page(TRACES["mask"]), show).split()) for show in "12"
    )
    assert "exactly 0: net_h1_3. relu has no derivative there; bptrace takes 0, as PyT" in first
    assert "exactly 0: net_h2_1. leaky_relu has no derivative there; bptrace takes 0.1" in first
    assert "exactly 0: net_h2_1" not in second


def test_where_samples_are_from_is_in_the_header() -> None:
    trace = bptrace.run("iris", assignments=["epochs=1"])
    head = " ".join(text(trace, page(trace)).partition("──")[0].split())
    assert "samples: built-in data/iris.csv" in head
    # Fisher's flowers: a mean of 5.84 cm, a standard deviation of 0.83 cm.
    assert "i1 = (sepal_length - 5.84333) / 0.825301" in head
    assert "o1 = setosa o2 = versicolor o3 = virginica" in head


def test_what_is_infinite_has_its_sign() -> None:
    """σ(40) is 1: ∂E/∂out = 1 / (1 − 1); δ = out − target all the same."""
    layer = {"units": 1, "activation": "sigmoid", "weights": [[40]], "bias": False}
    samples = [{"input": 1, "target": 0}]
    config = {"layers": [layer], "loss": "binary_cross_entropy", "samples": samples}
    trace = bptrace.run({**config, "iterations": 1})
    reference = trace.step.names.find("dE_dout_o1")
    assert reference is not None
    for glyphs, sign in ((UNICODE, "∞"), (ASCII, "inf")):
        written = text(trace, page(trace, glyphs=glyphs))
        assert "1.000000000" in written
        explained = explanation_lines(trace, glyphs)
        assert f"= {sign} " in f"{explained} "


def explanation_lines(trace: Trace, glyphs: Glyphs) -> str:
    canvas = Canvas(80, glyphs, {})
    explained = bptrace.explain(trace, "dE_dout_o1")
    lines = explained.lines(explained.page(canvas))
    return " ".join(" ".join(map(canvas.text, lines)).split())
