"""NPZ that `npz_writer` wrote -> a trace. Arrays stay in the file; of each, a row at a time is
read."""

from __future__ import annotations

import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from functools import partial as bound
from io import BytesIO
from tokenize import TokenError
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.errors import Flaw, TraceError
from bptrace.network.build import build_step
from bptrace.network.error import ERROR_OF_ALL
from bptrace.trace.lines import Lines
from bptrace.trace.tables.columns import EPOCH, ITERATION, SAMPLES
from bptrace.trace.tables.npz_writer import HEADER, SUMMARY, array_axes
from bptrace.trace.written import Values, WrittenTrace, check_ascending

OTHERS = frozenset({HEADER, SUMMARY, ITERATION, EPOCH, SAMPLES, ERROR_OF_ALL})
NEEDED = frozenset({HEADER, ITERATION, SAMPLES})
"""What says of what the others are."""
ENDING = ".npy"
AT_ONCE = 1_000_000
"""Bytes."""
LOCAL_HEADER = 30
"""Bytes before the name of a member in a ZIP archive."""
DAMAGES = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    SyntaxError,
    TokenError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    MemoryError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What an archive or an array in it raises that was damaged."""


def written_npz(lines: Lines, origin: str, *, partial: bool = False) -> WrittenTrace | None:
    """The trace; None where the archive is of something else.

    partial: whether the arrays that are whole will do. Raises TraceError where it cannot be read.
    """
    stream = lines.whole()
    try:
        arrays, damaged = _arrays_in(stream)
    except DAMAGES as error:
        raise TraceError(origin, Flaw.NOT_NPZ, detail=error) from None
    damage = TraceError(f"{origin}, {damaged[0]}", Flaw.NOT_AS_WRITTEN) if damaged else None
    if damage is not None and not (partial and NEEDED.isdisjoint(damaged)):
        raise damage
    if not {HEADER, ITERATION} <= arrays.keys():
        raise TraceError(origin, Flaw.NOT_A_TRACE)
    written = WrittenNpz(origin, arrays)
    written.damage = damage
    return written


class _Named(NamedTuple):
    """An array, where in a row of it the values are, and how they are called."""

    array: Any
    places: Any
    names: Sequence[str]


class WrittenNpz(WrittenTrace):
    """Arrays whose first axis are the iterations."""

    def __init__(self, origin: str, arrays: Mapping[str, Any]) -> None:
        super().__init__(origin, str(arrays[HEADER]).encode(), f"{origin}, {HEADER}")
        self._numbers = np.asarray(arrays[ITERATION])
        self._samples = np.asarray(arrays[SAMPLES]) if SAMPLES in arrays else None
        self._arrays = {name: each for name, each in arrays.items() if name not in OTHERS}
        self._named = lru_cache(maxsize=None)(self._named_of)

    def read(self, first: int, last: int) -> Iterator[tuple[int, Values]]:
        numbers = self._numbers
        before = 0
        for row in range(int(np.searchsorted(numbers, first)), len(numbers)):
            iteration = int(numbers[row])
            check_ascending(iteration, before, f"{self.origin}, {ITERATION}[{row}]")
            if iteration > last:
                return
            yield iteration, self._values(row)
            before = iteration

    def _values(self, row: int) -> Values:
        length = 1 if self._samples is None else int(np.count_nonzero(self._samples[row]))
        values: dict[str, float] = {}
        for array, places, names in self._named(length):
            flat = array[row].ravel()
            values.update(
                zip(names, (flat if places is None else flat[places]).tolist(), strict=True)
            )
        return values

    def _named_of(self, length: int) -> list[_Named]:
        """What the arrays hold of an iteration that saw so many samples."""
        build = bound(build_step, self.experiment)
        size = 1 if self._samples is None else self._samples.shape[1]
        whole, own = build(size), build(length)
        return [self._found(whole, own, name) for name in self._arrays]

    def _found(self, whole: Step, own: Step, name: str) -> _Named:
        array, rows = self._arrays[name], len(self._numbers)
        family = next((each for each in whole.families if each.name == name), None)
        axes, shape = ((), ()) if family is None else array_axes(whole, family)
        if array.shape != (rows, *shape) or array.dtype != np.float64:
            raise TraceError(f"{self.origin}, {name}", Flaw.OTHER_ARRAY, found=array.shape)
        if family is None:
            reference = whole.names.find(name)
            is_there = reference is not None and own.names.find(name) is not None
            return _Named(array, None if is_there else [], [name] if is_there else [])
        references = list(own.positions(own.family(name)))
        places = [_place(each, axes, shape) for each in references]
        names = list(map(own.names.spell, references))
        return _Named(array, places, names)


def _place(reference: Reference, axes: Sequence[int], shape: Sequence[int]) -> int:
    place = 0
    for axis, length in zip(axes, shape, strict=True):
        place = place * length + int(reference.at[axis])
    return place


def _arrays_in(stream: BinaryIO) -> tuple[dict[str, Any], list[str]]:
    """The arrays of an archive by name, those that are not packed in the file where they are; and
    the names of those that are damaged."""
    arrays, damaged = {}, []
    with zipfile.ZipFile(stream) as archive:
        content = _content(stream)
        for each in archive.infolist():
            name = each.filename.removesuffix(ENDING)
            if not _is_as_written(archive, each):
                damaged.append(name)
            elif name != each.filename:
                arrays[name] = _array(archive, each, content)
    return arrays, damaged


def _is_as_written(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """By its checksum, which is looked at where all of it has been read."""
    try:
        with archive.open(member) as stream:
            while stream.read(AT_ONCE):
                pass
    except zipfile.BadZipFile:
        return False
    return True


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, content: Any) -> Any:
    if member.compress_type != zipfile.ZIP_STORED:
        return np.lib.format.read_array(BytesIO(archive.read(member)), allow_pickle=False)
    at = member.header_offset + LOCAL_HEADER
    name, extra = struct.unpack("<HH", content[at - 4 : at])
    start = at + name + extra
    head = BytesIO(content[start : start + min(member.file_size, 65_536)])
    np.lib.format.read_magic(head)
    shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(head)
    if dtype.hasobject:
        raise ValueError("an array of objects")
    count = int(np.prod(shape, dtype=object))
    flat = np.frombuffer(content, dtype, count, start + head.tell())
    return flat.reshape(shape, order="F" if is_fortran else "C")


def _content(stream: BinaryIO) -> Any:
    """All bytes of a file, without reading them, where that is possible."""
    try:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        stream.seek(0)
        return stream.read()
