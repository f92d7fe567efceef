"""Each language: how its programs are written, run, and how close they come to the trace."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec import Struct

from bptrace.programs.code import LanguageName

STRICT = ["gcc", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
COMPILER = [*STRICT, "-std=c99"]
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


def run_here(text: str) -> str:
    """What a program in Python prints."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(text, "<a program>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def run_c(text: str, compiler: Sequence[str] = COMPILER) -> str:
    with TemporaryDirectory() as folder:
        source, program = Path(folder, "step.c"), Path(folder, "step")
        source.write_text(text, encoding="utf-8")
        subprocess.run([*compiler, "-o", program, source, "-lm"], check=True)
        return _output_of([str(program)])


def run_node(text: str) -> str:
    with TemporaryDirectory() as folder:
        source = Path(folder, "step.js")
        source.write_text(text, encoding="utf-8")
        return _output_of(["node", str(source)])


def run_python(text: str) -> str:
    """In a process of its own, as somebody who has nothing but the file."""
    return _output_of([sys.executable, "-I", "-W", "error", "-c", text])


def _output_of(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return done.stdout


class Language(Struct, frozen=True):
    """relative: how close its values are to those of the trace. engine: whose additions have the
    same order."""

    name: LanguageName
    run: Callable[[str], str]
    relative: float = 1e-12
    absolute: float = 1e-15
    engine: str = "scalar"


PYTHON = Language("python", run_here)
C = Language("c", run_c)
JAVASCRIPT = Language("javascript", run_node)
NUMPY = Language("numpy", run_here, engine="array")
TORCH = Language("torch", run_here, relative=1e-10, absolute=1e-13, engine="auto")

LANGUAGES = [
    pytest.param(PYTHON, id="python"),
    pytest.param(C, id="c", marks=needs_gcc),
    pytest.param(JAVASCRIPT, id="javascript", marks=needs_node),
    pytest.param(NUMPY, id="numpy"),
    pytest.param(TORCH, id="torch", marks=[pytest.mark.torch, needs_torch]),
]
OURS = LANGUAGES[:-1]
"""Those that are readings of our equations."""
