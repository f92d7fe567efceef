"""The signs of MathML, for HTML: elements in place of characters, one element an operand."""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.notation import Form, Precedence
from bptrace.render.signs.glyphs import UNICODE, Typeset

BEFORE, AFTER = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
OPEN, CLOSE = '<mo stretchy="false">[</mo>', '<mo stretchy="false">]</mo>'
DIFFERENTIAL = "<mi>∂</mi>"
SLASH = '<mo lspace="0" rspace="0">/</mo>'
NORM = '<mo stretchy="false">‖</mo>'

NAMES = Typeset(
    letter="<mi>{}</mi>",
    word="<mi>{}</mi>",
    underscore="_",
    number="<mn>{}</mn>",
    comma="<mo>,</mo>",
    below="<msub>{}<mrow>{}</mrow></msub>",
    above="<msup>{}{}</msup>",
    both="<msubsup>{}<mrow>{}</mrow>{}</msubsup>",
    place=f"<mrow>{BEFORE}<mn>{{}}</mn>{AFTER}</mrow>",
    power="{} <mo>×</mo> <msup><mn>10</mn><mrow>{}</mrow></msup>",
    negative='<mo form="prefix">−</mo>',
    nothing="",
    special={
        "delta": "<mi>δ</mi>",
        "eta": "<mi>η</mi>",
        "inf": "<mi>∞</mi>",
        "nan": "<mi>nan</mi>",
    },
)

QUOTIENT = Form(
    "<mfrac><mrow>{}</mrow><mrow>{}</mrow></mfrac>",
    (Precedence.SUM, Precedence.SUM),
    Precedence.POWER,
)


def _hat(letter: str) -> str:
    return f'<mover accent="true"><mi>{letter}</mi><mo>^</mo></mover>'


def _between(before: str, after: str) -> Form:
    signs = (f'<mo stretchy="false">{each}</mo>' for each in (before, after))
    return Form("<mrow>{}{{}}{}</mrow>".format(*signs), (Precedence.SUM,), Precedence.ATOM)


def _case(value: str, relation: str) -> str:
    condition = f"<mtd>{{0}}<mo>{relation}</mo>{{1}}</mtd>"
    return f"<mtr><mtd>{value}</mtd>{condition}</mtr>"


CASES = f'<mtable columnalign="left">{_case("{2}", "&gt;")}{_case("{3}", "≤")}</mtable>'

FORMS = {
    "divide": QUOTIENT,
    "xdivy": QUOTIENT,
    "xlogy": Form(
        f'{{}}<mspace width="0.17em"></mspace><mrow><mi>ln</mi>{BEFORE}{{}}{AFTER}</mrow>',
        (Precedence.PRODUCT, Precedence.SUM),
        Precedence.PRODUCT,
    ),
    "power": Form(
        "<msup>{}<mrow>{}</mrow></msup>", (Precedence.ATOM, Precedence.SUM), Precedence.POWER
    ),
    "sqrt": Form("<msqrt>{}</msqrt>", (Precedence.SUM,), Precedence.ATOM),
    "absolute": _between("|", "|"),
    "floor": _between("⌊", "⌋"),
    "where": Form(f"<mrow><mo>{{{{</mo>{CASES}</mrow>", (Precedence.SUM,) * 4, Precedence.ATOM),
    "square": Form("<msup>{}<mn>2</mn></msup>", (Precedence.ATOM,), Precedence.POWER),
    "exp": Form("<msup><mi>e</mi><mrow>{}</mrow></msup>", (Precedence.SUM,), Precedence.POWER),
    "log1p": Form(
        f"<mrow><mi>ln</mi>{BEFORE}<mn>1</mn><mo>+</mo>{{}}{AFTER}</mrow>",
        (Precedence.SUM,),
        Precedence.ATOM,
    ),
    "expm1": Form(
        f"<mrow>{BEFORE}<msup><mi>e</mi><mrow>{{}}</mrow></msup><mo>−</mo><mn>1</mn>{AFTER}</mrow>",
        (Precedence.SUM,),
        Precedence.ATOM,
    ),
    "positive": Form(
        f"<mrow>{OPEN}{{}}<mo>&gt;</mo><mn>0</mn>{CLOSE}</mrow>",
        (Precedence.SUM,),
        Precedence.ATOM,
    ),
    "rectify": Form(
        f"<mrow><mi>max</mi>{BEFORE}<mn>0</mn><mo>,</mo>{{}}{AFTER}</mrow>",
        (Precedence.SUM,),
        Precedence.ATOM,
    ),
}

MATHML = structs.replace(
    UNICODE,
    parts={
        "d": DIFFERENTIAL,
        "_d": f"{SLASH}{DIFFERENTIAL}",
        "dE_d": f"{DIFFERENTIAL}<mi>E</mi>{SLASH}{DIFFERENTIAL}",
        "_via_": "<mo>|</mo>",
        "_new": "<mo>+</mo>",
        "momentum": "<mi>μ</mi>",
        "weight_decay": "<mi>λ</mi>",
        "alpha": "<mi>α</mi>",
        "beta1": "<msub><mi>β</mi><mn>1</mn></msub>",
        "beta2": "<msub><mi>β</mi><mn>2</mn></msub>",
        "eps": "<mi>ε</mi>",
        "gradient_norm": f"<mrow>{NORM}<mi>∇</mi><mi>E</mi>{NORM}</mrow>",
        "clipped_": "<mtext>clipped\u00a0</mtext>",
        "clipped": "<mtext>clipped\u00a0</mtext>",
        "decayed_": "<mtext>decayed\u00a0</mtext>",
        "decayed": "<mtext>decayed\u00a0</mtext>",
        "velocity_": "<mi>v</mi>",
        "velocity": "<mi>v</mi>",
        "sum_": "<mi>G</mi>",
        "sum": "<mi>G</mi>",
        "m_hat_": _hat("m"),
        "m_hat": _hat("m"),
        "v_hat_": _hat("v"),
        "v_hat": _hat("v"),
    },
    infinity="∞",
    typeset=NAMES,
    times="<mo>·</mo>",
    by=" <mo>×</mo> ",
    plus="<mo>+</mo>",
    minus="<mo>−</mo>",
    equals="<mo>=</mo>",
    slash=SLASH,
    comma="<mo>,</mo>",
    half="<mfrac><mn>1</mn><mn>2</mn></mfrac>",
    pi="<mi>π</mi>",
    arrow="<mo>→</mo>",
    sum="<mo>∑</mo>",
    ellipsis="<mo>…</mo>",
    parentheses=f"<mrow>{BEFORE}{{}}{AFTER}</mrow>",
    call=f"<mrow><mi>{{}}</mi>{BEFORE}{{}}{AFTER}</mrow>",
    same=f"<mrow>{OPEN}<mi>{{}}</mi><mo>=</mo><mi>{{}}</mi>{CLOSE}</mrow>",
    functions=FORMS,
)
