"""The worked examples that come with bptrace, by name; and the config that `init` starts from."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (PACKAGE / "configs", PACKAGE.parent / "configs")
"""In an installed package; in a checkout of the project."""

STARTER = "starter/mynet.yaml"


def gallery() -> dict[str, Path]:
    """Every example's name and file, by name."""
    return {file.stem: file for file in sorted(_folder().glob("*.yaml"))}


def starter() -> Path:
    """The config that a network of one's own starts from."""
    return _folder() / STARTER


def subject_of(example: Path) -> str:
    """What an example shows, in one line: the comment with which its file begins."""
    with example.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("#").strip().removesuffix(".")


def namesake(name: str) -> Path | None:
    """A file in the current folder that is called like an example and holds something else."""
    file = Path(f"{name}.yaml")
    try:
        return (
            file if file.is_file() and file.read_bytes() != gallery()[name].read_bytes() else None
        )
    except OSError:
        return file


def _folder() -> Path:
    return next(folder for folder in FOLDERS if folder.is_dir())
