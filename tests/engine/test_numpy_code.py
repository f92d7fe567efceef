"""NumPy code says the same as the equations: every function, every kind of sum, in few arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf, isnan, nan, prod
from typing import Any

import numpy as np
import pytest

from bptrace.algebra import primitives as primitive
from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Largest,
    Number,
    Product,
    Reference,
    Same,
    SumOver,
)
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.algebra.steps import Step
from bptrace.engine.array import GLOBALS
from bptrace.engine.numpy_code.functions import FUNCTIONS, NOT_IN_PLACE
from bptrace.engine.numpy_code.loops import forward_lines, iterations_lines
from bptrace.engine.numpy_code.operations import ARITHMETIC
from tests.benchmarks.networks import classifier
from tests.support.networks import dense, step_of
from tests.support.steps import make_step, ref

POINTS = [-inf, -1000.0, -2.5, -1.0, -0.5, -0.0, 0.0, 5e-324, 1e-9, 0.5, 1.0, 2.0, 1000.0, inf, nan]
PARAMETERS = {**{name: len(each.parameters) for name, each in PRIMITIVES.items()}, "largest": 3}


def test_every_primitive_is_there() -> None:
    assert FUNCTIONS.keys() == PRIMITIVES.keys() | ARITHMETIC.keys()


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_primitive_has_the_same_values_as_everywhere(name: str) -> None:
    """But for the last digits, and for the largest of several that are not all numbers."""
    grids = np.meshgrid(*[POINTS if PARAMETERS[name] < 3 else POINTS[::3]] * PARAMETERS[name])
    columns = [grid.ravel() for grid in grids]
    out = np.empty(columns[0].size)
    with np.errstate(all="ignore"):
        FUNCTIONS[name](*columns, out)
    for *arguments, found in zip(*(each.tolist() for each in (*columns, out)), strict=True):
        if name != "largest" or not any(map(isnan, arguments)):
            expected = PRIMITIVE_VALUES[name](*arguments)
            assert found == pytest.approx(expected, rel=1e-14, abs=0.0, nan_ok=True), arguments


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_IN_PLACE))
def test_a_function_may_write_over_its_arguments_unless_it_is_said(name: str) -> None:
    count = PARAMETERS.get(name) or (1 if name == "negative" else 2)
    for place in range(count):
        columns = [np.array([0.25, 0.5, 2.0]) + number for number in range(count)]
        apart = np.empty(3)
        FUNCTIONS[name](*columns, apart)
        FUNCTIONS[name](*columns, columns[place])
        assert columns[place].tolist() == apart.tolist()


# Any right side, over arrays of which no two axes are equally long


AXES = {"s": 3, "i": 2, "j": 4, "k": 5, "k'": 5}
GIVEN = {"x": ("s", "i"), "w": ("j", "i"), "v": ("k", "j"), "a": ("j",), "b": ("k",), "c": ()}

x, w, v, a, b, c = (Reference(name, at) for name, at in GIVEN.items())
d, e = ref("w", "j", 1), ref("b", "k'")


def over(*indices: str) -> Any:
    """Σ over indices of a product."""

    def sum_of(*factors: Expression) -> Expression:
        total: Expression = factors[0] if len(factors) == 1 else Product(factors)
        for index in reversed(indices):
            total = SumOver(index, total)
        return total

    return sum_of


RIGHT_SIDES: Mapping[str, tuple[tuple[str, ...], Expression]] = {
    "a matrix product": (("s", "j"), over("i")(w, x)),
    "its transpose": (("j", "s"), over("i")(w, x)),
    "a matrix and a vector": (("k",), over("j")(v, a)),
    "a vector and a matrix": (("i",), over("j")(a, w)),
    "two vectors": ((), over("j")(a, ref("a", "j"))),
    "an outer product": (("k", "j"), b * a),
    "an outer product the other way": (("j", "k"), b * a),
    "an outer product of three": (("s", "k", "j"), over("i")(x, w) * b),
    "a sum that leaves two axes beside each other": (("s", "j", "i"), over("k")(v, b) * x * w),
    "two axes kept on one side": (("s", "i", "k"), over("j")(x * w, v)),
    "a sum of products of three": (("s", "k"), over("i", "j")(x, w, v)),
    "a sum over two indices": ((), over("j", "i")(w)),
    "factors that the sum does not touch": (("j",), over("i")(c, a, w, Number(2.0))),
    "a sum over what does not change": (("j",), over("k")(a)),
    "a sum over nothing but a number": ((), over("k", "j")(Number(0.5))),
    "an index that only one factor has": (("i",), over("j", "k")(w, v)),
    "a sum of a minus": (("s",), over("i")(Number(-1.0), x)),
    "a sum of sums of products": (
        ("k", "i"),
        SumOver("j", v * w - a * ref("w", "j", "i") * ref("b", "k")),
    ),
    "a sum of a function": (("s",), over("i")(Apply(primitive.square, (x,)))),
    "a transposed family": (("i", "j"), w * c),
    "the same all along an axis": (("k", "s"), b),
    "a number": (("s",), Number(2.5)),
    "numbers": ((), Number(2.5) / Number(0.5) * Number(-1.0)),
    "one position": (("j",), d * a),
    "only positions": ((), ref("w", 2, 1) + ref("a", 3)),
    "the identity": (("k", "k'"), Same("k", "k'") * b),
    "the identity itself": (("k", "k'"), Same("k", "k'")),
    "a row of a Jacobian": (("k", "k'"), b * (Same("k", "k'") - e)),
    "the largest": (("s",), Largest("i", x)),
    "the largest of what does not change": (("s",), Largest("k", over("i")(x))),
    "the largest of all": ((), Largest("k'", e)),
    "a softmax": (("k",), Apply(primitive.exp, (b,)) / SumOver("k'", Apply(primitive.exp, (e,)))),
    "a selection": (("j", "i"), primitive.where(w, a, c, w)),
    "a division by a power of two": (("j",), a / Number(-4.0)),
    "a division by another number": (("j",), a / Number(3.0)),
    "a division of scalars by zero": ((), c / (c - c)),
}


@pytest.mark.parametrize("samples", [3, 1])
@pytest.mark.parametrize("what", RIGHT_SIDES)
def test_a_right_side_as_an_array_is_what_it_is_value_by_value(what: str, samples: int) -> None:
    at, right = RIGHT_SIDES[what]
    axes = {**AXES, "s": samples}
    step = make_step(axes, list(GIVEN.items()), [("y", at, right)])
    arrays = given_arrays(axes)
    found = np.asarray(run_forward(step, arrays)).reshape([axes[each] for each in at])
    known = {
        Reference(name, place): float(array[place])
        for name, array in arrays.items()
        for place in np.ndindex(array.shape)
    }
    for reference in step.positions(step.family("y")):
        expected = evaluate(step, reference, known)[reference]
        assert float(found[tuple(map(int, reference.at))]) == pytest.approx(
            expected, rel=1e-14, abs=1e-14
        ), reference


def given_arrays(axes: Mapping[str, int]) -> dict[str, Any]:
    shapes = {name: [axes[index] for index in at] for name, at in GIVEN.items()}
    return {
        name: np.sin(np.arange(1.0, 1.0 + prod(shape)).reshape(shape) + len(name + str(shape)))
        for name, shape in shapes.items()
    }


def run_forward(step: Step, arrays: Mapping[str, Any]) -> Any:
    lines, gaps = forward_lines(step, ("y",))
    assert not gaps
    scope = dict(GLOBALS)
    exec("\n".join(lines), scope)
    single = step.axes["s"] == 1
    row = arrays["x"][0] if single else arrays["x"]
    fixed = [
        float(each) if each.ndim == 0 else each for name, each in arrays.items() if name != "x"
    ]
    (result,) = scope["_forward"]((), fixed, (row,))
    return result


def test_an_index_along_two_axes_at_once_is_refused() -> None:
    step = make_step(
        {"k": 2, "k'": 2, "s": 1}, [("m", ("k", "k'"))], [("y", ("k",), ref("m", "k", "k"))]
    )
    with pytest.raises(ValueError, match="one index along two axes"):
        forward_lines(step, ("y",))


# How little is computed


def lines_of(config: dict[str, Any], recorded: Sequence[str] = ()) -> list[str]:
    lines, _ = iterations_lines(step_of(config), recorded)
    return [line.strip() for line in lines]


CLASSIFIER = classifier(6, 5, 4, samples=7, batch=3)


def test_the_gradients_of_all_samples_are_never_in_memory_for_their_mean() -> None:
    made = [line for line in lines_of(CLASSIFIER) if "_empty(" in line]
    assert made
    assert not any(re.search(r"\d+, \d+, \d+", line) for line in made)


def test_the_exponentials_of_a_softmax_are_computed_once() -> None:
    assert sum("_exp(" in line for line in lines_of(CLASSIFIER)) == 1


def test_weights_are_updated_where_they_are() -> None:
    lines = lines_of(CLASSIFIER)
    assert any(re.fullmatch(r"_subtract\(W_h, _array\d+, W_h\)", line) for line in lines)
    assert not any("_copyto" in line or ".copy()" in line for line in lines)


def test_with_one_sample_there_are_vectors() -> None:
    assert "_dot(W_h, i, _array1)" in lines_of(dense(3, 4, 2))


def test_only_what_is_recorded_is_made_anew() -> None:
    recording = lines_of(dense(3, 4, 2), ["net_h", "E"])
    inside = recording[recording.index("for i, target_o,  in _rows:") :]
    assert [line for line in inside if "_empty(" in line] == ["net_h = _empty((4,))"]
