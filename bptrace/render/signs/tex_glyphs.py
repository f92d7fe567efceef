"""The signs of TeX, for LaTeX and Markdown: `\\partial E/\\partial w_{5}`; nothing but ASCII."""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.notation import ASCII_FORMS, Form, Precedence
from bptrace.render.signs.glyphs import ASCII, Typeset

NAMES = Typeset(
    letter="{}",
    word=r"\mathit{{{}}}",
    underscore=r"\_",
    number="{}",
    comma=",",
    below="{}_{{{}}}",
    above="{}^{{{}}}",
    both="{}_{{{}}}^{{{}}}",
    place="({})",
    power=r"{} \times 10^{{{}}}",
    negative="-",
    nothing="{}",
    special={"delta": r"\delta", "eta": r"\eta", "inf": r"\infty", "nan": r"\mathrm{nan}"},
)

QUOTIENT = Form(r"\frac{{{}}}{{{}}}", (Precedence.SUM, Precedence.SUM), Precedence.POWER)
CASES = r"{{\begin{{cases}} {2} & {0} > {1} \cr {3} & {0} \le {1} \end{{cases}}}}"
"""A row ends with a command: Markdown would take one of two backslashes away."""
NAMED = ("tanh", "sin", "cos")
"""Functions that TeX knows by the same name."""

FORMS = {
    **ASCII_FORMS,
    "divide": QUOTIENT,
    "xdivy": QUOTIENT,
    "xlogy": Form(r"{} \ln({})", (Precedence.PRODUCT, Precedence.SUM), Precedence.PRODUCT),
    "square": Form("{}^{{2}}", (Precedence.ATOM,), Precedence.POWER),
    "power": Form("{}^{{{}}}", (Precedence.ATOM, Precedence.SUM), Precedence.POWER),
    "sqrt": Form(r"\sqrt{{{}}}", (Precedence.SUM,), Precedence.ATOM),
    "exp": Form("e^{{{}}}", (Precedence.SUM,), Precedence.POWER),
    "absolute": Form(r"\lvert {} \rvert", (Precedence.SUM,), Precedence.ATOM),
    "floor": Form(r"\lfloor {} \rfloor", (Precedence.SUM,), Precedence.ATOM),
    "rectify": Form(r"\max(0, {})", (Precedence.SUM,), Precedence.ATOM),
    "maximum": Form(r"\max({}, {})", (Precedence.SUM,) * 2, Precedence.ATOM),
    "minimum": Form(r"\min({}, {})", (Precedence.SUM,) * 2, Precedence.ATOM),
    "where": Form(CASES, (Precedence.SUM,) * 4, Precedence.ATOM),
    **{name: Form(rf"\{name}({{}})", (Precedence.SUM,), Precedence.ATOM) for name in NAMED},
    "log1p": Form(r"\ln(1 + {})", (Precedence.SUM,), Precedence.ATOM),
    "expm1": Form(r"(e^{{{}}} - 1)", (Precedence.SUM,), Precedence.ATOM),
    "log": Form(r"\ln({})", (Precedence.SUM,), Precedence.ATOM),
    "sigmoid": Form(r"\sigma({})", (Precedence.SUM,), Precedence.ATOM),
    "normal_cdf": Form(r"\Phi({})", (Precedence.SUM,), Precedence.ATOM),
    "normal_pdf": Form(r"\varphi({})", (Precedence.SUM,), Precedence.ATOM),
}

TEX = structs.replace(
    ASCII,  # figures stay as they are drawn in ASCII
    parts={
        "d": r"\partial ",
        "_d": r"/\partial ",
        "dE_d": r"\partial E/\partial ",
        "_via_": r"\vert ",
        "_new": "+",
        "momentum": r"\mu",
        "weight_decay": r"\lambda",
        "alpha": r"\alpha",
        "beta1": r"\beta_{1}",
        "beta2": r"\beta_{2}",
        "eps": r"\varepsilon",
        "gradient_norm": r"\lVert \nabla E\rVert ",
        "clipped_": r"\text{clipped }",
        "clipped": r"\text{clipped }",
        "decayed_": r"\text{decayed }",
        "decayed": r"\text{decayed }",
        "velocity_": "v",
        "velocity": "v",
        "sum_": "G",
        "sum": "G",
        "m_hat_": r"\hat{m}",
        "m_hat": r"\hat{m}",
        "v_hat_": r"\hat{v}",
        "v_hat": r"\hat{v}",
    },
    typeset=NAMES,
    times=r" \cdot ",
    by=r" \times ",
    half=r"\tfrac{1}{2}",
    pi=r"\pi ",
    bare_coefficient=True,
    arrow=r"\to ",
    sum=r"\sum",
    ellipsis=r"\dots ",
    call=r"\mathrm{{{}}}({})",
    functions=FORMS,
    symbols=True,
)
