"""Long assignments and tables over several lines; numbers and comments as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bptrace.algebra.expressions import Expression, Sum
from bptrace.algebra.notation import Form, Notation, Precedence, write

WIDTH = 96
INDENT = "    "


def called(name: str, parameters: int = 1) -> Form:
    """A function as most languages call it."""
    places = ", ".join(["{}"] * parameters)
    return Form(f"{name}({places})", (Precedence.SUM,) * parameters, Precedence.ATOM)


def shortest(value: float) -> str:
    """A number as short as it is exact, `1` for 1.0."""
    return repr(value).removesuffix(".0")


def plain(text: str) -> str:
    """Text for one line of a comment, whatever a title may have in it."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() else "?" for each in line)


def pieces_of(expression: Expression, notation: Notation) -> list[str]:
    """The expression as text; a sum in pieces, one a term, to be set one after the other."""
    if not isinstance(expression, Sum):
        return [write(expression, notation)]
    begun = ["", *(write(Sum(expression.terms[:n]), notation) for n in _from_2(expression))]
    begun[1:1] = [write(Sum(expression.terms[:1]), notation)]
    return [now.removeprefix(before) for before, now in pairwise(begun)]


def _from_2(expression: Sum) -> range:
    return range(2, len(expression.terms) + 1)


def filled(pieces: Iterable[str], indent: str, width: int = WIDTH) -> Iterator[str]:
    """Lines with as many pieces each as there is room for."""
    line = ""
    for piece in pieces:
        if line and len(indent) + len(line) + len(piece) > width:
            yield indent + line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield indent + line.rstrip()


def assigned(
    before: str, pieces: Sequence[str], after: str, indent: str, brackets: tuple[str, str]
) -> Iterator[str]:
    """`before pieces after` on one line, or on several within brackets."""
    line = f"{indent}{before}{''.join(pieces)}{after}"
    if len(line) <= WIDTH or len(pieces) == 1:
        yield line
        return
    opening, closing = brackets
    yield f"{indent}{before.rstrip()}{' ' * bool(opening)}{opening}"
    *lines, last = filled(pieces, indent + INDENT)
    yield from lines
    if closing:
        yield last
        yield f"{indent}{closing}{after}"
    else:
        yield last + after


def listed(texts: Sequence[str]) -> Sequence[str]:
    """Texts with commas between them, as pieces."""
    return [f"{each}, " for each in texts[:-1]] + list(texts[-1:])
