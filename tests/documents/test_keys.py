"""The README's table of keys says what the types say.

`BPTRACE_REWRITE_GOLDEN=1 pytest tests/documents` writes it anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from bptrace.config.experiment import (
    ACTIVATION_PARAMETERS,
    DEFAULT_ITERATIONS,
    INIT_PARAMETERS,
    LOSS_PARAMETERS,
    OPTIMIZER_PARAMETERS,
    SCHEDULE_PARAMETERS,
    Parameters,
)
from tests.documents.keys import HEAD, Row, key_table, rows
from tests.test_readme import README, REWRITE

TABLE = re.compile(rf"^{re.escape(HEAD[0])}\n(?:\|.*(?:\n|\Z))+", re.MULTILINE)


def meaning(path: str) -> str:
    (found,) = [each.meaning for each in rows() if ".".join(each.path) == path]
    return found


def test_the_readme_s_table_of_keys_is_the_one_that_the_types_give() -> None:
    text = README.read_text(encoding="utf-8")
    (table,) = TABLE.findall(text)
    if REWRITE:
        README.write_text(text.replace(table, key_table() + "\n"), encoding="utf-8")
    else:
        assert table == key_table() + "\n"


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: ".".join(row.path))
def test_every_key_of_a_config_says_what_it_means(row: Row) -> None:
    assert row.meaning.strip()
    assert "\n" not in row.meaning
    assert "|" not in row.meaning


def test_the_keys_of_lists_and_mappings_are_among_them() -> None:
    paths = {".".join(each.path) for each in rows()}
    assert {"layers", "layers.0.bias.init", "layers.0.names.weights", "samples.0.input"} <= paths


def test_defaults_that_depend_on_something_are_the_ones_that_are_taken() -> None:
    assert meaning("iterations").endswith(f": {DEFAULT_ITERATIONS}")
    assert meaning("layers.0.weights.mean").endswith(f": {INIT_PARAMETERS['normal']['mean']:g}")


def shown(default: float) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return {1e-8: "1e-8", 1e-10: "1e-10"}.get(default, f"{default:g}")


RULES: list[tuple[str, Mapping[Any, Parameters]]] = [
    ("layers.0.activation", ACTIVATION_PARAMETERS),
    ("loss", LOSS_PARAMETERS),
    ("optimizer", OPTIMIZER_PARAMETERS),
    ("optimizer.schedule", SCHEDULE_PARAMETERS),
]


@pytest.mark.parametrize(
    ("path", "default"),
    sorted(
        {
            (f"{path}.{key}", "the whole training" if key == "over" else shown(default))
            for path, table in RULES
            for takes in table.values()
            for key, default in takes.items()
            if default is not None
        }
    ),
)
def test_what_a_rule_takes_where_it_is_left_out_is_said(path: str, default: str) -> None:
    assert re.search(rf"left out.*[: ]{re.escape(default)}\b", meaning(path))
