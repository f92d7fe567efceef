"""The worked examples that come with bptrace, by name."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (PACKAGE / "configs", PACKAGE.parent / "configs")
"""In an installed package; in a checkout of the project."""


def gallery() -> dict[str, Path]:
    """Every example's name and file, by name."""
    for folder in FOLDERS:
        files = sorted(folder.glob("*.yaml"))
        if files:
            return {file.stem: file for file in files}
    return {}
