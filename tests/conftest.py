"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples everywhere: a change that breaks a law fails on every machine, or on none.
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "repeatable", max_examples=40, derandomize=True, deadline=None, database=None
)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
