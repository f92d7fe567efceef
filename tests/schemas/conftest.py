"""The fixtures of these tests."""

from __future__ import annotations

from tests.cli.conftest import invoke

__all__ = ["invoke"]
