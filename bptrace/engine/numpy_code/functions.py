"""What the lines of an array program call.

Every function takes the array into which it puts its result last. NumPy's own give what IEEE 754
says, with warnings switched off around the program.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bptrace.algebra.primitive_values import PRIMITIVE_VALUES

Array = np.ndarray[Any, np.dtype[np.float64]]

QUICKLY_SQUARED = 10_000
"""OpenBLAS adds up the squares of more elements in several threads, which takes longer."""


def where(left: Any, right: Any, then: Any, otherwise: Any, out: Array) -> None:
    """then where left > right, else otherwise."""
    np.copyto(out, otherwise)
    np.copyto(out, then, where=np.greater(left, right))


def xlogy(weight: Any, x: Any, out: Array) -> None:
    """weight · ln x; 0 where the weight is 0, whatever number x is."""
    np.multiply(weight, np.log(x), out)
    _with_0_where_nothing_counts(weight, x, out)


def xdivy(weight: Any, x: Any, out: Array) -> None:
    """weight / x; 0 where the weight is 0, whatever number x is."""
    np.divide(weight, x, out)
    _with_0_where_nothing_counts(weight, x, out)


def _with_0_where_nothing_counts(weight: Any, x: Any, out: Array) -> None:
    np.copyto(out, 0.0, where=np.equal(weight, 0.0) & ~np.isnan(x))


def erf(x: Array, out: Array) -> None:
    """NumPy has none."""
    values = np.fromiter(map(math.erf, x.ravel().tolist()), np.float64, count=x.size)
    out[...] = values.reshape(x.shape)


def positive(x: Array, out: Array) -> None:
    """1 where x > 0, else 0."""
    np.greater(x, 0.0, out)


def rectify(x: Array, out: Array) -> None:
    """max(0, x)"""
    np.maximum(x, 0.0, out=out)


def maximum(left: Any, right: Any, out: Array) -> None:
    """The larger one of each two."""
    np.maximum(left, right, out=out)


def minimum(left: Any, right: Any, out: Array) -> None:
    """The smaller one of each two."""
    np.minimum(left, right, out=out)


def without(x: Array, missing: Array, out: Array) -> None:
    """0 where a connection is missing."""
    if out is not x:
        np.copyto(out, x)
    np.copyto(out, 0.0, where=missing)


def largest(*several: Any) -> None:
    """The largest of several arrays."""
    *arrays, out = several
    np.maximum.reduce(np.broadcast_arrays(*arrays), out=out)


def are_finite(*arrays: Any) -> bool:
    """Whether all elements of all arrays are."""
    total = 0.0
    for each in arrays:
        quick = np.size(each) <= QUICKLY_SQUARED
        total += float(np.vdot(each, each) if quick else np.add.reduce(each, None))
    return math.isfinite(total) or all(bool(np.isfinite(each).all()) for each in arrays)


def copies(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same values in arrays of one's own."""
    return tuple(each.copy() if isinstance(each, np.ndarray) else each for each in values)


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "negative": np.negative,
    "divide": np.divide,
    "square": np.square,
    "sqrt": np.sqrt,
    "power": np.power,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "tanh": np.tanh,
    "erf": erf,
    "xlogy": xlogy,
    "xdivy": xdivy,
    "sin": np.sin,
    "cos": np.cos,
    "positive": positive,
    "rectify": rectify,
    "absolute": np.absolute,
    "sign": np.sign,
    "floor": np.floor,
    "maximum": maximum,
    "minimum": minimum,
    "where": where,
    "largest": largest,
}
"""Of each element, by the name of the primitive, or of the operation in `operations`."""

NOT_IN_PLACE = frozenset({"where", "xlogy", "xdivy", "largest"})
"""What reads its arguments after it has begun to write its result."""

SCALARS: Mapping[str, Callable[..., float]] = PRIMITIVE_VALUES
