"""Names -> curves, and the axes on which they are seen."""

from __future__ import annotations

import io
from math import exp
from typing import Any

import pytest

import bptrace
from bptrace.errors import Diverged, InputError, UnknownNameError
from bptrace.trace.curves.curve import Curve, Curves, Point, Scales
from bptrace.trace.curves.reading import MOST_CURVES, curves_of
from bptrace.trace.curves.scales import scales_of
from bptrace.trace.selection import ALL, parse_selection
from bptrace.trace.writers import write_json_lines

DIVERGING: dict[str, Any] = {
    "layers": [{"units": 1, "activation": "identity", "weights": [[1.0]], "bias": False}],
    "optimizer": {"name": "sgd", "learning_rate": 3.0},
    "samples": [{"input": [1.0], "target": [0.0]}],
    "iterations": 10_000,
}
"""w is multiplied by 1 - 3 = -2 in each iteration, E = w²/2 by 4."""


def test_without_a_name_it_is_the_error_as_the_article_has_it() -> None:
    curves = curves_of(bptrace.run("mazur"))
    (error,) = curves.curves
    assert (error.name, error.phase, error.count) == ("E", "error", 10_000)
    assert error.points[0].iteration == 1
    assert error.points[0].value == pytest.approx(0.298371109, abs=5e-10)  # Mazur (2015)
    assert (curves.first, curves.last, curves.ended) == (1, 10_000, None)


def test_with_several_samples_it_is_that_of_all_of_them() -> None:
    """out = w·i, not trained, w = 0.5: ½(1 - 0.5)² + ½(0 - 1)² = 0.125 + 0.5."""
    config = {
        "layers": [{"units": 1, "activation": "identity", "weights": [[0.5]], "bias": False}],
        "optimizer": {"name": "sgd", "learning_rate": 0.0},
        "samples": [{"input": [1], "target": [1]}, {"input": [2], "target": [0]}],
        "iterations": 4,
    }
    (error,) = curves_of(bptrace.run(config)).curves
    assert error.name == "E_all"
    assert list(error.points) == [Point(n, 0.625) for n in range(1, 5)]


def test_names_come_in_any_spelling_and_keep_their_order_each_once() -> None:
    curves = curves_of(bptrace.run("mazur"), ["∂E/∂w₅", "h1:o1", "delta_*", "w5"])
    names = [each.name for each in curves.curves]
    assert names == ["dE_dw5", "w5", "delta_o1", "delta_o2", "delta_h1", "delta_h2"]
    assert curves.curves[1].points[0] == Point(1, 0.4)


def test_where_each_iteration_sees_another_sample_each_sample_has_a_curve() -> None:
    """xor has four, in random order: each iteration is a point of one curve."""
    trace = bptrace.run("xor", assignments=["iterations=100"])
    curves = curves_of(trace, ["out_o1", "w1"])
    *own, weight = curves.curves
    assert [(each.name, each.sample) for each in own] == [("out_o1", n) for n in (1, 2, 3, 4)]
    assert (weight.name, weight.sample, weight.count) == ("w1", None, 100)
    for curve in own:
        for iteration, value in curve.points:
            assert trace[iteration].samples == (curve.sample,)
            assert trace[iteration]["out_o1"] == value
    assert sorted(n for each in own for n, _ in each.points) == list(range(1, 101))


def test_of_many_samples_a_value_is_one_curve_and_that_is_said() -> None:
    one_by_one = bptrace.run("iris", assignments=["batch.size=1", "iterations=20"])
    curves = curves_of(one_by_one, ["out_o1"])
    assert [each.sample for each in curves.curves] == [None]
    assert curves.seen == 150


def test_a_run_that_diverges_is_read_up_to_there() -> None:
    """w = (-2)^(n-1), so in iteration 513 w² = 2^1024, the first power of 2 that is infinite."""
    curves = curves_of(bptrace.run(DIVERGING), ["E", "w1"])
    assert isinstance(curves.ended, Diverged)
    error, weight = curves.curves
    assert error.not_finite is not None
    assert error.not_finite.iteration == curves.last == 513
    assert (weight.count, weight.not_finite) == (513, None)


def test_only_the_selected_iterations_are_read() -> None:
    curves = curves_of(bptrace.run("mazur"), ["E"], parse_selection("5-7,every:5000"))
    assert [each.iteration for each in curves.curves[0].points] == [5, 6, 7, 5000, 10000]
    assert curves.first == 5
    of_all = curves_of(bptrace.run("xor"), ["E_all"], parse_selection("5-7,every:5000"))
    assert [each.iteration for each in of_all.curves[0].points] == [5, 6, 7, 5000, 10000]


def test_a_trace_that_was_written_has_the_same_curves() -> None:
    trace = bptrace.run("mazur", assignments=["iterations=300"])
    written = io.BytesIO()
    write_json_lines(trace, ALL, written.write)
    written.seek(0)
    names = ["E", "w5", "dE_dw5"]
    assert curves_of(bptrace.read_trace(written), names) == curves_of(trace, names)


def test_what_cannot_be_plotted_is_refused() -> None:
    trace = bptrace.run("mazur")
    with pytest.raises(UnknownNameError, match="w55"):
        curves_of(trace, ["w55"])
    with pytest.raises(InputError, match="there is no iteration"):
        curves_of(bptrace.run("mazur", assignments=["iterations=0"]))
    with pytest.raises(InputError, match=f"name at most {MOST_CURVES} values"):
        curves_of(bptrace.run("digits"), ["w*"])


def _curve(values: list[float]) -> Curve:
    points = [Point(n, each) for n, each in enumerate(values, start=1)]
    return Curve("x", None, "error", "error", None, points, len(points), None)


@pytest.mark.parametrize(
    ("value", "scales"),
    [
        (lambda n: 1 / n, Scales("log", "log")),  # after a tenth, two of three powers of ten
        (float, Scales("log", "log")),  # the same upwards
        (lambda n: exp(-n / 50), Scales("linear", "log")),  # a straight line there
        (lambda n: n - 500.0, Scales("linear", "linear")),  # no powers of what is below 0
        (lambda n: 2.0 - 1 / n, Scales("log", "linear")),  # nothing happens after the first few
        (lambda _: 0.5, Scales("linear", "linear")),
    ],
)
def test_axes_go_by_powers_where_more_is_seen_so(value: Any, scales: Scales) -> None:
    curve = _curve([value(n) for n in range(1, 1001)])
    assert scales_of(Curves([curve], 1, 1000, None)) == scales
