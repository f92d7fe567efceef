"""Every primitive: its derivatives, its value as IEEE 754 has it, how it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import pytest

from bptrace.algebra import primitives as primitive
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import ONE, Expression, Function, Number, Reference, largest
from bptrace.algebra.notation import Notation, ascii_notation, write
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.primitives import PRIMITIVES, raised
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.signs.mathml_glyphs import MATHML
from bptrace.render.signs.tex_glyphs import TEX
from tests.support.gradients import is_near, slope

INF, NAN = math.inf, math.nan

PLACES: Mapping[str, list[tuple[float, ...]]] = {
    # arguments at which the primitive has a derivative by each of them
    "divide": [(0.7, -1.3), (-2.0, 0.4)],
    "square": [(-1.5,), (0.3,)],
    "sqrt": [(0.3,), (4.0,)],
    "power": [(0.7, 3.0), (2.0, -1.5), (1.3, 0.5)],
    "exp": [(-2.0,), (1.5,)],
    "expm1": [(-2.0,), (1.5,)],
    "log": [(0.3,), (5.0,)],
    "log1p": [(-0.5,), (2.0,)],
    "tanh": [(-0.8,), (0.3,)],
    "erf": [(-1.1,), (0.4,)],
    "xlogy": [(0.3, 0.6), (-2.0, 1.5), (0.0, 0.5)],
    "xdivy": [(0.3, 0.6), (-2.0, -1.5), (0.0, 0.5)],
    "sin": [(-1.0,), (2.0,)],
    "cos": [(-1.0,), (2.0,)],
    "positive": [(-1.0,), (2.0,)],
    "rectify": [(-1.0,), (2.0,)],
    "absolute": [(-1.0,), (2.0,)],
    "sign": [(-1.0,), (2.0,)],
    "floor": [(-1.3,), (2.5,)],
    "maximum": [(1.0, 2.0), (2.0, -1.0)],
    "minimum": [(1.0, 2.0), (2.0, -1.0)],
    "where": [(1.0, 2.0, 3.0, 4.0), (2.0, 1.0, 3.0, 4.0)],
}
"""A weight of 0 is a special value; the others of its derivatives are those of any weight."""


def test_every_primitive_but_the_largest_of_many_has_places_to_be_differentiated_at() -> None:
    assert PLACES.keys() == PRIMITIVES.keys() - {largest.name}


def value(expression: Expression) -> float:
    return value_of(expression, lambda reference: float(reference.name))


def moved(function: Function, at: tuple[float, ...], place: int, to: float) -> float:
    return PRIMITIVE_VALUES[function.name](*at[:place], to, *at[place + 1 :])


@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name, places in PLACES.items() for at in places]
)
def test_every_partial_is_the_one_that_differences_show(name: str, at: tuple[float, ...]) -> None:
    function = PRIMITIVES[name]
    own = Number(PRIMITIVE_VALUES[name](*at))
    for place, each in enumerate(function.partials):
        assert each is not None
        if at[0] == 0.0 and place == 0:
            continue  # there the value jumps to 0, or would be infinite
        derived = value(each(own, *map(Number, at)))
        assert is_near(derived, slope(partial(moved, function, at, place), at[place]))


SPECIAL = [
    # by IEEE 754 and C99, Annex F, where Python raises an exception
    ("sqrt", (4.0,), 2.0),
    ("sqrt", (-0.0,), -0.0),
    ("sqrt", (-1.0,), NAN),
    ("sqrt", (INF,), INF),
    ("sqrt", (NAN,), NAN),
    ("log", (1.0,), 0.0),
    ("log", (0.0,), -INF),
    ("log", (-0.0,), -INF),
    ("log", (-1.0,), NAN),
    ("log", (INF,), INF),
    ("log", (NAN,), NAN),
    ("log1p", (1e-20,), 1e-20),
    ("log1p", (-1.0,), -INF),
    ("log1p", (-2.0,), NAN),
    ("log1p", (INF,), INF),
    ("log1p", (NAN,), NAN),
    ("expm1", (1e-20,), 1e-20),
    ("expm1", (1000.0,), INF),
    ("expm1", (-1000.0,), -1.0),
    ("expm1", (NAN,), NAN),
    ("power", (2.0, 10.0), 1024.0),
    ("power", (-2.0, 3.0), -8.0),
    ("power", (-8.0, 1 / 3), NAN),
    ("power", (0.0, 0.0), 1.0),
    ("power", (0.0, -1.0), INF),
    ("power", (-0.0, -1.0), -INF),
    ("power", (-0.0, -2.0), INF),
    ("power", (0.0, -0.5), INF),
    ("power", (1e200, 2.0), INF),
    ("power", (-1e200, 3.0), -INF),
    ("power", (-1e200, 2.0), INF),
    ("power", (1e-200, 2.0), 0.0),
    ("power", (NAN, 0.0), 1.0),
    ("power", (1.0, NAN), 1.0),
    ("power", (NAN, 1.0), NAN),
    ("power", (INF, -1.0), 0.0),
    ("erf", (0.0,), 0.0),
    ("erf", (10.0,), 1.0),
    ("erf", (-INF,), -1.0),
    ("xlogy", (0.0, 0.0), 0.0),
    ("xlogy", (0.0, -1.0), 0.0),
    ("xlogy", (-0.0, INF), 0.0),
    ("xlogy", (0.0, NAN), NAN),
    ("xlogy", (2.0, 1.0), 0.0),
    ("xlogy", (2.0, 0.0), -INF),
    ("xlogy", (NAN, 1.0), NAN),
    ("xdivy", (0.0, 0.0), 0.0),
    ("xdivy", (0.0, NAN), NAN),
    ("xdivy", (3.0, 2.0), 1.5),
    ("xdivy", (-3.0, 0.0), -INF),
    ("sin", (0.0,), 0.0),
    ("sin", (INF,), NAN),
    ("cos", (0.0,), 1.0),
    ("cos", (-INF,), NAN),
    ("cos", (NAN,), NAN),
    ("absolute", (-2.5,), 2.5),
    ("absolute", (-0.0,), 0.0),
    ("absolute", (-INF,), INF),
    ("sign", (2.5,), 1.0),
    ("sign", (-5e-324,), -1.0),
    ("sign", (0.0,), 0.0),
    ("sign", (NAN,), NAN),
    ("floor", (2.5,), 2.0),
    ("floor", (-2.5,), -3.0),
    ("floor", (1e300,), 1e300),
    ("floor", (INF,), INF),
    ("floor", (NAN,), NAN),
    ("maximum", (1.0, 2.0), 2.0),
    ("maximum", (NAN, 2.0), NAN),
    ("maximum", (1.0, NAN), NAN),
    ("minimum", (1.0, 2.0), 1.0),
    ("minimum", (NAN, 2.0), NAN),
    ("minimum", (1.0, NAN), NAN),
    ("where", (2.0, 1.0, 3.0, NAN), 3.0),
    ("where", (1.0, 1.0, NAN, 4.0), 4.0),
    ("where", (NAN, 1.0, 3.0, 4.0), 4.0),
    ("largest", (1.0, 3.0, 2.0), 3.0),
    ("largest", (-INF,), -INF),
]


@pytest.mark.parametrize(("name", "arguments", "result"), SPECIAL)
def test_a_primitive_raises_nothing_and_has_ieee_754_s_value(
    name: str, arguments: tuple[float, ...], result: float
) -> None:
    computed = value(PRIMITIVES[name](*map(Number, arguments)))
    assert repr(computed) == repr(result)


AT_EQUAL = [
    # where its pieces meet, a maximum is its second argument and so is its derivative
    (primitive.maximum, [0.0, 1.0]),
    (primitive.minimum, [0.0, 1.0]),
]


@pytest.mark.parametrize(("function", "derivatives"), AT_EQUAL, ids=["maximum", "minimum"])
def test_of_two_equal_arguments_one_has_the_whole_derivative(
    function: Function, derivatives: list[float]
) -> None:
    two = Number(2.0)
    computed = [value(each(two, two, two)) for each in function.partials if each is not None]
    assert computed == derivatives
    (kink,) = function.kinks
    assert value_of(kink, lambda _: 2.0) == 0.0


def test_a_power_is_written_as_people_do() -> None:
    x = Reference("x")
    assert raised(x, Number(0.0)) == ONE
    assert raised(x, Number(1.0)) == x
    assert raised(x, Number(2.0)) == primitive.square(x)
    assert raised(x, Number(3.0)) == primitive.power(x, Number(3.0))
    (cubed, _) = primitive.power.partials
    assert cubed is not None
    assert cubed(x, x, Number(3.0)) == Number(3.0) * primitive.square(x)


# How they are written; expected texts typed by hand

a, b = Reference("a"), Reference("b")


def notation(glyphs: Glyphs) -> Notation:
    """As a formula in symbols."""
    return Notation(
        reference=lambda each: each.name,
        number=lambda each: repr(each).removesuffix(".0"),
        plus=f" {glyphs.plus} ",
        minus=f" {glyphs.minus} ",
        times=glyphs.times,
        functions=glyphs.functions,
        symbols=glyphs.symbols,
        bare_coefficient=glyphs.bare_coefficient,
        parentheses=glyphs.parentheses,
        call=glyphs.call,
        comma=glyphs.comma,
    )


WRITTEN = [
    # (expression, in ASCII, in Unicode, in TeX)
    (primitive.sqrt(a + b), "sqrt(a + b)", "√(a + b)", r"\sqrt{a + b}"),
    (primitive.square(primitive.sqrt(a)), "sqrt(a)^2", "(√a)²", r"\sqrt{a}^{2}"),
    (primitive.power(a, b), "a^b", "a^b", "a^{b}"),
    (primitive.power(a + b, b - ONE), "(a + b)^(b - 1)", "(a + b)^(b − 1)", "(a + b)^{b - 1}"),
    (primitive.power(a, Number(-2.0)), "a^(-2)", "a^(-2)", "a^{-2}"),
    (primitive.exp(a), "exp(a)", "e^a", "e^{a}"),
    (primitive.exp(a * b), "exp(a*b)", "e^(a·b)", r"e^{a \cdot b}"),
    (primitive.log(a * b), "ln(a*b)", "ln(a·b)", r"\ln(a \cdot b)"),
    (primitive.absolute(a - b), "abs(a - b)", "|a − b|", r"\lvert a - b \rvert"),
    (primitive.floor(a / b), "floor(a / b)", "⌊a / b⌋", r"\lfloor \frac{a}{b} \rfloor"),
    (primitive.sin(a), "sin(a)", "sin(a)", r"\sin(a)"),
    (primitive.cos(a), "cos(a)", "cos(a)", r"\cos(a)"),
    (primitive.tanh(a), "tanh(a)", "tanh(a)", r"\tanh(a)"),
    (primitive.erf(a), "erf(a)", "erf(a)", r"\mathrm{erf}(a)"),
    (primitive.sign(a), "sign(a)", "sign(a)", r"\mathrm{sign}(a)"),
    (primitive.positive(a), "[a > 0]", "[a > 0]", "[a > 0]"),
    (primitive.rectify(a), "max(0, a)", "max(0, a)", r"\max(0, a)"),
    (primitive.maximum(a, b), "max(a, b)", "max(a, b)", r"\max(a, b)"),
    (primitive.minimum(a, b), "min(a, b)", "min(a, b)", r"\min(a, b)"),
    (largest(a, b, a), "max(a, b, a)", "max(a, b, a)", r"\mathrm{max}(a, b, a)"),
    (primitive.xlogy(a, b), "a * ln(b)", "a ln(b)", r"a \ln(b)"),
    (primitive.xlogy(ONE - a, b), "(1 - a) * ln(b)", "(1 − a) ln(b)", r"(1 - a) \ln(b)"),
    (primitive.xdivy(ONE - a, b), "(1 - a) / b", "(1 − a) / b", r"\frac{1 - a}{b}"),
    (
        primitive.where(a, b, a + b, -a),
        "(a + b if a > b else -a)",
        "(a + b if a > b else -a)",
        r"{\begin{cases} a + b & a > b \cr -a & a \le b \end{cases}}",
    ),
    # a constant needs no sign before a parenthesis, and one before anything else
    (
        Number(1.5) * primitive.where(a, b, a, b),
        "1.5*(a if a > b else b)",
        "1.5(a if a > b else b)",
        r"1.5{\begin{cases} a & a > b \cr b & a \le b \end{cases}}",
    ),
    (Number(1.5) * primitive.exp(a), "1.5*exp(a)", "1.5·e^a", r"1.5 \cdot e^{a}"),
    (Number(1.5) * primitive.square(a), "1.5*a^2", "1.5·a²", r"1.5 \cdot a^{2}"),
    (Number(1.5) * primitive.square(a + b), "1.5*(a + b)^2", "1.5(a + b)²", r"1.5(a + b)^{2}"),
]


@pytest.mark.parametrize(("expression", "plain", "unicode", "tex"), WRITTEN)
def test_a_primitive_is_written_as_on_paper(
    expression: Expression, plain: str, unicode: str, tex: str
) -> None:
    assert write(expression, notation(ASCII)) == plain
    assert write(expression, notation(UNICODE)) == unicode
    assert write(expression, notation(TEX)) == tex
    header = ascii_notation(lambda each: each.name)
    assert write(expression, header).replace(" ", "") == plain.replace(" ", "")


@pytest.mark.parametrize(
    "glyphs", [ASCII, UNICODE, TEX, MATHML], ids=["ascii", "unicode", "tex", "mathml"]
)
@pytest.mark.parametrize("function", PRIMITIVES.values(), ids=PRIMITIVES)
def test_every_primitive_is_written_in_every_notation(function: Function, glyphs: Glyphs) -> None:
    arguments = [Reference(f"argument{n}") for n in range(len(function.parameters) or 3)]
    text = write(function(*arguments), notation(glyphs))
    assert all(each.name in text for each in arguments)
    assert glyphs is UNICODE or glyphs is MATHML or text.isascii()


def test_a_choice_in_mathml_is_a_table_of_two_rows() -> None:
    text = write(primitive.where(a, b, Number(3.0), Number(4.0)), notation(MATHML))
    row = "<mtr><mtd>{}</mtd><mtd>a<mo>{}</mo>b</mtd></mtr>"
    rows = row.format("3", "&gt;") + row.format("4", "≤")
    assert text == f'<mrow><mo>{{</mo><mtable columnalign="left">{rows}</mtable></mrow>'
