"""`weights: {file: trained.npz, array: W1}` -> the numbers, as if they were written out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from bptrace.config.data_files.complaints import Complaints
from bptrace.config.data_files.numbers import flat_numbers, nested_numbers
from bptrace.config.data_files.opening import Archive, is_archive, read_text
from bptrace.config.experiment import Weights
from bptrace.problems.near import near
from bptrace.problems.problem import Kind, Path, Place

MOST_NAMES = 20

Matrix = list[list[float] | float]


def weights_of(weights: Weights, folder: FilePath, path: Path) -> Matrix:
    """Rows of numbers, or one flat list; whether they fit the layer is not known yet.

    folder: where a relative path begins. path: of the weights. Raises Unusable.
    """
    assert weights.file is not None
    file = folder / weights.file
    complaints = Complaints((*path, "file"))
    if is_archive(file):
        archive = Archive(file, (*path, "file"))
        name = _chosen(archive.names, weights.array, file, path, complaints)
        return _from_array(archive, name, file, complaints)
    data = read_json(file, (*path, "file"))
    name = weights.array or "weights"
    if isinstance(data, dict):
        name = _chosen(list(data), weights.array, file, path, complaints)
        data = data[name]
    return _from_json(data, name, file, complaints)


def read_json(file: FilePath, path: Path) -> Any:
    """The data of a JSON file. path: of the key that names it. Raises Unusable."""
    text = read_text(file, path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        complaints = Complaints(path)
        detail = str(error) or type(error).__name__
        complaints.about_config(Kind.FILE_NOT_JSON, path, file=str(file), detail=detail)
        complaints.check()


def _chosen(
    names: list[str], wanted: str | None, file: FilePath, path: Path, complaints: Complaints
) -> str:
    """The array of that name; the only one, where none is named."""
    if wanted is None and len(names) == 1:
        return names[0]
    data: Mapping[str, object] = {"file": str(file), "known": names[:MOST_NAMES]}
    if wanted is None:
        complaints.about_config(Kind.SEVERAL_ARRAYS, (*path, "file"), **data)
    elif wanted not in names:
        found = {"name": wanted, "near": near(wanted, names), **data}
        complaints.about_config(Kind.UNKNOWN_ARRAY, (*path, "array"), **found)
    complaints.check()
    assert wanted is not None
    return wanted


def _from_array(archive: Archive, name: str, file: FilePath, complaints: Complaints) -> Matrix:
    array = archive.array(name)
    if not 1 <= array.ndim <= 2:
        complaints.about(Kind.NOT_A_MATRIX, Place(str(file)), array=name)
    flat = flat_numbers(array, name, Place(str(file)), complaints)
    complaints.check()
    assert flat is not None
    rows: Matrix = flat.reshape(array.shape).tolist()
    return rows


def _from_json(data: Any, name: str, file: FilePath, complaints: Complaints) -> Matrix:
    numbers = nested_numbers(data)
    if not isinstance(numbers, list) or _depth(numbers) > 2:
        complaints.about(Kind.NOT_A_MATRIX, Place(str(file)), array=name)
    complaints.check()
    matrix: Matrix = numbers
    return matrix


def _depth(numbers: object) -> int:
    return 1 + max(map(_depth, numbers), default=0) if isinstance(numbers, list) else 0
