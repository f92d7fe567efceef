"""A type -> the text under each of its fields, which says what the field means.

    units: Units
    \"\"\"how many neurons it has\"\"\"

Python keeps no such texts: they are read from the source.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache


def texts_of(class_: type) -> Mapping[str, str]:
    """The text of every field that has one; of an inherited field, its own class's."""
    found: dict[str, str] = {}
    for owner in reversed(class_.__mro__):
        if owner.__module__.startswith("bptrace."):
            found |= _texts_in(owner.__module__).get(owner.__name__, {})
    return found


@cache
def _texts_in(module: str) -> Mapping[str, Mapping[str, str]]:
    """The texts in a module, by class and field."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: _texts_below(each) for each in tree.body if isinstance(each, ast.ClassDef)}


def _texts_below(class_: ast.ClassDef) -> Mapping[str, str]:
    found = {}
    for field, below in zip(class_.body, class_.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(text))
            ):
                found[name] = text
    return found
