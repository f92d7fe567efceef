"""What comes with bptrace: examples by name, their data, and the config that `init` starts from."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (PACKAGE / "configs", PACKAGE.parent / "configs")
"""In an installed package; in a checkout of the project."""

EDITOR_HINT = (
    "# yaml-language-server: $schema=bptrace.schema.json  "
    "(bptrace schema config -o bptrace.schema.json)"
)
"""The line with which each of them begins: where an editor finds the keys of a config, and, for
whoever does not have that file beside his own yet, how to make it."""

STARTER = "starter/mynet.yaml"
DATA = "data"


def gallery() -> dict[str, Path]:
    """Every example's name and file, by name."""
    return {file.stem: file for file in sorted(_folder().glob("*.yaml"))}


def data_files() -> dict[str, Path]:
    """The files from which examples take their samples, by the names that their configs use."""
    files = sorted((_folder() / DATA).glob("*.csv"))
    return {f"{DATA}/{file.name}": file for file in files}


def find_data(name: str, folder: Path) -> tuple[str, Path]:
    """A file that a config in that folder names: what to call it, and where it is.

    One of ours is found from anywhere, so that a saved example runs; one of that name in the
    config's own folder comes first.
    """
    own, built_in = folder / name, data_files().get(name)
    if built_in is None or (folder != _folder() and own.exists()):
        return name, own
    return f"built-in {name}", built_in


def starter() -> Path:
    """The config that a network of one's own starts from."""
    return _folder() / STARTER


def subject_of(example: Path) -> str:
    """What an example shows, in one line: the comment with which its file begins."""
    with example.open(encoding="utf-8") as lines:
        first = next(line for line in lines if line.rstrip() != EDITOR_HINT)
        return first.removeprefix("#").strip().removesuffix(".")


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
