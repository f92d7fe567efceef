"""An expression -> text in some notation; the one place that decides about parentheses.

A `Notation` says how the leaves and the signs are written. With a `reference` that spells names it
writes symbols; with one that looks up values it writes numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from msgspec import Struct

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Apply,
    Expression,
    Function,
    Largest,
    Number,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
)
from bptrace.algebra.substitute import written_out


class Precedence(IntEnum):
    """How tightly a text holds together; a place asks for so much, or for parentheses."""

    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


class Form(Struct, frozen=True):
    """How a function is written: a template over its arguments, what each argument must hold, and
    what the whole holds."""

    template: str
    arguments: tuple[Precedence, ...]
    whole: Precedence


class Notation(Struct, frozen=True):
    """How leaves, signs and functions are written.

    functions: the forms of functions that are not written as `call` says, `name(argument)`.
    symbols: whether a function is called by its symbol, `σ`; or, unless that is ASCII, by its name.
    bare_coefficient: a constant stands before a parenthesis without a sign, `½(target − out)²`.
    """

    reference: Callable[[Reference], str]
    number: Callable[[float], str]
    times: str = " * "
    plus: str = " + "
    minus: str = " - "
    negative: str = "-"
    functions: Mapping[str, Form] = {}
    symbols: bool = True
    bare_coefficient: bool = False
    parentheses: str = "({})"
    call: str = "{}({})"
    comma: str = ", "
    same: str = "[{} = {}]"
    sum_over: str = "sum over {index}: {body}"
    largest: str = "max over {index}: {body}"


QUOTIENT = Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT)
ASCII_FORMS: Mapping[str, Form] = {
    "divide": QUOTIENT,
    "xdivy": QUOTIENT,
    "xlogy": Form("{} * ln({})", (Precedence.PRODUCT, Precedence.SUM), Precedence.PRODUCT),
    "square": Form("{}^2", (Precedence.ATOM,), Precedence.POWER),
    "power": Form("{}^{}", (Precedence.ATOM, Precedence.ATOM), Precedence.POWER),
    "positive": Form("[{} > 0]", (Precedence.SUM,), Precedence.ATOM),
    "rectify": Form("max(0, {})", (Precedence.SUM,), Precedence.ATOM),
    "where": Form("({2} if {0} > {1} else {3})", (Precedence.SUM,) * 4, Precedence.ATOM),
}


def ascii_notation(reference: Callable[[Reference], str]) -> Notation:
    """Plain ASCII, `0.5 * (target_o1 - out_o1)^2`; numbers as short as they are exact."""
    return Notation(reference, number=_shortest, functions=ASCII_FORMS, symbols=False)


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0")


Text = tuple[str, Precedence]


def write(expression: Expression, notation: Notation) -> str:
    """The expression as text."""
    return _write(expression, notation)[0]


def _write(expression: Expression, notation: Notation) -> Text:
    match expression:
        case Reference():
            return _leaf(notation.reference(expression), notation)
        case Number(value):
            return _leaf(notation.number(value), notation)
        case Same(left, right):
            return notation.same.format(left, right), Precedence.ATOM
        case Sum(terms):
            return _sum(terms, notation), Precedence.SUM
        case Product(factors):
            return _product(factors, notation, leads=True)
        case SumOver(index, body):
            inner = _held(body, notation, Precedence.PRODUCT)
            return notation.sum_over.format(index=index, body=inner), Precedence.SUM
        case Largest(index, body):
            inner = _held(body, notation, Precedence.PRODUCT)
            return notation.largest.format(index=index, body=inner), Precedence.SUM
        case Apply():
            return _apply(expression, notation)
        case _:
            raise TypeError(f"not an expression: {expression!r}")


def _leaf(text: str, notation: Notation) -> Text:
    """A negative number is a sum to its surroundings: it needs parentheses after a sign. One that
    is written with powers, 4.2 × 10⁻¹⁸, is a product."""
    if text.startswith(("-", notation.negative)):
        return text, Precedence.SUM
    return text, Precedence.PRODUCT if notation.times in text else Precedence.ATOM


def _held(expression: Expression, notation: Notation, place: Precedence) -> str:
    text, holds = (
        _product(expression.factors, notation, leads=False)
        if isinstance(expression, Product)
        else _write(expression, notation)
    )
    return notation.parentheses.format(text) if holds < place else text


def _sum(terms: tuple[Expression, ...], notation: Notation) -> str:
    text = (
        _write(terms[0], notation)[0]
        if not isinstance(terms[0], Sum)
        else _held(terms[0], notation, Precedence.PRODUCT)
    )
    for term in terms[1:]:
        positive = _without_minus(term)
        sign = notation.plus if positive is None else notation.minus
        text += sign + _held(term if positive is None else positive, notation, Precedence.PRODUCT)
    return text


def _without_minus(term: Expression) -> Expression | None:
    """The term that −term is, where a term has a minus sign."""
    if not isinstance(term, Product) or term.factors[0] != MINUS_ONE:
        return None
    factors = term.factors[1:]
    return factors[0] if len(factors) == 1 else Product(factors)


def _product(factors: tuple[Expression, ...], notation: Notation, leads: bool) -> Text:
    """Factors side by side; where the product leads, a negative number in front needs no
    parentheses: -0.038 × 0.5, but 1 + (-0.038) × 0.5."""
    positive = _without_minus(Product(factors))
    if positive is not None:
        return notation.negative + _held(positive, notation, Precedence.PRODUCT), Precedence.SUM
    first, holds = _write(factors[0], notation)
    is_negative = isinstance(factors[0], Reference | Number) and holds is Precedence.SUM
    bare = holds > Precedence.PRODUCT or (leads and is_negative)
    text = first if bare else notation.parentheses.format(first)
    for place, factor in enumerate(factors[1:]):
        is_bare = notation.bare_coefficient and place == 0 and isinstance(factors[0], Number)
        times = "" if is_bare and _begins_with_parenthesis(factor) else notation.times
        text += times + _held(factor, notation, Precedence.POWER)
    return text, Precedence.SUM if bare and is_negative else Precedence.PRODUCT


def _begins_with_parenthesis(factor: Expression) -> bool:
    """(a + b), (a + b)², and a choice, which always stands in parentheses."""
    match factor:
        case Sum():
            return True
        case Apply(Function(name="square" | "power"), (base, *_)):
            return _begins_with_parenthesis(base)
        case Apply(function):
            return function.name == "where"
        case _:
            return False


def _apply(expression: Apply, notation: Notation) -> Text:
    function = expression.function
    form = notation.functions.get(function.name)
    if form is not None:
        places = zip(expression.arguments, form.arguments, strict=True)
        arguments = (_held(argument, notation, place) for argument, place in places)
        return form.template.format(*arguments), form.whole
    if function.symbol is None:
        return _write(written_out(expression), notation)
    arguments = (_write(argument, notation)[0] for argument in expression.arguments)
    has_symbol = notation.symbols or function.symbol.isascii()
    called = function.symbol if has_symbol else function.name
    return notation.call.format(called, notation.comma.join(arguments)), Precedence.ATOM
