"""A trace -> NPZ, NumPy's archive: one array a family, its first axis the iterations.

W_o (n, 2, 2)   out_h (n, 2)   E (n,)    in batches a further axis, of the samples, after the first
w5 (n,)                                  a value of a family of which not all are wanted
iteration (n,)  epoch (n,)  samples (n, size of a batch)  E_all (n,)
header  summary                          JSON, as text

NaN stands where a smaller batch has no such sample, and in E_all of iterations that end no epoch;
samples are 0 there. What does not exist because a connection is missing is 0.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple, cast

import numpy as np
from msgspec.json import Encoder

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.errors import InputError
from bptrace.network.error import ERROR_OF_ALL
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.trace.formats import Write
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.rows import header_of, summary_of
from bptrace.trace.selection import Selection
from bptrace.trace.tables.blocks import Block, blocks_of
from bptrace.trace.tables.columns import EPOCH, ITERATION, SAMPLES
from bptrace.trace.tables.sink import Sink
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted, family_of

HEADER, SUMMARY = "header", "summary"

encode = Encoder(decimal_format="number").encode


class Part(NamedTuple):
    """An array of the archive. of: what it holds of a block."""

    name: str
    shape: tuple[int, ...]
    type: str
    of: Callable[[Block], Any]


def write_npz(
    trace: Trace, selection: Selection, write: Write, wanted: Wanted = EVERYTHING
) -> None:
    """In constant memory: blocks wait in a temporary file until it is known how many there are.

    Raises InputError where two arrays would be called alike, EndedEarly at the end of a run that
    did.
    """
    narrowed = Narrowed(trace, wanted.only)
    parts = _parts(narrowed)
    with TemporaryFile() as waiting, zipfile.ZipFile(cast("BinaryIO", Sink(write)), "w") as archive:
        _add_text(archive, HEADER, encode(header_of(trace, narrowed)))
        rows = []
        for block in blocks_of(narrowed, selection):
            rows.append(len(block.iteration))
            for part in parts:
                waiting.write(np.ascontiguousarray(part.of(block), part.type).tobytes())
        for place in range(len(parts)):
            _add_array(archive, parts, place, rows, waiting)
        _add_text(archive, SUMMARY, encode(summary_of(trace)))
    trace.check_outcome()


def _parts(narrowed: Narrowed) -> list[Part]:
    parts = [
        Part(ITERATION, (), "<i8", lambda block: block.iteration),
        Part(EPOCH, (), "<i8", lambda block: block.epoch),
        Part(SAMPLES, (narrowed.order.size,), "<i8", lambda block: block.samples),
    ]
    if narrowed.with_error_of_all:
        parts.append(Part(ERROR_OF_ALL, (), "<f8", lambda block: block.error))
    parts += _of_families(narrowed)
    names = [HEADER, SUMMARY, *(each.name for each in parts)]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise InputError(
            f"two arrays would be called {twice[0]}: give that value another name in the config"
        )
    return parts


def _of_families(narrowed: Narrowed) -> Iterator[Part]:
    step, references = narrowed.whole.step, narrowed.whole.references
    for family, start, end in family_of(step, references):
        if end - start == step.count(family):
            yield _of_family(step, family, references[start:end], start)
        else:
            for place in range(start, end):
                yield _of_value(step.names.spell(references[place]), place)


def _of_value(name: str, place: int) -> Part:
    return Part(name, (), "<f8", lambda block: block.values[:, place])


def _of_family(step: Step, family: Family, references: Sequence[Reference], start: int) -> Part:
    end = start + len(references)
    axes, shape = array_axes(step, family)
    if np.prod(shape, dtype=int) == len(references):
        return Part(family.name, shape, "<f8", lambda block: block.values[:, start:end])
    places = tuple(np.array([each.at for each in references]).T[list(axes)])

    def scattered(block: Block) -> Any:
        array = np.zeros((len(block.values), *shape))
        array[:, *places] = block.values[:, start:end]
        return array

    return Part(family.name, shape, "<f8", scattered)


def array_axes(step: Step, family: Family) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Which of a family's axes its array has, and how long they are: not that of the samples, where
    an iteration sees one."""
    lengths = [step.axes[index] for index in family.at]
    kept = [
        axis
        for axis, index in enumerate(family.at)
        if index != SAMPLE_INDEX or step.axes[SAMPLE_INDEX] > 1
    ]
    return tuple(kept), tuple(lengths[axis] for axis in kept)


def _add_array(
    archive: zipfile.ZipFile, parts: Sequence[Part], place: int, rows: Sequence[int], waiting: Any
) -> None:
    """Puts together what the blocks have of an array."""
    sizes = [8 * int(np.prod(each.shape, dtype=int)) for each in parts]
    part = parts[place]
    header = {"descr": part.type, "fortran_order": False, "shape": (sum(rows), *part.shape)}
    begin = sum(sizes[:place])
    with archive.open(_member(part.name), "w", force_zip64=True) as member:
        np.lib.format.write_array_header_1_0(member, header)
        offset = 0
        for count in rows:
            waiting.seek(offset + count * begin)
            member.write(waiting.read(count * sizes[place]))
            offset += count * sum(sizes)


def _add_text(archive: zipfile.ZipFile, name: str, text: bytes) -> None:
    with archive.open(_member(name), "w", force_zip64=True) as member:
        np.lib.format.write_array(member, np.array(text.decode()), allow_pickle=False)


def _member(name: str) -> zipfile.ZipInfo:
    """Without the time, so that the same run gives the same bytes."""
    return zipfile.ZipInfo(f"{name}.npy")
