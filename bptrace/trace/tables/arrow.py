"""pyarrow, which reads and writes Parquet, where it is installed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from bptrace.errors import InputError

MISSING = "Parquet needs pyarrow, which is not installed: pip install 'bptrace[parquet]'"


@cache
def pyarrow(part: str = "") -> Any:
    """The package, or a module of it. Raises InputError where it is not installed."""
    try:
        return import_module(f"pyarrow{part}")
    except ImportError:
        raise InputError(MISSING) from None


def pyarrow_parquet() -> Any:
    """The module pyarrow.parquet. Raises InputError where it is not installed."""
    return pyarrow(".parquet")
