"""Names, numbers and formulas in the signs of TeX and of MathML; expected texts typed by hand."""

from __future__ import annotations

import re

import pytest

import bptrace
from bptrace.render.layout.breaking import Breaks
from bptrace.render.signs.glyphs import UNICODE
from bptrace.render.signs.names import DisplayNames
from bptrace.render.signs.tex_glyphs import TEX
from tests.render.documents import page_in
from tests.render.pages import DEEP, TRACES
from tests.support.networks import step_of, worked_example

NAMES = [
    ("w5", "w_{5}"),
    ("w14", "w_{14}"),
    ("h1", "h_{1}"),
    ("h1_2", "h_{1,2}"),
    ("enc_1", r"\mathit{enc}_{1}"),
    ("slope", r"\mathit{slope}"),
    ("y", "y"),
    ("b_h1", "b_{h1}"),
    ("b_h1_2", "b_{h1,2}"),
    ("b_enc_1", r"b_{\mathit{enc},1}"),
    # what is no index for certain stands as it was chosen
    ("a_neuron_of_20_letters", r"\mathit{a\_neuron\_of\_20\_letters}"),
    ("q2z", r"\mathit{q2z}"),
    ("w_", r"\mathit{w\_}"),
    ("Z_0" + 37 * "x", r"\mathit{Z\_0" + 37 * "x" + "}"),
    ("dead_end_1", r"\mathit{dead\_end\_1}"),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_a_name_has_its_indices_below(name: str, written: str) -> None:
    assert DisplayNames(step_of(worked_example()), TEX).alone(name) == written


VALUES = [
    ("net_h1", r"\mathit{net}_{h1}"),
    ("target_o1", r"\mathit{target}_{o1}"),
    ("E", "E"),
    ("E_o1", "E_{o1}"),
    ("eta", r"\eta"),
    ("delta_o1", r"\delta_{o1}"),
    ("dE_dw5", r"\partial E/\partial w_{5}"),
    ("dE_dout_h1", r"\partial E/\partial \mathit{out}_{h1}"),
    ("dout_h1_dnet_h1", r"\partial \mathit{out}_{h1}/\partial \mathit{net}_{h1}"),
    ("dE_dout_h1_via_o1", r"\partial E_{o1}/\partial \mathit{out}_{h1}"),  # as Mazur has it
    ("w5_new", "w_{5}^{+}"),
]


@pytest.mark.parametrize(("name", "written"), VALUES)
def test_a_value_is_written_in_tex_as_on_paper(name: str, written: str) -> None:
    step = step_of(worked_example())
    reference = step.names.find(name)
    assert reference is not None
    assert DisplayNames(step, TEX).of(reference) == written


def test_a_share_of_a_mean_is_no_derivative_of_one_output_s_error() -> None:
    """E is (E_o1 + E_o2)/2: what comes through o1 is half of ∂E_o1/∂out_h1."""
    step = step_of(worked_example(loss="mean_squared_error"))
    reference = step.names.find("dE_dout_h1_via_o1")
    assert reference is not None
    assert DisplayNames(step, UNICODE).of(reference) == "∂E/∂out_h1_via_o1"
    written = r"\partial E/\partial \mathit{out}_{h1}\vert _{o1}"
    assert DisplayNames(step, TEX).of(reference) == written


def test_a_value_is_written_in_mathml_as_on_paper() -> None:
    names = page_in("html", TRACES["mazur"]).names
    step = TRACES["mazur"].step
    new, delta = (step.names.find(name) for name in ("w5_new", "delta_o1"))
    assert new is not None
    assert delta is not None
    assert names.of(new) == ("<msubsup><mi>w</mi><mrow><mn>5</mn></mrow><mo>+</mo></msubsup>")
    assert names.of(delta) == ("<msub><mi>δ</mi><mrow><mi>o</mi><mn>1</mn></mrow></msub>")


NUMBERS = [
    ("0.593269992", "0.593269992"),
    ("-0.038", "-0.038"),
    ("4.2000e-18", r"4.2000 \times 10^{-18}"),
    ("-1e+22", r"-1 \times 10^{22}"),
    ("1e-05", r"1 \times 10^{-5}"),
    ("inf", r"\infty"),
    ("-inf", r"-\infty"),
    ("nan", r"\mathrm{nan}"),
]


@pytest.mark.parametrize(("digits", "written"), NUMBERS)
def test_a_number_has_its_power_of_ten(digits: str, written: str) -> None:
    assert DisplayNames(step_of(worked_example()), TEX).number(digits) == written


def test_a_number_with_a_power_of_ten_keeps_its_factors_together() -> None:
    config = {
        "layers": [{"units": 1, "activation": "identity", "weights": [[1e-20]], "bias": False}],
        "samples": [{"input": -2e-30, "target": 1}],
    }
    trace = bptrace.run(config)
    net = trace.step.names.find("net_o1")
    assert net is not None
    written = page_in("latex", trace).formulas.in_numbers(net, trace[1])
    assert written == r"(1 \times 10^{-20}) \times (-2 \times 10^{-30})"


def test_a_half_stands_before_a_parenthesis_without_a_sign() -> None:
    trace = TRACES["mazur"]
    error = trace.step.names.find("E_o1")
    assert error is not None
    formulas = page_in("latex", trace).formulas
    assert formulas.in_symbols(error) == (
        r"\tfrac{1}{2}(\mathit{target}_{o1} - \mathit{out}_{o1})^{2}"
    )
    assert formulas.in_numbers(error, trace[1]) == r"0.5 \times (0.01 - 0.751365070)^{2}"


def test_a_threshold_is_subtracted_in_both_signs() -> None:
    layers = [{"units": 1, "activation": "tanh", "bias": {"value": 0.5, "threshold": True}}]
    config = {**DEEP, "layers": layers, "update_order": "simultaneous"}
    trace = bptrace.run({**config, "samples": [{"input": 1, "target": 0}]})
    net = trace.step.names.find("net_o1")
    assert net is not None
    assert page_in("latex", trace).formulas.in_symbols(net) == r"w_{1} \cdot i_{1} - b_{o1}"


BREAKS = Breaks(re.compile(r"(?= \+ )"), re.compile(r"(?= \* )"), "(", ")", len)


def test_a_formula_breaks_between_terms_and_within_one_only_if_it_must() -> None:
    assert BREAKS.parts("a * b + c * d", 8) == ["a * b", " + c * d"]
    assert BREAKS.parts("a * b + c * d", 5) == ["a * b", " + c", " * d"]


def test_what_is_in_a_group_stays_together() -> None:
    assert BREAKS.parts("(a + b) + c", 9) == ["(a + b)", " + c"]
