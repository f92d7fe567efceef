"""Settings of all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from bptrace.cli import last_run

# The same examples everywhere: a change that breaks a law fails on every machine, or on none.
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "repeatable", max_examples=40, derandomize=True, deadline=None, database=None
)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What bptrace remembers of the user's runs is left alone, by the processes of tests too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(last_run.DIRECTORY, str(tmp_path_factory.mktemp("state")))
        yield
