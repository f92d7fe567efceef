"""`start_from: trained.jsonl` -> the values in it, by the names of scalars or of families.

trace       the values of its summary: {"w1": 0.35, …, "velocity_w1": …}
JSON        {"w1": 0.1}, or by families {"W_h": [[0.1, 0.2]], "b_h": [0.3]}
NPZ         by families
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, BinaryIO

from msgspec import Struct

from bptrace.config.data_files.complaints import Complaints
from bptrace.config.data_files.numbers import flat_numbers, nested_numbers
from bptrace.config.data_files.opening import MOST_BYTES, Archive, is_archive, opened
from bptrace.config.data_files.weights import read_json
from bptrace.problems.problem import Kind, Path, Place

PATH: Path = ("start_from",)
HEADER = re.compile(rb'\s*\{\s*"record"\s*:\s*"header"')
BLOCK = 65_536


class Start(Struct, frozen=True):
    """Values to begin with: numbers, or lists of lists of them, by name. file: where from."""

    file: str
    values: Mapping[str, Any]


def start_of(file: FilePath) -> Start:
    """What a file gives to begin with. Raises Unusable."""
    complaints = Complaints(PATH)
    if is_archive(file):
        return Start(str(file), _arrays(file, complaints))
    values = _values(file, complaints)
    numbers = {name: nested_numbers(value) for name, value in values.items()}
    for name, number in numbers.items():
        if number is None:
            found = values[name]
            complaints.about(Kind.BAD_START, Place(str(file)), name=name, found=found)
    complaints.check()
    return Start(str(file), numbers)


def _arrays(file: FilePath, complaints: Complaints) -> Mapping[str, Any]:
    archive = Archive(file, PATH)
    values = {}
    for name in archive.names:
        array = archive.array(name)
        flat = flat_numbers(array, name, Place(str(file)), complaints)
        if flat is not None:
            values[name] = flat.reshape(array.shape).tolist()
    complaints.check()
    return values


def _values(file: FilePath, complaints: Complaints) -> Mapping[str, Any]:
    """The values by name: of the summary, where it is a trace."""
    with opened(file, PATH) as stream:
        is_stream = HEADER.match(stream.read(100)) is not None
        data = {"summary": _summary(stream)} if is_stream else read_json(file, PATH)
    values: Any = data
    if isinstance(data, dict) and "summary" in data:
        values = data["summary"].get("values") if isinstance(data["summary"], dict) else None
    if not isinstance(values, dict):
        kind = Kind.NO_START if values is data else Kind.NO_SUMMARY
        complaints.about_config(kind, PATH, file=str(file), found=values)
        complaints.check()
    return dict(values)


def _summary(stream: BinaryIO) -> Any:
    """The last record of a stream of records, if it is the summary."""
    try:
        record = json.loads(_last_line(stream))
    except (ValueError, RecursionError):
        return None
    is_summary = isinstance(record, dict) and record.get("record") == "summary"
    return record if is_summary else None


def _last_line(stream: BinaryIO) -> bytes:
    """The last line that is not empty, read from the end: a trace may be very long."""
    end = stream.seek(0, os.SEEK_END)
    length = BLOCK
    while True:
        begin = max(end - length, 0)
        stream.seek(begin)
        content = stream.read(end - begin).rstrip()
        at = content.rfind(b"\n")
        if at >= 0 or begin == 0 or length > MOST_BYTES:
            return content[at + 1 :]
        length *= 4
