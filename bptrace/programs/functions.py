"""Expressions as a program writes them: what has a name of its own is a function, defined once.

sigmoid(net_h1) is a call. What people write out, ½ (target - out)², is written out. A form that is
safer numerically is taken where there is one, as everywhere in bptrace.
"""

from __future__ import annotations

from functools import reduce

from msgspec import Struct

from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Function,
    Reference,
    children_of,
    largest,
    rebuild,
    references_in,
)
from bptrace.algebra.notation import Form, ascii_notation, write
from bptrace.algebra.primitives import maximum, where
from bptrace.programs.identifiers import Identifiers
from bptrace.programs.parts import evaluated
from bptrace.programs.text import called


class Defined(Struct, frozen=True):
    """A function that a program defines.

    body: over References named as the parameters, in primitives and other functions of the program.
    formula: what it is by definition, where the body is an equal form of that, as ASCII.
    """

    name: str
    parameters: tuple[str, ...]
    body: Expression
    formula: str | None


class Functions:
    """Those of one program. several: whether the language's `max` takes more than two numbers."""

    def __init__(self, identifiers: Identifiers, *, several: bool = True) -> None:
        self.defined: list[Defined] = []
        self._identifiers = identifiers
        self._several = several
        self._calls: dict[Function, tuple[Function, tuple[int, ...]]] = {}

    def prepared(self, expression: Expression) -> Expression:
        """The expression in primitives and in functions that the program defines."""
        if isinstance(expression, Apply) and expression.function.formula is not None:
            is_constant = next(references_in(expression), None) is None
            if is_constant or is_written_out(expression.function):
                return self.prepared(evaluated(expression))
            function, kept = self._call(expression.function)
            return Apply(function, tuple(self.prepared(expression.arguments[n]) for n in kept))
        inner = rebuild(expression, self.prepared)
        if isinstance(inner, Apply) and inner.function is largest and not self._several:
            return reduce(maximum, inner.arguments)
        return inner

    def forms(self) -> dict[str, Form]:
        """How those that are defined are called."""
        return {each.name: called(each.name, len(each.parameters)) for each in self.defined}

    def _call(self, function: Function) -> tuple[Function, tuple[int, ...]]:
        """How a function is called, and which of its arguments it takes."""
        if function not in self._calls:
            body = self.prepared(evaluated(_of_its_parameters(function)))
            used = {each.name for each in references_in(body)}
            kept = tuple(n for n, each in enumerate(function.parameters) if each in used)
            name = self._identifiers.free(function.name)
            parameters = tuple(function.parameters[n] for n in kept)
            formula = _formula(function) if function.stable is not None else None
            self.defined.append(Defined(name, parameters, body, formula))
            self._calls[function] = Function(name, parameters, None, (), symbol=name), kept
        return self._calls[function]


def is_written_out(function: Function) -> bool:
    """Whether people write its formula rather than its name, and that is no choice of cases; or
    whether it is but another name of a primitive."""
    if function.stable is not None:
        return False
    if isinstance(function.formula, Apply) and not _compound(function.formula):
        return function.formula.function.formula is None
    return function.symbol is None and not _has_cases(function.formula)


def _compound(call: Apply) -> bool:
    return not all(isinstance(each, Reference) for each in call.arguments)


def primitives_in(expression: Expression) -> set[str]:
    """The names of all functions that are called in it."""
    names = set[str]().union(*map(primitives_in, children_of(expression)))
    return names | {expression.function.name} if isinstance(expression, Apply) else names


def _of_its_parameters(function: Function) -> Apply:
    return Apply(function, tuple(Reference(each) for each in function.parameters))


def _formula(function: Function) -> str:
    assert function.formula is not None
    return write(function.formula, ascii_notation(lambda each: each.name))


def _has_cases(expression: Expression | None) -> bool:
    return expression is not None and where.name in primitives_in(expression)
