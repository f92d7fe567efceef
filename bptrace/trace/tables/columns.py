"""Which columns a table has.

wide   iteration  epoch  sample       E_all  net_h1  …      a column a value, a row an iteration
                         samples                            in batches: which they are
long   iteration  sample  phase  layer  name  value         a row a value

E_all is there where there are several samples, and has a value at the end of an epoch. In the long
layout a value of one sample has that sample's number, and a name without its place in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Phase, Step
from bptrace.engine.columns import Columns
from bptrace.errors import InputError
from bptrace.network.error import ERROR_OF_ALL
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.trace.narrowed import Narrowed

ITERATION, EPOCH, SAMPLE, SAMPLES = "iteration", "epoch", "sample", "samples"
LEADING = (ITERATION, EPOCH, SAMPLE, SAMPLES, ERROR_OF_ALL)
"""Columns of a wide table that are no values of the step."""
PHASE, LAYER, NAME, VALUE = "phase", "layer", "name", "value"
LONG = (ITERATION, SAMPLE, PHASE, LAYER, NAME, VALUE)

MOST_COLUMNS = 2_000


class LongName(Struct, frozen=True):
    """What the long layout says of a value. place: of its sample in the batch, from 0; None where
    it is the batch's."""

    place: int | None
    phase: str
    layer: str | None
    name: str


LONG_ERROR_OF_ALL = LongName(None, Phase.ERROR, None, ERROR_OF_ALL)


def leading_names(narrowed: Narrowed) -> list[str]:
    """What the columns before the values are called."""
    samples = SAMPLE if narrowed.order.size == 1 else SAMPLES
    return [ITERATION, EPOCH, samples, *([ERROR_OF_ALL] if narrowed.with_error_of_all else [])]


def wide_names(narrowed: Narrowed) -> list[str]:
    """What all columns are called. Raises InputError where they are too many, or two of them are
    called alike."""
    count = len(narrowed.whole)
    if count > MOST_COLUMNS:
        raise InputError(
            f"a table of {count:,} columns is more than most programs can use: choose some with "
            f"--only (E,layer:o), write {count:,} rows an iteration with --layout long, or take "
            "--format npz or jsonl, which have no such limit"
        )
    leading, names = leading_names(narrowed), narrowed.whole.names
    twice = [each for each in leading if each in names]
    if twice:
        raise InputError(
            f"two columns would be called {twice[0]}: give that value another name in the config, "
            "or write --layout long"
        )
    return [*leading, *names]


def long_names(columns: Columns) -> Iterator[LongName]:
    """What the long layout says of every column."""
    step = columns.step
    for each in columns.references:
        family = step.family(each.name)
        name = step.names.spell(each)
        bare = name.rpartition(PLACE)[0] if PLACE in family.spelling else name
        yield LongName(place_of(step, each), family.phase, family.layer, bare)


def place_of(step: Step, reference: Reference) -> int | None:
    """The place in the batch, from 0, of the sample that has a value; None where all have it."""
    at = step.family(reference.name).at
    return int(reference.at[at.index(SAMPLE_INDEX)]) if SAMPLE_INDEX in at else None
