"""The signs that output is written with: Unicode, or ASCII where that is asked for or needed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.algebra.notation import ASCII_FORMS, Form, Precedence


class Glyphs(Struct, frozen=True, kw_only=True):
    """One set of signs.

    parts: how the literal parts of a name are written, `dE_d` as ∂E/∂.
    """

    parts: Mapping[str, str]
    times: str
    """between symbols"""
    by: str
    """between numbers"""
    minus: str
    half: str
    arrow: str
    sum: str
    rule: str
    bars: str
    ellipsis: str
    functions: Mapping[str, Form]
    symbols: bool


UNICODE = Glyphs(
    parts={
        "d": "∂",
        "_d": "/∂",
        "dE_d": "∂E/∂",
        "delta_": "δ_",
        "_new": "⁺",
        "eta": "η",
    },
    times="·",
    by=" × ",
    minus="−",
    half="½",
    arrow="→",
    sum="Σ",
    rule="─",
    bars="▁▂▃▄▅▆▇█",
    ellipsis="…",
    functions={**ASCII_FORMS, "square": Form("{}²", (Precedence.ATOM,), Precedence.POWER)},
    symbols=True,
)

ASCII = Glyphs(
    parts={"_d": "/d", "dE_d": "dE/d", "_new": "_new"},
    times="*",
    by=" * ",
    minus="-",
    half="0.5",
    arrow="->",
    sum="sum",
    rule="-",
    bars="_.-:=+*#",
    ellipsis="...",
    functions=ASCII_FORMS,
    symbols=False,
)
