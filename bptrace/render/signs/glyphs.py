"""The signs that output is written with: Unicode, or ASCII where that is asked for or needed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.algebra.notation import ASCII_FORMS, Form, Precedence


class Typeset(Struct, frozen=True, kw_only=True):
    """How names and numbers are built where they are more than a row of characters.

    letter, word: a name of one letter, of more. underscore: in a name. below, above, both: a name
    with something below it, above it. place: of a sample in its batch, above. power: 4.2 × 10⁻¹⁸.
    comma: between indices. negative: the sign of a number. nothing: an operand for a sign that has
    none before it. special: what has a sign of its own, `delta`, `inf`.
    """

    letter: str
    word: str
    underscore: str
    number: str
    comma: str
    below: str
    above: str
    both: str
    place: str
    power: str
    negative: str
    nothing: str
    special: Mapping[str, str]


class Glyphs(Struct, frozen=True, kw_only=True):
    """One set of signs.

    parts: how the literal parts of a name are written, `dE_d` as ∂E/∂.
    typeset: None for a row of characters.
    """

    parts: Mapping[str, str]
    typeset: Typeset | None = None
    times: str
    """between symbols"""
    by: str
    """between numbers"""
    plus: str = "+"
    minus: str
    equals: str = "="
    slash: str = "/"
    comma: str = ", "
    parentheses: str = "({})"
    call: str = "{}({})"
    same: str = "[{} = {}]"
    infinity: str
    """in a column of numbers; a formula has its own in `typeset`"""
    bare_coefficient: bool
    """½(a − b), without a sign"""
    half: str
    pi: str
    arrow: str
    sum: str
    rule: str
    bars: str
    ellipsis: str
    edge: str
    """of a drawn network"""
    bold_edge: str
    head: str
    corners: str
    tees: str
    cross: str
    gap: str
    holds: str
    """a number that is checked"""
    follows: str
    wrong: str
    """in a drawing, for what it leaves out"""
    functions: Mapping[str, Form]
    symbols: bool


UNICODE = Glyphs(
    parts={
        "d": "∂",
        "_d": "/∂",
        "dE_d": "∂E/∂",
        "delta_": "δ_",
        "delta": "δ",
        "_new": "⁺",
        "eta": "η",
        "_0": "₀",
        "momentum": "μ",
        "weight_decay": "λ",
        "alpha": "α",
        "beta1": "β1",
        "beta2": "β2",
        "eps": "ε",
        "gradient_norm": "‖∇E‖",
        "clipped_": "clipped ",
        "clipped": "clipped ",
        "decayed_": "decayed ",
        "decayed": "decayed ",
        "velocity_": "v_",
        "velocity": "v",
        "sum_": "G_",
        "sum": "G",
        "m_hat_": "m̂_",
        "m_hat": "m̂",
        "v_hat_": "v̂_",
        "v_hat": "v̂",
    },
    infinity="∞",
    times="·",
    by=" × ",
    minus="−",
    half="½",
    pi="π",
    bare_coefficient=True,
    arrow="→",
    sum="Σ",
    rule="─",
    bars="▁▂▃▄▅▆▇█",
    ellipsis="…",
    edge="──",
    bold_edge="━━",
    head="▶",
    corners="┌┐└┘",
    tees="├┤",
    cross="┼",
    gap="…",
    holds="✓",
    follows="≈",
    wrong="✗",
    functions={
        **ASCII_FORMS,
        "square": Form("{}²", (Precedence.ATOM,), Precedence.POWER),
        "sqrt": Form("√{}", (Precedence.ATOM,), Precedence.POWER),
        "exp": Form("e^{}", (Precedence.ATOM,), Precedence.POWER),
        "absolute": Form("|{}|", (Precedence.SUM,), Precedence.ATOM),
        "floor": Form("⌊{}⌋", (Precedence.SUM,), Precedence.ATOM),
        "xlogy": Form("{} ln({})", (Precedence.PRODUCT, Precedence.SUM), Precedence.PRODUCT),
        "log1p": Form("ln(1 + {})", (Precedence.SUM,), Precedence.ATOM),
        "expm1": Form("(e^{} − 1)", (Precedence.ATOM,), Precedence.ATOM),
    },
    symbols=True,
)

ASCII = Glyphs(
    parts={
        "_d": "/d",
        "dE_d": "dE/d",
        "_new": "_new",
        "clipped": "clipped_",
        "decayed": "decayed_",
    },
    infinity="inf",
    times="*",
    by=" * ",
    minus="-",
    half="0.5",
    pi="pi",
    bare_coefficient=False,
    arrow="->",
    sum="sum",
    rule="-",
    bars="_.-:=+*#",
    ellipsis="...",
    edge="--",
    bold_edge="==",
    head=">",
    corners="++++",
    tees="++",
    cross="+",
    gap="...",
    holds="+",
    follows="~",
    wrong="x",
    functions=ASCII_FORMS,
    symbols=False,
)
