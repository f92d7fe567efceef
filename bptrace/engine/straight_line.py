"""All instances of a step -> lines of Python, one assignment each, in order of computation.

    out_h1 = 1.0 / (1.0 + (_inf if _1 > 709.782712893384 else _exp(_1)))
    dE_dw5 = delta_o1 * out_h1

Identifiers come from the step's name table. A value that another name already has costs nothing: it
is that name. A compound part that occurs more than once is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from keyword import iskeyword

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Apply,
    Expression,
    Number,
    Product,
    Reference,
    Sum,
    children_of,
    divide,
    rebuild,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import Notation, write
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives
from bptrace.engine.python_forms import CALL, CAREFUL_DIVIDE, FORMS, NEEDS_A_NAME, NEVER_NEGATIVE

TERMS_A_LINE = 100
"""A longer sum is added up over several lines: Python's parser recurses once a term."""


def identifier(step: Step, reference: Reference) -> str:
    """The Python variable of a scalar. Names are ASCII and begin with a letter, so that `_…` is
    always free, and so is `…·…`, which stands for `net_h1@3`."""
    name = step.names.spell(reference).replace("@", "·")
    return f"_{name}" if iskeyword(name) else name


class StraightLine:
    """The lines for some of a step's scalars, and the variable or literal that holds each."""

    def __init__(self, step: Step, wanted: Iterable[Reference]) -> None:
        self.lines: list[str] = []
        self._step = step
        self._parts = 0
        self._instances = {each: _instance(step, each) for each in wanted}
        self._repeated = _repeated(self._instances.values())
        self._held: dict[Expression, Reference] = {}
        self._notation = Notation(lambda each: each.name, number=repr, functions=FORMS, call=CALL)
        for reference, expression in self._instances.items():
            if expression is not None:
                self._define(identifier(step, reference), expression)

    def holder(self, reference: Reference) -> str:
        """What to write for a scalar: a variable, or a literal where it is constant."""
        held = self._instances.get(reference)
        match held:
            case Reference():
                return self.holder(held)
            case Number(value):
                return repr(value)
            case _:
                known = self._held.get(held) if held is not None else None
                return known.name if known else identifier(self._step, reference)

    def _define(self, variable: str, expression: Expression) -> None:
        if isinstance(expression, Reference | Number) or expression in self._held:
            return
        self._assign(variable, expression)

    def _assign(self, variable: str, expression: Expression) -> None:
        simple = self._with_parts_held(expression)
        if isinstance(simple, Sum) and len(simple.terms) > TERMS_A_LINE:
            self.lines += self._long_sum(variable, simple.terms)
        else:
            self.lines.append(f"{variable} = {write(simple, self._notation)}")
        self._held[expression] = Reference(variable)

    def _long_sum(self, variable: str, terms: Sequence[Expression]) -> Iterator[str]:
        """Several lines, in the same order of additions as one."""
        begun: tuple[Expression, ...] = ()
        for start in range(0, len(terms), TERMS_A_LINE):
            part = Sum((*begun, *terms[start : start + TERMS_A_LINE]))
            yield f"{variable} = {write(part, self._notation)}"
            begun = (Reference(variable),)

    def _with_parts_held(self, expression: Expression) -> Expression:
        """The expression over variables, each part that must have one assigned before."""
        if isinstance(expression, Apply) and expression.function.name in NEEDS_A_NAME:
            simple: Expression = Apply(
                expression.function, tuple(map(self._in_a_variable, expression.arguments))
            )
        else:
            simple = rebuild(expression, self._part)
        return _careful(simple) if _may_divide_by_zero(expression) else simple

    def _part(self, part: Expression) -> Expression:
        if isinstance(part, Reference):
            return Reference(self.holder(part))
        is_compound = isinstance(part, Sum | Product | Apply)
        if is_compound and (part in self._held or part in self._repeated or _is_long(part)):
            return self._in_a_variable(part)
        return self._with_parts_held(part)

    def _in_a_variable(self, part: Expression) -> Reference:
        if isinstance(part, Reference):
            return Reference(self.holder(part))
        if part not in self._held:
            self._parts += 1
            self._assign(f"_{self._parts}", part)
        return self._held[part]


def _instance(step: Step, reference: Reference) -> Expression | None:
    right = instantiate(step, reference)
    return None if right is None else in_primitives(right)


def _repeated(expressions: Iterable[Expression | None]) -> frozenset[Expression]:
    """The compound parts that occur more than once, the largest of each."""
    once: set[Expression] = set()
    repeated: set[Expression] = set()
    stack = [each for each in expressions if each is not None]
    while stack:
        expression = stack.pop()
        if not isinstance(expression, Sum | Product | Apply):
            continue
        if _is_minus(expression):
            stack.extend(children_of(expression))
            continue
        if expression in once:
            repeated.add(expression)
            continue
        once.add(expression)
        stack.extend(children_of(expression))
    return frozenset(repeated)


def _is_minus(expression: Expression) -> bool:
    """−x: written as a sign, not worth a variable."""
    return isinstance(expression, Product) and expression.factors[:-1] == (MINUS_ONE,)


def _is_long(expression: Expression) -> bool:
    return isinstance(expression, Sum) and len(expression.terms) > TERMS_A_LINE


def _may_divide_by_zero(expression: Expression) -> bool:
    if not isinstance(expression, Apply) or expression.function is not divide:
        return False
    return not _is_positive(expression.arguments[1])


def _is_positive(expression: Expression) -> bool:
    """Is it above 0 whatever the values? False where that takes more than a look."""
    match expression:
        case Number(value):
            return value > 0.0
        case Sum(terms):
            parts = [each for each in terms if not _is_never_negative(each)]
            return bool(parts) and all(map(_is_positive, parts))
        case _:
            return False


def _is_never_negative(expression: Expression) -> bool:
    """Such as e**x: never below 0, though it may be 0."""
    return isinstance(expression, Apply) and expression.function.name in NEVER_NEGATIVE


def _careful(quotient: Expression) -> Apply:
    assert isinstance(quotient, Apply)
    return Apply(CAREFUL_DIVIDE, quotient.arguments)
