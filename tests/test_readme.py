"""The README says what is so: its commands are run, its outputs compared.

`BPTRACE_REWRITE_GOLDEN=1 pytest tests/test_readme.py` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pictures.drawing import PICTURES, path_of, terminal_output

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LONG_NUMBER = re.compile(r"-?\d+\.\d{13,}(e[-+]\d+)?")
PROGRAMS = ("jq",)
MODULES = {
    "import pandas": "pandas",
    "import polars": "polars",
    "import duckdb": "duckdb",
    "import json, jsonschema": "jsonschema",
    ".parquet": "pyarrow",
}
"""What a command takes, by what is in it."""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Shown(NamedTuple):
    """A command of the README and the output beneath it."""

    command: str
    output: str


def _blocks(language: str) -> list[str]:
    text = README.read_text(encoding="utf-8")
    return [each["body"] for each in BLOCK.finditer(text) if each["language"] == language]


def _shown(block: str) -> list[Shown]:
    _, *parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    return [Shown(*part.split("\n", 1)) for part in parts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the README tells its reader to save."""
    saved = {"yaml": "mynet.yaml", "py": "backprop.py", "yml": "map.yaml"}
    for language, name in saved.items():
        (text,) = _blocks(language)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    return tmp_path


def _run(command: str, folder: Path) -> str:
    environment = {
        **os.environ,
        "COLUMNS": "80",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
    }
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return result.stdout.decode()


def _missing_for(command: str) -> list[str]:
    """What a command takes that is no part of bptrace, and is not there."""
    programs = [each for each in PROGRAMS if f"{each} " in command and shutil.which(each) is None]
    modules = {module for name, module in MODULES.items() if name in command}
    return [*programs, *(each for each in sorted(modules) if find_spec(each) is None)]


@pytest.mark.skipif(shutil.which("bash") is None, reason="the README's commands are for a shell")
@pytest.mark.parametrize("block", _blocks("console"))
def test_a_command_prints_what_the_readme_says(block: str, folder: Path) -> None:
    for command, output in _shown(block):
        for missing in _missing_for(command):
            pytest.skip(f"{missing} is not installed")
        written = _run(command, folder)
        if REWRITE:
            text = README.read_text(encoding="utf-8")
            old, new = f"$ {command}\n{output}", f"$ {command}\n{written}"
            README.write_text(text.replace(old, new), encoding="utf-8")
        else:
            assert _rounded(written) == _rounded(output)


def _rounded(text: str) -> str:
    """Numbers printed in full, to 12 digits: another platform's exp may differ in the last one."""
    return LONG_NUMBER.sub(lambda each: f"{float(each[0]):.12g}", text)


def test_there_are_commands_to_test() -> None:
    assert len(_blocks("console")) >= 5


def test_the_python_of_the_readme_gives_what_its_comments_say(folder: Path) -> None:
    (code,) = _blocks("python")
    expected = re.findall(r"^(?P<expression>[^=\n]+?) +# (?P<value>\S+)$", code, re.MULTILINE)
    assert len(expected) >= 2
    scope: dict[str, object] = {}
    previous = Path.cwd()
    os.chdir(folder)
    try:
        exec(code, scope)
        for expression, value in expected:
            assert _rounded(repr(eval(expression, scope))) == _rounded(value)
    finally:
        os.chdir(previous)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_its_command_prints(name: str) -> None:
    picture = PICTURES[name]
    svg = path_of(name).read_text(encoding="utf-8")
    drawn = unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
    output = ESCAPES.sub("", terminal_output(picture.command, picture.width))
    missing = [line for line in output.split("\n") if _pressed(line) not in _pressed(drawn)]
    assert missing == []


def _pressed(text: str) -> str:
    return re.sub(r"\s+", "", text)
