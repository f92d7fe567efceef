"""What the tests of configs share: a folder to write them in, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bptrace.config import Experiment, load
from bptrace.errors import ConfigError

GOOD = """\
layers:
  - units: 2
    activation: sigmoid
samples:
  - {input: [1, 2], target: [0, 1]}
"""

Complaint = Callable[..., str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, so that a file is called by its bare name in messages."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def complaint() -> Complaint:
    """What a user reads about a text, or bytes, in a file of that name."""

    def complain(content: str | bytes, name: str = "net.yaml", *options: str) -> str:
        encoded = content.encode() if isinstance(content, str) else content
        Path(name).write_bytes(encoded)
        return complaint_about(name, *options)

    return complain


def complaint_about(source: str | Path | dict[str, object], *options: str) -> str:
    """What a user reads about a source that cannot be loaded."""
    with pytest.raises(ConfigError) as caught:
        load(source, assignments=options)
    return str(caught.value)


def loaded(content: str | bytes, name: str = "net.yaml") -> Experiment:
    """The experiment in a file of that name."""
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return load(name).experiment
