"""The config of the last run, drawn weights included, so that `explain` explains what was run.

It is kept in the user's state directory, as one file that is always whole: written beside it and
put in its place. Where that cannot be done, or what is there cannot be read, there is no last run.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from msgspec import Raw, Struct
from msgspec.json import Encoder, decode

from bptrace.api import experiment_of
from bptrace.config.experiment import Experiment
from bptrace.config.loading import load_part
from bptrace.errors import BptraceError
from bptrace.trace.trace import Trace

DIRECTORY = "BPTRACE_STATE_DIR"
"""The environment variable that says where else to keep it."""

FILE = "last-run.json"
VERSION = 1


class LastRun(Struct, frozen=True):
    """What was run, what its config is called, in which folder, and when (as `time.time`)."""

    experiment: Experiment
    origin: str
    folder: str
    time: float


class _Kept(Struct):
    """The file, as it is written."""

    version: int
    origin: str
    folder: str
    time: float
    config: Experiment


class _Found(Struct):
    """The file, as it is read: the config's numbers keep their digits."""

    version: int
    origin: str
    folder: str
    time: float
    config: Raw


def keep(trace: Trace) -> None:
    """Makes a run the last one; if that cannot be, nothing happens."""
    with suppress(OSError, ValueError):
        kept = _Kept(VERSION, trace.origin.source, str(Path.cwd()), time.time(), trace.experiment)
        _replace(Encoder(decimal_format="number").encode(kept))


def last_run() -> LastRun | None:
    """The last run, if there is one that can be read."""
    try:
        found = decode((directory() / FILE).read_bytes(), type=_Found)
        if found.version != VERSION:
            return None
        config = str(bytes(found.config), "utf-8")
        experiment = experiment_of(load_part(config, found.origin))
    except (OSError, ValueError, RecursionError, BptraceError):
        return None
    return LastRun(experiment, found.origin, found.folder, found.time)


def _replace(content: bytes) -> None:
    file = directory() / FILE
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f"{FILE}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def directory() -> Path:
    """Where the system keeps what a program remembers. Raises OSError where there is no such place.

    The rule of platformdirs.user_state_path, which takes longer to import than the file to write.
    """
    own = os.environ.get(DIRECTORY)
    return Path(own) if own else _of_the_system() / "bptrace"


def _of_the_system() -> Path:
    if sys.platform == "win32":
        variable, default = "LOCALAPPDATA", "~/AppData/Local"
    elif sys.platform == "darwin":
        variable, default = "", "~/Library/Application Support"
    else:
        variable, default = "XDG_STATE_HOME", "~/.local/state"
    place = Path(os.environ.get(variable, ""))
    if not place.is_absolute():
        place = Path(os.path.expanduser(default))  # noqa: PTH111 - Path.expanduser raises where there is no home
    if not place.is_absolute():
        raise FileNotFoundError(default)
    return place
