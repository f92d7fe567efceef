"""A trace -> a folder of Parquet files that DuckDB, Polars, Dask and Spark read as one table: for
what is larger than a machine's memory.

DIR/iterations-000000000001-000000100000.parquet
DIR/iterations-000000100001-000000200000.parquet

Each file is of a range of iterations, and whole, header included; it appears when it is complete.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from bptrace.errors import InputError
from bptrace.trace.selection import Selection
from bptrace.trace.tables.blocks import part_of
from bptrace.trace.tables.folder import parts_of
from bptrace.trace.tables.parquet_writer import Tables, add_summary
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import Wanted

VALUES_IN_A_PART = 10_000_000
"""Some 50 MB as a file."""
STEPS = (5, 2, 1)


def write_dataset(trace: Trace, selection: Selection, folder: Path, wanted: Wanted) -> None:
    """In constant memory. The folder is made where there is none.

    Raises InputError where a table is in it already, EndedEarly at the end of a run that did.
    """
    there = len(parts_of(folder))
    if there:
        raise InputError(
            f"{folder} holds a table already, in {there:,} files: name another folder, or remove "
            "them"
        )
    folder.mkdir(exist_ok=True)
    tables = Tables(trace, selection, wanted)
    tables.part = iterations_of_a_part(tables.columns)
    for (first, end), parts in groupby(tables, lambda each: part_of(each[0], tables.part)):
        beside = folder / f".{first}.tmp"
        try:
            with beside.open("wb") as file, tables.writer(file) as writer:
                for _, table in parts:
                    writer.write_table(table, row_group_size=len(table))
                if tables.is_done:
                    add_summary(writer, trace)
            beside.replace(folder / f"iterations-{first:012}-{end:012}.parquet")
        finally:
            beside.unlink(missing_ok=True)
    trace.check_outcome()


def iterations_of_a_part(columns: int) -> int:
    """A round number of them: 1, 2 or 5, and zeros."""
    most = max(1, VALUES_IN_A_PART // max(columns, 1))
    magnitude = int("1" + "0" * (len(str(most)) - 1))
    return next(each * magnitude for each in STEPS if each * magnitude <= most)
