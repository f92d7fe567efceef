"""A command that draws a picture -> that picture, as it is beside the README."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from bptrace.cli import main

FIGURES: Mapping[str, str] = {
    "network": "bptrace draw mazur --values --path i1-h1-o1 --format svg",
}
"""Each for light and for dark pages."""


def path_of(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.svg")


def figure(name: str) -> str:
    """The picture as it should be now."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with patch.object(sys, "stdout", stream):
        main(shlex.split(FIGURES[name])[1:], standalone_mode=False)
        stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()
