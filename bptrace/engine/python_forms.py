"""The primitives as Python text, and the names that the text is run with.

What is frequent is written out: calling a function written in Python would take longer than all the
rest of an equation. Names begin with `_`, so that no name of a network is ever one of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bptrace.algebra.expressions import Function, largest
from bptrace.algebra.notation import Form, Precedence
from bptrace.algebra.primitive_values import LARGEST_EXPONENT, PRIMITIVE_VALUES
from bptrace.algebra.primitives import PRIMITIVES

CAREFUL_DIVIDE = Function("careful divide", ("dividend", "divisor"), None, (), symbol=None)
"""Division that gives an infinity where Python raises ZeroDivisionError."""

NEEDS_A_NAME = frozenset({"exp", "log", "sqrt", "square", "rectify", "sign", "maximum", "minimum"})
"""Primitives whose text has an argument twice."""

NEVER_NEGATIVE = frozenset({"exp", "square", "sqrt", "absolute", "positive", "rectify"})


def _called(name: str, parameters: int) -> Form:
    places = ", ".join(["{}"] * parameters)
    return Form(f"_{name}({places})", (Precedence.SUM,) * parameters, Precedence.ATOM)


def _chosen(template: str, parameters: int = 1) -> Form:
    return Form(f"({template})", (Precedence.SUM,) * parameters, Precedence.ATOM)


CALL = "_{}({})"
"""Of `largest`, which has as many arguments as there are."""

FORMS: Mapping[str, Form] = {
    **{
        name: _called(name, len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "careful divide": _called("divide", 2),
    "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
    "square": Form("{0} * {0}", (Precedence.ATOM,), Precedence.PRODUCT),
    "exp": _chosen(f"_inf if {{0}} > {LARGEST_EXPONENT!r} else _exp({{0}})"),
    "log": _chosen("_log({0}) if {0} > 0.0 else -_inf if {0} == 0.0 else _nan"),
    "sqrt": _chosen("_sqrt({0}) if {0} >= 0.0 else _nan"),
    "positive": _chosen("1.0 if {} > 0.0 else 0.0"),
    "rectify": _chosen("0.0 if {0} <= 0.0 else {0}"),
    "sign": _chosen("1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {0}"),
    "maximum": _chosen("{0} if {0} >= {1} or {0} != {0} else {1}", 2),
    "minimum": _chosen("{0} if {0} <= {1} or {0} != {0} else {1}", 2),
    "where": _chosen("{2} if {0} > {1} else {3}", 4),
}

GLOBALS: Mapping[str, Any] = {
    **{f"_{name}": value for name, value in PRIMITIVE_VALUES.items()},
    f"_{largest.symbol}": PRIMITIVE_VALUES[largest.name],
    # where the text sees to it that they raise nothing
    "_exp": math.exp,
    "_log": math.log,
    "_sqrt": math.sqrt,
    "_inf": math.inf,
    "_nan": math.nan,
}
