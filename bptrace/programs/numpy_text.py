"""A plan -> a program in NumPy: one array a family, one line an equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile, groupby
from keyword import kwlist, softkwlist

from bptrace.algebra.notation import Form, Notation, Precedence, write
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.programs.arrays import ArrayNotation
from bptrace.programs.dialect import indented, order_table
from bptrace.programs.families import LENGTH, ArrayLine, Families, Nested
from bptrace.programs.functions import Defined
from bptrace.programs.plan import Plan, Visits
from bptrace.programs.python import comment
from bptrace.programs.text import INDENT, assigned, called, filled, listed, shortest
from bptrace.programs.words import (
    GAPS,
    NAMES,
    NEXT,
    NOT_FINITE,
    ORDER,
    PHASES,
    SAMPLE,
    SAMPLE_ROWS,
    STABLE,
    header,
    remark_on_start,
)

HELPERS: Mapping[str, str] = {
    "erf": "erf = np.vectorize(math.erf, otypes=[float])",
    "xlogy": '''def xlogy(weight, x):
    """weight * ln x; 0 where the weight is 0."""
    return np.where((weight == 0) & ~np.isnan(x), 0, weight * np.log(x))''',
    "xdivy": '''def xdivy(weight, x):
    """weight / x; 0 where the weight is 0."""
    return np.where((weight == 0) & ~np.isnan(x), 0, weight / x)''',
}
SUM, PRODUCT, POWER, ATOM = Precedence.SUM, Precedence.PRODUCT, Precedence.POWER, Precedence.ATOM
ELEMENTWISE: Mapping[str, Form] = {
    **{
        name: called(name if name in HELPERS else f"np.{name}", len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "add": Form("{} + {}", (SUM, PRODUCT), SUM),
    "subtract": Form("{} - {}", (SUM, PRODUCT), SUM),
    "multiply": Form("{} * {}", (PRODUCT, POWER), PRODUCT),
    "negative": Form("-{}", (PRODUCT,), SUM),
    "divide": Form("{} / {}", (PRODUCT, POWER), PRODUCT),
    "square": Form("{} ** 2", (ATOM,), POWER),
    "power": Form("{} ** {}", (ATOM, ATOM), POWER),
    "absolute": called("np.abs"),
    "positive": Form("np.where({} > 0, 1.0, 0.0)", (SUM,), ATOM),
    "rectify": Form("np.maximum({}, 0)", (SUM,), ATOM),
    "where": Form("np.where({} > {}, {}, {})", (SUM,) * 4, ATOM),
}
NOTATION = Notation(lambda each: each.name, number=shortest, functions=ELEMENTWISE)
SAMPLES = "INPUTS", "TARGETS"
RESERVED = frozenset(
    {*kwlist, *softkwlist, *HELPERS, "math", "np", "print", "len", "range", "zip", "show", "float"}
    | {"iteration", "places", "first", "name", "names", "value", "values"}
    | {"ITERATIONS", "INPUTS", "TARGETS", "ORDER", LENGTH}
)


def numpy_text(plan: Plan) -> str:
    """The program. Raises InputError where its text would have too many numbers."""
    return _Program(Families(plan, RESERVED - {LENGTH})).text()


class _Program:
    def __init__(self, families: Families) -> None:
        self._families = families
        self._plan = families.plan
        self._lines = list(families.lines())
        forms = {**ELEMENTWISE, **families.functions.forms()}
        self._arrays = ArrayNotation(families.variable, families.lengths(), forms)

    def text(self) -> str:
        return "\n".join(self._all_lines()) + "\n"

    def _all_lines(self) -> Iterator[str]:
        body = [*self._starts(), *self._samples(), *self._names(), *self._loop()]
        functions = list(self._functions(body))
        yield from comment(header(self._plan))
        yield ""
        if any("math." in line for line in functions):
            yield "import math"
            yield ""
        yield from ("import numpy as np", "")
        yield from comment([NOT_FINITE])
        yield from ('np.seterr(all="ignore")', "")
        yield f"ITERATIONS = {self._plan.iterations}"
        yield from functions
        yield from ("", "", "def show(names, values):")
        yield f"{INDENT}for name, value in zip(names, np.ravel(values)):"
        yield f"{INDENT * 2}if name is not None:"
        yield f"{INDENT * 3}print(name, float(value))"
        yield ""
        yield from body

    def _functions(self, body: list[str]) -> Iterator[str]:
        defined = [line for each in self._families.functions.defined for line in _definition(each)]
        for name, text in HELPERS.items():
            if any(f"{name}(" in line for line in (*body, *defined)):
                yield from ("", "", text)
        yield from defined

    def _starts(self) -> Iterator[str]:
        for given, nested in self._families.starts():
            yield ""
            yield from comment([remark_on_start(given.role, given.layer)])
            yield from array_lines(self._families.variable(given.name), nested)
        for name, mask in self._families.masks.items():
            yield ""
            yield from comment([GAPS])
            rows: Nested = [[*map(float, each)] for each in mask]
            yield from array_lines(self._families.variable(name), rows)

    def _samples(self) -> Iterator[str]:
        plan = self._plan
        yield ""
        if plan.visits is Visits.THE_ONE:
            yield from comment([SAMPLE])
            for name in self._families.samples():
                yield from array_lines(self._families.variable(name), [*plan.samples[name][0]])
            return
        yield from sample_arrays(plan)

    def _names(self) -> Iterator[str]:
        yield ""
        yield from comment([NAMES])
        for name, names in self._families.printed():
            quoted = [f'"{each}"' if each else "None" for each in names]
            yield from bracketed(f"{self._names_of(name)} = ", quoted)

    def _loop(self) -> Iterator[str]:
        yield ""
        yield "for iteration in range(1, ITERATIONS + 1):"
        yield from indented(dropwhile(lambda line: not line, self._iteration()))

    def _iteration(self) -> Iterator[str]:
        families = self._families
        yield from batch_lines(self._plan, [*map(families.variable, families.samples())])
        if self._plan.is_ragged and LENGTH in families.needed:
            first = families.variable(next(families.samples()))
            yield f"{families.variable(LENGTH)} = len({first})"
        for phase, several in groupby(self._lines, key=lambda each: each.phase):
            yield ""
            yield from comment([f"== {PHASES[phase]} =="])
            for line in several:
                yield from comment([line.remark])
                yield self._assignment(line)
        yield ""
        yield 'print("iteration", iteration)'
        yield f'print("E", float({families.variable("E")}))'
        for name, _ in families.printed():
            yield f"show({self._names_of(name)}, {families.variable(name)})"
        if families.step.states:
            yield ""
            yield from comment([NEXT])
            for old, new in families.step.states.items():
                yield f"{families.variable(old)} = {families.variable(new)}"

    def _names_of(self, family: str) -> str:
        return self._families.variable(f"names_of_{family}")

    def _assignment(self, line: ArrayLine) -> str:
        variable = self._families.variable(line.family.name)
        return f"{variable} = {self._arrays.filling(line.operation, line.axes)}"


def _definition(defined: Defined) -> Iterator[str]:
    yield from ("", "", f"def {defined.name}({', '.join(defined.parameters)}):")
    if defined.formula is not None:
        yield f'{INDENT}"""{STABLE.format(formula=defined.formula)}"""'
    yield f"{INDENT}return {write(defined.body, NOTATION)}"


def array_lines(name: str, nested: Nested, function: str = "np.array") -> Iterator[str]:
    """A number, or an array in rows."""
    if isinstance(nested, float):
        yield f"{name} = {shortest(nested)}"
        return
    rows = [each for each in nested if not isinstance(each, float)]
    if not rows:
        numbers = [repr(each) for each in nested]
        yield from bracketed(f"{name} = {function}(", numbers, ")")
        return
    yield f"{name} = {function}(["
    for row in rows:
        yield from filled(["[", *listed([repr(each) for each in row]), "],"], INDENT)
    yield "])"


def bracketed(before: str, texts: Sequence[str], after: str = "") -> Iterator[str]:
    """A list on one line, or on several."""
    return assigned(f"{before}[", listed(texts), f"]{after}", "", ("", ""))


def sample_arrays(plan: Plan, function: str = "np.array") -> Iterator[str]:
    """All samples, and which of them each iteration sees."""
    yield from comment([SAMPLE_ROWS])
    for name, rows in zip(SAMPLES, plan.samples.values(), strict=True):
        yield from array_lines(name, [[*row] for row in rows], function)
    if plan.visits is Visits.LISTED:
        yield from comment([ORDER])
        yield from ("ORDER = [", *order_table(plan, "[", "]"), "]")


def batch_lines(plan: Plan, variables: Sequence[str]) -> Iterator[str]:
    """The samples that an iteration sees."""
    if plan.visits is Visits.THE_ONE:
        return
    if plan.visits is Visits.LISTED:
        chosen = "ORDER[iteration - 1]"
    elif not plan.places:
        chosen = f"(iteration - 1) % {plan.number_of_samples}"
    elif plan.size == plan.number_of_samples:
        chosen = ":"
    else:
        yield f"first = (iteration - 1) % {plan.batches_in_epoch} * {plan.size}"
        chosen = f"first : first + {plan.size}"
    for variable, array in zip(variables, SAMPLES, strict=True):
        yield f"{variable} = {array}[{chosen}]"
