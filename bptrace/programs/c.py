"""A listing -> a program in C99, one variable a value; the standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import dropwhile
from math import isinf
from struct import pack, unpack
from typing import Literal

from bptrace.algebra.notation import Form, Notation, Precedence
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.errors import InputError
from bptrace.programs.c_helpers import HELPERS, KEYWORDS, LIBRARY
from bptrace.programs.dialect import (
    Dialect,
    columns_by_sample,
    indented,
    order_table,
    rows_of,
    table,
)
from bptrace.programs.functions import Defined
from bptrace.programs.listing import Listing, listing_of
from bptrace.programs.plan import Plan, Visits
from bptrace.programs.text import INDENT, assigned, called, pieces_of, plain
from bptrace.programs.words import ORDER, SAMPLE, SAMPLES, STABLE, header

Real = Literal["double", "float"]

OF_MATH_H = frozenset(
    {"exp", "expm1", "log", "log1p", "tanh", "erf", "sin", "cos", "floor", "sqrt"}
)
RENAMED = {"absolute": "fabs", "power": "pow"}
RESERVED = (
    KEYWORDS | LIBRARY | OF_MATH_H | set(RENAMED.values()) | set(HELPERS)
    | {each + "f" for each in (*OF_MATH_H, *RENAMED.values())}
    | {"relu", "iteration", "ITERATIONS", "place", "first", "length", "sample", "samples", "order"}
)  # fmt: skip
DIGITS: Mapping[Real, str] = {"double": "%.17g", "float": "%.9g"}
"""As many as tell every number from its neighbours."""


def c_text(plan: Plan, real: Real = "double") -> str:
    """The program. Raises InputError where it would be too long, or a number is no float."""
    return _Program(listing_of(plan, RESERVED, several=False), real).text()


def comment(lines: Iterable[str]) -> Iterator[str]:
    """Lines as comments: nothing in them ends one, or begins another."""
    return (f"/* {_harmless(each)} */" for each in lines)


def block_comment(lines: Iterable[str]) -> Iterator[str]:
    """Lines as one comment."""
    yield "/*"
    yield from (f" * {_harmless(each)}".rstrip() for each in lines)
    yield " */"


def _harmless(text: str) -> str:
    return plain(text).replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")


def literal(value: float, real: Real) -> str:
    """A number in C. InputError where it is no float."""
    if real == "double":
        return repr(value)
    try:
        (rounded,) = unpack("f", pack("f", value))
    except OverflowError:
        rounded = float("inf")
    if isinf(rounded):
        raise InputError(f"{value!r} is larger than any float: --real double")
    return f"{value!r}f"


def _forms(suffix: str) -> Mapping[str, Form]:
    names = {each: each + suffix for each in OF_MATH_H}
    names |= {name: each + suffix for name, each in RENAMED.items()}
    names |= {"rectify": "relu"}
    return {
        **{
            name: called(names.get(name, name), len(each.parameters))
            for name, each in PRIMITIVES.items()
            if each.parameters
        },
        "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
        "where": Form("({} > {} ? {} : {})", (Precedence.SUM,) * 4, Precedence.ATOM),
    }


class _Program:
    def __init__(self, listing: Listing, real: Real) -> None:
        self._listing = listing
        self._plan = listing.plan
        self._real = real
        self._suffix = "f" if real == "float" else ""
        notation = Notation(
            lambda each: each.name,
            number=lambda value: literal(value, real),
            functions=_forms(self._suffix),
        )
        self._dialect = Dialect(
            notation, comment, define=f"const {real} ", begin=f"{real} ", end=";", brackets=("", "")
        )

    def text(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from block_comment(header(self._plan))
        functions = list(self._functions())
        if self._listing.primitives - {"divide", "where"}:
            yield "#include <math.h>"
        yield from ("#include <stdio.h>", "", f"#define ITERATIONS {self._plan.iterations}")
        yield from functions
        yield from self._samples()
        yield from ("", "int main(void)", "{")
        yield from indented(dropwhile(lambda line: not line, self._main()))
        yield "}"

    def _functions(self) -> Iterator[str]:
        for name, text in HELPERS.items():
            if name in self._listing.primitives:
                yield ""
                yield text.replace("REAL", self._real).replace("@", self._suffix)
        for each in self._listing.functions:
            yield ""
            yield from self._definition(each)

    def _definition(self, defined: Defined) -> Iterator[str]:
        if defined.formula is not None:
            yield from comment([STABLE.format(formula=defined.formula)])
        parameters = ", ".join(f"{self._real} {each}" for each in defined.parameters) or "void"
        yield f"static {self._real} {defined.name}({parameters})"
        yield "{"
        pieces = pieces_of(defined.body, self._dialect.notation)
        yield from assigned("return ", pieces, ";", INDENT, ("", ""))
        yield "}"

    def _samples(self) -> Iterator[str]:
        plan = self._plan
        if plan.visits is Visits.THE_ONE:
            return
        rows = list(rows_of(plan, self._dialect.number))
        columns = columns_by_sample(self._listing)[0]
        yield ""
        yield from comment([SAMPLES.format(columns=", ".join(columns))])
        yield f"static const {self._real} samples[{len(rows)}][{len(columns)}] = {{"
        yield from (*table(rows, "{", "}"), "};")
        if plan.visits is Visits.LISTED:
            size = f"[{plan.size}]" if plan.places else ""
            kind = "short" if len(rows) < 2**15 else "long"
            yield ""
            yield from comment([ORDER])
            yield f"static const {kind} order[ITERATIONS]{size} = {{"
            yield from (*order_table(plan, "{", "}"), "};")

    def _main(self) -> Iterator[str]:
        yield from self._dialect.starts(self._listing.starts)
        if self._plan.visits is Visits.THE_ONE:
            (row,) = rows_of(self._plan, self._dialect.number)
            yield ""
            yield from comment([SAMPLE])
            yield from self._of_row(self._listing.columns, row)
        yield ""
        yield "for (long iteration = 1; iteration <= ITERATIONS; iteration++) {"
        yield from indented(dropwhile(lambda line: not line, self._iteration()))
        yield from ("}", "return 0;")

    def _of_row(self, columns: Iterable[str], row: Iterable[str]) -> Iterator[str]:
        """Those inputs and targets that are of use."""
        for name, value in zip(columns, row, strict=True):
            if name in self._listing.used:
                yield f"const {self._real} {name} = {value};"

    def _iteration(self) -> Iterator[str]:
        listing, dialect = self._listing, self._dialect
        if listing.is_loop:
            yield from self._loop()
        elif self._plan.visits is not Visits.THE_ONE:
            yield from self._rows()
        yield from dialect.blocks(listing.of_iteration)
        yield ""
        yield r'printf("iteration %ld\n", iteration);'
        for name, variable in listing.printed:
            yield rf'printf("{name} {DIGITS[self._real]}\n", {variable});'
        yield from dialect.successors(listing)

    def _rows(self) -> Iterator[str]:
        """What an iteration sees, where each sample is written out."""
        if self._plan.visits is Visits.IN_TURN and self._plan.size < self._plan.number_of_samples:
            yield f"const long first = {self._first()};"
        for place, columns in enumerate(columns_by_sample(self._listing)):
            at = f"samples[{self._place(str(place))}]"
            yield from self._of_row(columns, (f"{at}[{n}]" for n in range(len(columns))))

    def _first(self) -> str:
        plan = self._plan
        within = f"(iteration - 1) % {plan.batches_in_epoch}"
        return within if plan.size == 1 else f"{within} * {plan.size}"

    def _place(self, place: str) -> str:
        """Where a sample is that is at a place of a batch."""
        plan = self._plan
        if plan.visits is Visits.LISTED:
            return f"order[iteration - 1][{place}]" if plan.places else "order[iteration - 1]"
        if plan.size == plan.number_of_samples:
            return place
        return "first" if plan.size == 1 else f"first + {place}"

    def _loop(self) -> Iterator[str]:
        """The loop over a batch."""
        plan = self._plan
        if plan.visits is Visits.IN_TURN and plan.size < plan.number_of_samples:
            yield f"const long first = {self._first()};"
        yield f"const long length = {self._length()};"
        yield from self._dialect.zeros(self._listing)
        yield "for (long place = 0; place < length; place++) {"
        yield f"{INDENT}const {self._real} *sample = samples[{self._place('place')}];"
        columns = self._listing.columns
        yield from indented(self._of_row(columns, (f"sample[{n}]" for n in range(len(columns)))))
        yield ""
        yield from indented(self._dialect.of_a_sample(self._listing))
        yield "}"
        yield from self._dialect.means(self._listing, "length")

    def _length(self) -> str:
        """How many samples an iteration sees: the last of an epoch has the rest of them."""
        plan = self._plan
        if not plan.is_ragged:
            return str(plan.size)
        rest = plan.number_of_samples % plan.size
        return f"iteration % {plan.batches_in_epoch} == 0 ? {rest} : {plan.size}"
