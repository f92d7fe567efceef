"""Numbers that somebody asks a check with: whether they can be meant."""

from __future__ import annotations

from math import inf, isfinite

from bptrace.errors import InputError


def check_asked(
    what: str, value: float | None, *, low: float = 0.0, high: float = inf, above: bool = False
) -> None:
    """Raises InputError for a number that is not finite, or not from low to high. above: low itself
    is none of them; None: nothing was asked."""
    if value is None:
        return
    is_in = low < value <= high if above else low <= value <= high
    if not (isfinite(value) and is_in):
        if above:
            least = f"above {low:g}"
        elif high < inf:
            least = f"from {low:g} to {high:g}"
        else:
            least = f"from {low:g} up"
        raise InputError(f"{what} must be a number {least}, not {value:g}")
