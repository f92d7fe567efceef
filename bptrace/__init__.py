"""bptrace shows backpropagation happening: every value of every training iteration, by name.

trace = bptrace.run("configs/mazur.yaml")
trace[1]["dE_dw5"]          0.08216704056423078
"""

from __future__ import annotations

from importlib import import_module

from bptrace.version import __version__

TYPE_CHECKING = False  # `typing` takes ten times as long to import as this; checkers know the name
if TYPE_CHECKING:
    from bptrace.api import run
    from bptrace.checking.differing.comparing import diff
    from bptrace.checking.gradients.gradcheck import gradcheck
    from bptrace.programs.code import code
    from bptrace.render.checks.shown import check
    from bptrace.render.documents.shown import explain
    from bptrace.schemas.published import schema
    from bptrace.sources import read_trace

__all__ = [
    "__version__",
    "check",
    "code",
    "diff",
    "explain",
    "gradcheck",
    "read_trace",
    "run",
    "schema",
]

_HOMES = {
    "check": "bptrace.render.checks.shown",
    "code": "bptrace.programs.code",
    "diff": "bptrace.checking.differing.comparing",
    "explain": "bptrace.render.documents.shown",
    "gradcheck": "bptrace.checking.gradients.gradcheck",
    "read_trace": "bptrace.sources",
    "run": "bptrace.api",
    "schema": "bptrace.schemas.published",
}


def __getattr__(name: str) -> object:
    """The library, imported when it is first used: `bptrace --version` needs none of it."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
