"""A user's own activation: the text of a formula over `net` -> its expression, and its function.

    net / (1 + abs(net))        where(net > 0, net, 0.1 * net)        1 / (1 + exp(-net))

    choice  ::= sum ["if" condition "else" choice]
    sum     ::= product {("+" | "-") product}
    product ::= signed {("*" | "/") signed}
    signed  ::= {"-" | "+"} power
    power   ::= operand [("^" | "**") signed]
    operand ::= number | "net" | "pi" | "e" | function "(" choice {"," choice} ")" | "(" choice ")"

A parser of its own: nothing is ever run as Python, `^` is a power that binds as on paper, and the
place of an error is the same under every version of Python.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from bptrace.algebra.differentiate import derivative, folded, kinks_of
from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Function,
    Number,
    Reference,
    children_of,
    references_in,
)
from bptrace.algebra.primitives import exp, raised, where
from bptrace.algebra.substitute import written_out
from bptrace.network.formula_functions import CHOICE, FUNCTIONS, NAMES, OF_ONE, OF_SEVERAL
from bptrace.problems.near import near

MOST_CHARACTERS = 200
DEEPEST = 12
"""So many parentheses, calls, signs and powers in one another."""

net, out = Reference("net"), Reference("out")


class FormulaError(Exception):
    """What is wrong with a formula, as data.

    column: counts from 1. kind: `empty`, `too_long`, `too_deep`, `unreadable` (a character that no
    formula has), `unexpected` (in that place), `incomplete` (it ends too early), `missing_operator`
    (`2 net`), `unknown_name`, `unknown_function`, `not_called` (a function without parentheses),
    `wrong_count` (of arguments; `near` says how many it takes), `no_comparison` (as the condition
    of a choice), `not_finite` (a number, or a part: 1/0), `without_net`. found: the text there.
    near: what may be meant, or "".
    """

    def __init__(self, column: int, kind: str, found: str, near: str = "") -> None:
        super().__init__(column, kind, found, near)
        self.column = column
        self.kind = kind
        self.found = found
        self.near = near


def parse_formula(text: str) -> Expression:
    """The expression over Reference("net") that a text means; FormulaError if it means none."""
    expression = _Parser(text).whole()
    if net not in references_in(expression):
        raise FormulaError(1, "without_net", text.strip())
    if _has_infinite_part(folded(expression)) or _has_infinite_part(_slope(expression)):
        raise FormulaError(1, "not_finite", text.strip())
    return expression


def _has_infinite_part(expression: Expression) -> bool:
    """Whether something without `net` in it could not be folded to a number: 1/0, ln(-1)."""
    match expression:
        case Number(value):
            return not math.isfinite(value)
        case Apply() if not any(references_in(expression)):
            return True
        case _:
            return any(map(_has_infinite_part, children_of(expression)))


def _slope(formula: Expression) -> Expression:
    """∂out/∂net over `out` and `net`."""
    return folded(derivative(folded(formula), net, out))


def function_of_formula(text: str) -> Function:
    """out = formula(net), with its derivative; FormulaError as from `parse_formula`."""
    formula = parse_formula(text)
    constants_folded = folded(formula)
    slope = Function("slope", ("out", "net"), _slope(formula), (), symbol=None)
    return Function(
        "formula",
        ("net",),
        formula,
        (lambda own, argument: written_out(slope(own, argument)),),
        symbol=None,
        stable=None if constants_folded == formula else constants_folded,
        kinks=kinks_of(formula),
    )


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/^(),<>])"
)
TYPOGRAPHIC = str.maketrans("−×·⋅÷", "-***/")


def _tokens(text: str) -> list[_Token]:
    plain = text.translate(TYPOGRAPHIC)
    tokens, place = [], 0
    while place < len(plain):
        found = TOKEN.match(plain, place)
        if found is not None:
            assert found.lastgroup is not None
            tokens.append(_Token(found.lastgroup, found.group(), place + 1))
        elif not plain[place].isspace():
            raise FormulaError(place + 1, "unreadable", text[place])
        place = found.end() if found is not None else place + 1
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Parser:
    """Reads one formula from left to right; a method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise FormulaError(1, "empty", text)
        if len(text) > MOST_CHARACTERS:
            raise FormulaError(MOST_CHARACTERS + 1, "too_long", str(len(text)))
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._choice()
        if self._next.kind != "end":
            raise self._refusal()
        return expression

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _takes(self, *texts: str) -> str | None:
        """The next token, taken if it is one of these."""
        return self._take().text if self._next.text in texts else None

    def _expect(self, text: str) -> None:
        if self._takes(text) is None:
            raise self._refusal(text)

    def _refusal(self, wanted: str = "") -> FormulaError:
        """The next token cannot stand where it does."""
        token = self._next
        if token.kind == "end":
            return FormulaError(token.column, "incomplete", "", wanted)
        before = self._tokens[self._place - 1] if self._place else token
        follows_a_value = before.kind in {"number", "name"} or before.text == ")"
        begins_a_value = token.kind in {"number", "name"} or token.text == "("
        kind = "missing_operator" if follows_a_value and begins_a_value else "unexpected"
        return FormulaError(token.column, kind, token.text, wanted)

    def _deeper(self, rule: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(self._next.column, "too_deep", self._next.text)
        expression = rule()
        self._depth -= 1
        return expression

    def _choice(self) -> Expression:
        then = self._sum()
        if self._takes("if") is None:
            return then
        condition = self._condition()
        self._expect("else")
        return condition(then, self._deeper(self._choice))

    def _condition(self) -> Callable[[Expression, Expression], Expression]:
        """Of what is taken where it holds, and otherwise."""
        left = self._sum()
        sign = self._takes(">", "<", ">=", "<=")
        if sign is None:
            raise FormulaError(self._next.column, "no_comparison", self._next.text)
        right = self._sum()
        if sign in {"<", ">="}:
            left, right = right, left
        if sign in {">", "<"}:
            return lambda then, otherwise: where(left, right, then, otherwise)
        return lambda then, otherwise: where(left, right, otherwise, then)

    def _sum(self) -> Expression:
        total = self._product()
        while (sign := self._takes("+", "-")) is not None:
            term = self._product()
            total = total + term if sign == "+" else total - term
        return total

    def _product(self) -> Expression:
        product = self._signed()
        while (sign := self._takes("*", "/")) is not None:
            factor = self._signed()
            product = product * factor if sign == "*" else product / factor
        return product

    def _signed(self) -> Expression:
        sign = self._takes("+", "-")
        if sign is None:
            return self._power()
        operand = self._deeper(self._signed)
        return -operand if sign == "-" else operand

    def _power(self) -> Expression:
        base = self._operand()
        if self._takes("^", "**") is None:
            return base
        exponent = folded(self._deeper(self._signed))
        return exp(exponent) if base == NAMES["e"] else raised(base, exponent)

    def _operand(self) -> Expression:
        match self._next.kind, self._next.text:
            case "number", text:
                return self._number(self._take(), float(text))
            case "name", text if text in NAMES:
                self._take()
                return NAMES[text]
            case "name", _:
                return self._call(self._take())
            case _, "(":
                self._take()
                inside = self._deeper(self._choice)
                self._expect(")")
                return inside
            case _:
                raise self._refusal()

    def _number(self, token: _Token, value: float) -> Number:
        if not math.isfinite(value):
            raise FormulaError(token.column, "not_finite", token.text)
        return Number(value)

    def _call(self, name: _Token) -> Expression:
        is_called = self._next.text == "("
        if name.text not in FUNCTIONS:
            kind, known = ("unknown_function", FUNCTIONS) if is_called else ("unknown_name", NAMES)
            nearest = near(name.text, known) or near(name.text, (*FUNCTIONS, *NAMES))
            raise FormulaError(name.column, kind, name.text, "".join(nearest))
        if not is_called:
            raise FormulaError(name.column, "not_called", name.text, f"{name.text}(net)")
        self._take()
        if name.text == CHOICE:
            return self._where()
        arguments = [self._deeper(self._choice)]
        while self._takes(",") is not None:
            arguments.append(self._deeper(self._choice))
        self._expect(")")
        return self._applied(name, arguments)

    def _where(self) -> Expression:
        condition = self._condition()
        self._expect(",")
        then = self._deeper(self._choice)
        self._expect(",")
        otherwise = self._deeper(self._choice)
        self._expect(")")
        return condition(then, otherwise)

    def _applied(self, name: _Token, arguments: list[Expression]) -> Expression:
        function = OF_ONE.get(name.text)
        if function is None and len(arguments) >= 2:
            return OF_SEVERAL[name.text](*arguments)
        if function is None or len(arguments) != 1:
            takes = "2" if function is None else "1"
            raise FormulaError(name.column, "wrong_count", name.text, takes)
        return function(*arguments)
