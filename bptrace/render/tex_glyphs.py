"""The signs of TeX, for LaTeX and Markdown: `\\partial E/\\partial w_{5}`; nothing but ASCII."""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.notation import ASCII_FORMS, Form, Precedence
from bptrace.render.glyphs import ASCII, Typeset

NAMES = Typeset(
    letter="{}",
    word=r"\mathit{{{}}}",
    underscore=r"\_",
    number="{}",
    comma=",",
    below="{}_{{{}}}",
    above="{}^{{{}}}",
    both="{}_{{{}}}^{{{}}}",
    power=r"{} \times 10^{{{}}}",
    negative="-",
    nothing="{}",
    special={"delta": r"\delta", "eta": r"\eta", "inf": r"\infty", "nan": r"\mathrm{nan}"},
)

FORMS = {
    **ASCII_FORMS,
    "divide": Form(r"\frac{{{}}}{{{}}}", (Precedence.SUM, Precedence.SUM), Precedence.POWER),
    "square": Form("{}^{{2}}", (Precedence.ATOM,), Precedence.POWER),
    "exp": Form("e^{{{}}}", (Precedence.SUM,), Precedence.POWER),
    "rectify": Form(r"\max(0, {})", (Precedence.SUM,), Precedence.ATOM),
    "sigmoid": Form(r"\sigma({})", (Precedence.SUM,), Precedence.ATOM),
    "tanh": Form(r"\tanh({})", (Precedence.SUM,), Precedence.ATOM),
}

TEX = structs.replace(
    ASCII,  # figures stay as they are drawn in ASCII
    parts={
        "d": r"\partial ",
        "_d": r"/\partial ",
        "dE_d": r"\partial E/\partial ",
        "_via_": r"\vert ",
        "_new": "+",
    },
    typeset=NAMES,
    times=r" \cdot ",
    by=r" \times ",
    half=r"\tfrac{1}{2}",
    bare_coefficient=True,
    arrow=r"\to ",
    sum=r"\sum",
    ellipsis=r"\dots ",
    call=r"\mathrm{{{}}}({})",
    functions=FORMS,
    symbols=True,
)
