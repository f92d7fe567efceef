"""The type of a config as a file has it: its samples may be in another file.

`samples: {file: iris.csv, input: 1-4, target: {one_hot: species}, scale: standard}`

The text under a key is its line in the README's table of keys (`tests/documents`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from bptrace.config.experiment import Experiment, Sample

ScaleName = Literal["none", "standard", "min_max"]

ALL_THE_OTHERS = "all the others"

ColumnList = Annotated[list[str | int], Meta(min_length=1)]


class OneHot(Struct, frozen=True, forbid_unknown_fields=True):
    """Classes as targets: 1 for the sample's own class, 0 for each of the others."""

    one_hot: str | int
    """the column or array with the classes, by name or by position"""


class SampleFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Samples in a file: CSV, JSON Lines or NPZ."""

    file: str
    """CSV, JSON Lines or NPZ; its path begins at the config's folder"""
    input: ColumnList | str | int = ALL_THE_OTHERS
    """columns by name or position (from 1): `[x, y]`, `1-4`; in NPZ, the array"""
    target: ColumnList | str | int | OneHot
    """the columns of the targets, as for `input`; or `{one_hot: species}`, a class in words"""
    scale: ScaleName = "none"
    """inputs to mean 0 and standard deviation 1 (`standard`), or to 0 … 1 (`min_max`)"""
    header: bool | None = None
    """whether the first row of a CSV names the columns; left out: if no number is in it"""


class Config(Experiment, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An experiment as a file has it: its samples may be in another file, from which loading the
    config takes them."""

    samples: Annotated[list[Sample], Meta(min_length=1)] | SampleFile  # type: ignore[assignment]  # wider on purpose
    """what the network learns from: a list, or a mapping that says which file they are in"""
    schema: str | None = field(name="$schema", default=None)
    """for editors: where the JSON Schema of configs is; bptrace does not look there"""
