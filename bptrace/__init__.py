"""bptrace shows backpropagation happening: every value of every training iteration, by name.

trace = bptrace.run("configs/mazur.yaml")
trace[1]["dE_dw5"]          0.08216704056423078
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bptrace.version import __version__

if TYPE_CHECKING:
    from bptrace.api import run

__all__ = ["__version__", "run"]


def __getattr__(name: str) -> object:
    """The library, imported when it is first used: `bptrace --version` needs none of it."""
    if name == "run":
        return import_module("bptrace.api").run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
