"""Two experiments -> what their configs have different, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bptrace.checking.differing.found import Setting
from bptrace.config.experiment import Experiment
from bptrace.config.written import written

NO_SETTINGS = frozenset({"title", "source", "expected"})
"""Keys that change no number."""


def settings_of(ours: Experiment, theirs: Experiment) -> Iterator[Setting]:
    """What is different in two resolved experiments, in the order of ours."""
    one, other = written(ours), written(theirs)
    for key in dict.fromkeys((*one, *other)):
        if key not in NO_SETTINGS:
            yield from _different(key, one.get(key), other.get(key))


def _different(key: str, ours: Any, theirs: Any) -> Iterator[Setting]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for each in dict.fromkeys((*ours, *theirs)):
            yield from _different(f"{key}.{each}", ours.get(each), theirs.get(each))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, pair in enumerate(zip(ours, theirs, strict=True)):
            yield from _different(f"{key}.{place}", *pair)
    elif ours != theirs:
        yield Setting(key, ours, theirs)
