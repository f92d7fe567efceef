"""A command's real output in a terminal -> a picture of that terminal, as SVG."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, TerminalTheme
from rich.text import Text

from bptrace.cli import main

DARK = TerminalTheme(
    (24, 24, 27),
    (228, 228, 231),
    [
        (24, 24, 27),
        (248, 113, 113),
        (74, 222, 128),
        (250, 204, 21),
        (96, 165, 250),
        (216, 140, 255),
        (56, 208, 224),
        (228, 228, 231),
    ],
)


class Picture(Struct, frozen=True):
    """command: what is run; width: of the terminal, in characters; theme: its colours."""

    command: str
    theme: TerminalTheme
    width: int = 80


PICTURES: Mapping[str, Picture] = {
    "run-dark": Picture("bptrace run", DARK),
    "run-light": Picture("bptrace run", DEFAULT_TERMINAL_THEME),
}


def path_of(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.svg")


def picture(name: str) -> str:
    """The picture as it should be now."""
    drawn = PICTURES[name]
    console = Console(record=True, file=io.StringIO(), width=drawn.width)
    console.print(Text.from_ansi(terminal_output(drawn.command, drawn.width)), soft_wrap=True)
    return console.export_svg(title=drawn.command, theme=drawn.theme, unique_id=name)


def terminal_output(command: str, width: int) -> str:
    """What a command writes to a terminal of that width with the 16 colours every one has."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    environment = {
        "COLUMNS": str(width),
        "FORCE_COLOR": "1",
        "TERM": "xterm-16color",
        "COLORTERM": "",
    }
    with patch.dict("os.environ", environment), patch.object(sys, "stdout", stream):
        main(shlex.split(command)[1:], standalone_mode=False)
        stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()
