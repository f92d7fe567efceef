"""A config -> a program that runs its training step by itself, in some language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from bptrace.api import Source, run
from bptrace.errors import InputError
from bptrace.programs.c import Real, c_text
from bptrace.programs.javascript import javascript_text
from bptrace.programs.numpy_text import numpy_text
from bptrace.programs.plan import Plan, plan_of
from bptrace.programs.python import python_text
from bptrace.programs.torch_text import torch_text
from bptrace.trace.trace import Trace

LanguageName = Literal["python", "c", "javascript", "numpy", "torch"]

PROGRAMS: Mapping[LanguageName, Callable[[Plan], str]] = {
    "python": python_text,
    "c": c_text,
    "javascript": javascript_text,
    "numpy": numpy_text,
    "torch": torch_text,
}


def code(
    source: Source | Trace = "mazur",
    *,
    to: LanguageName = "python",
    iterations: int | None = None,
    real: Real = "double",
    assignments: Sequence[str] = (),
) -> str:
    """A program that prints E and the new parameters of so many iterations, by their names.

    source: a file, a gallery name, `-`, a dict, or a trace. iterations: left out, 10, or as many as
    the config has if that is less. real: "float", for a machine that has no double; in C.
    Raises ConfigError for a config that cannot be read, InputError for what a language has not.
    """
    if to not in PROGRAMS:
        raise InputError(f"to={to!r} is none of {', '.join(get_args(LanguageName))}")
    if real != "double" and to != "c":
        raise InputError(f"real={real!r} is for C: a number is a double in {to}")
    trace = source if isinstance(source, Trace) else run(source, assignments=assignments)
    plan = plan_of(trace, iterations)
    return c_text(plan, real) if to == "c" else PROGRAMS[to](plan)
