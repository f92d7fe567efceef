"""Functions of a program that have IEEE 754's values, where Python raises exceptions."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.primitive_values import LARGEST_EXPONENT

HELPERS: Mapping[str, str] = {
    "divide": '''def divide(dividend, divisor):
    """By zero: an infinity, or not-a-number, where Python raises ZeroDivisionError."""
    if divisor:
        return dividend / divisor
    if dividend == 0 or math.isnan(dividend):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1, divisor)''',
    "exp": f'''def exp(x):
    """e^x; infinite, where math.exp raises OverflowError."""
    return math.inf if x > {LARGEST_EXPONENT!r} else math.exp(x)''',
    "expm1": f'''def expm1(x):
    """e^x - 1; infinite, where math.expm1 raises OverflowError."""
    return math.inf if x > {LARGEST_EXPONENT!r} else math.expm1(x)''',
    "log": '''def log(x):
    """ln x; minus infinity at 0, where math.log raises ValueError."""
    if x > 0:
        return math.log(x)
    return -math.inf if x == 0 else math.nan''',
    "log1p": '''def log1p(x):
    """ln(1 + x); minus infinity at -1, where math.log1p raises ValueError."""
    if x > -1:
        return math.log1p(x)
    return -math.inf if x == -1 else math.nan''',
    "sqrt": '''def sqrt(x):
    """Not-a-number below 0, where math.sqrt raises ValueError."""
    return math.sqrt(x) if x >= 0 else math.nan''',
    "power": '''def power(base, exponent):
    """base^exponent; infinite, or not-a-number, where math.pow raises an exception."""
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError) as error:
        if isinstance(error, ValueError) and base:
            return math.nan
        is_odd = abs(math.fmod(exponent, 2)) == 1
        return math.copysign(math.inf, base) if is_odd else math.inf''',
    "sin": '''def sin(x):
    """Not-a-number at the infinities, where math.sin raises ValueError."""
    return math.sin(x) if math.isfinite(x) else math.nan''',
    "cos": '''def cos(x):
    """Not-a-number at the infinities, where math.cos raises ValueError."""
    return math.cos(x) if math.isfinite(x) else math.nan''',
    "floor": '''def floor(x):
    """The largest whole number that is not larger."""
    return math.floor(x) if math.isfinite(x) else x''',
    "square": """def square(x):
    return x * x""",
    "xlogy": '''def xlogy(weight, x):
    """weight * ln x; 0 where the weight is 0."""
    return 0 if weight == 0 and not math.isnan(x) else weight * log(x)''',
    "xdivy": '''def xdivy(weight, x):
    """weight / x; 0 where the weight is 0."""
    return 0 if weight == 0 and not math.isnan(x) else divide(weight, x)''',
    "positive": '''def positive(x):
    """1 where x > 0, else 0."""
    return 1 if x > 0 else 0''',
    "rectify": '''def relu(x):
    """max(0, x)"""
    return 0 if x <= 0 else x''',
    "sign": """def sign(x):
    return 1 if x > 0 else -1 if x < 0 else x""",
    "maximum": '''def maximum(left, right):
    """Not-a-number where one of them is."""
    return left if left >= right or math.isnan(left) else right''',
    "minimum": '''def minimum(left, right):
    """Not-a-number where one of them is."""
    return left if left <= right or math.isnan(left) else right''',
}
NEEDS = {"xlogy": ("log",), "xdivy": ("divide",)}
"""Helpers that helpers call."""
