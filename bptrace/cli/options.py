"""The options that several commands have, so that they are the same wherever they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bptrace.render.signs.numbers import DEFAULT_DIGITS, MOST_DIGITS

TERMINAL, MARKDOWN, JSON = "terminal", "markdown", "json"

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Command], Command]


def precision_option(what: str = "Decimals shown.") -> Option[Any]:
    """How many decimals people are shown."""
    return click.option(
        "--precision",
        type=click.IntRange(1, MOST_DIGITS),
        default=DEFAULT_DIGITS,
        show_default=True,
        metavar="N",
        help=what,
    )


def format_option(*names: str) -> Option[Any]:
    """The formats of a command, beside the terminal's own."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice([TERMINAL, *names]),
        default=TERMINAL,
        show_default=True,
    )


output_option: Option[Any] = click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE"
)
ascii_option: Option[Any] = click.option(
    "--ascii", "ascii_only", is_flag=True, help="Write in plain ASCII."
)
partial_option: Option[Any] = click.option(
    "--partial", is_flag=True, help="Of a damaged trace, take what is whole."
)
