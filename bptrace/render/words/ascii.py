"""Words with signs of mathematics among them, for a console that has none."""

from __future__ import annotations

from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "∂": "d",
    "β": "beta",
    "δ": "delta",
    "η": "eta",
    "μ": "mu",
    "σ": "sigma",
    "ε": "eps",
    "Σ": "sum",
    "½": "1/2",
    "′": "'",
    "·": "*",
    "×": "*",
    "−": "-",
    "→": "->",
    "²": "^2",
    "ᵗ": "^t",
    "⁺": "_new",
    "≈": "~",
    "…": "...",
}
TABLE = str.maketrans(dict(SIGNS))


def in_ascii(text: str) -> str:
    """The text with every sign spelled out: `delta*w, not E*w`; ? for what has no spelling."""
    return text.translate(TABLE).encode("ascii", "replace").decode()
