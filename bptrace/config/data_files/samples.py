"""`samples: {file: iris.csv, input: 1-4, target: {one_hot: species}}` -> samples.

file -> columns -> those that are inputs, scaled, and those that are targets -> one sample a row
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path as FilePath

from msgspec import Struct

from bptrace.config.config import OneHot, SampleFile
from bptrace.config.data_files.arrays import Arrays
from bptrace.config.data_files.columns import Columns
from bptrace.config.data_files.complaints import Complaints
from bptrace.config.data_files.delimited import Delimited, is_number
from bptrace.config.data_files.json_lines import JsonLines
from bptrace.config.data_files.opening import Archive, is_archive, read_text
from bptrace.config.data_files.scaling import Scaling, scaled, scaling_of
from bptrace.config.data_files.selecting import Selection
from bptrace.config.experiment import Sample
from bptrace.config.gallery import find_data
from bptrace.problems.problem import Kind, Path

SAMPLES: Path = ("samples",)
JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
MOST_NUMBERS = 5_000_000


class Data(Struct, frozen=True):
    """Where samples come from."""

    file: str
    """as the config names it, or `built-in data/iris.csv`"""
    samples: int
    """how many there are"""
    inputs: list[str]
    """the columns, one name a number"""
    targets: list[str]
    """the same of the targets; of classes, the column they are in"""
    classes: list[str] | None = None
    """what each target stands for"""
    scaling: Scaling | None = None
    """what became of the numbers in the file"""


class Block(Struct, frozen=True):
    """Columns of numbers, and what they are called."""

    names: list[str]
    columns: list[list[float]]


def samples_of(source: SampleFile, folder: FilePath) -> tuple[list[Sample], Data]:
    """The samples in a file, and where they come from. Raises Unusable.

    folder: where a relative path begins.
    """
    complaints = Complaints(SAMPLES)
    called, file = find_data(source.file, folder)
    reader = _Reader(source, file, complaints)
    target, input_ = reader.places()
    complaints.check()
    inputs = reader.block(input_)
    targets, classes = reader.targets(target)
    complaints.check()
    reader.check_size(inputs, targets)
    complaints.check()
    scaling = reader.scaling(inputs)
    columns = inputs.columns if scaling is None else scaled(inputs.columns, scaling)
    rows = zip(zip(*columns, strict=True), zip(*targets.columns, strict=True), strict=True)
    samples = [Sample(list(row), list(target)) for row, target in rows]
    data = Data(called, len(samples), inputs.names, targets.names, classes, scaling)
    return samples, data


class _Reader:
    """A file whose columns are asked for."""

    def __init__(self, source: SampleFile, file: FilePath, complaints: Complaints) -> None:
        self._source = source
        self._origin = str(file)
        self._complaints = complaints
        self._columns = _columns(file, source.header, complaints)
        if not self._columns.names:
            complaints.about_config(Kind.NO_ROWS, (*SAMPLES, "file"), file=self._origin)
            complaints.check()

    def places(self) -> tuple[list[int], list[int]]:
        """Which columns are targets, and which are inputs."""
        source, path = self._source, (*SAMPLES, "target")
        selection = Selection(self._columns, self._origin, self._complaints)
        if isinstance(source.target, OneHot):
            path = (*path, "one_hot")
            targets = selection.places(source.target.one_hot, path)
            if len(targets) > 1:
                self._complaints.about_config(Kind.ONE_HOT_OF_SEVERAL, path, found=len(targets))
        else:
            targets = selection.places(source.target, path)
        path = (*SAMPLES, "input")
        if selection.are_the_others(source.input):
            return targets, selection.others(targets, path)
        return targets, selection.places(source.input, path)

    def block(self, places: Sequence[int]) -> Block:
        """The numbers of those columns."""
        names: list[str] = []
        columns: list[list[float]] = []
        for place in places:
            name, found = self._columns.names[place], self._columns.numbers(place, self._complaints)
            columns += found
            counted = [f"{name}.{number}" for number in range(1, len(found) + 1)]
            names += [name] if len(found) == 1 else counted
        return Block(names, columns)

    def targets(self, places: Sequence[int]) -> tuple[Block, list[str] | None]:
        """The targets; where they are classes, 1 for a sample's own, and what the classes are."""
        if not isinstance(self._source.target, OneHot):
            return self.block(places), None
        (place,) = places
        words = self._columns.words(place, self._complaints)
        classes = in_order(set(words))
        self._check_count(len(words) * len(classes))
        columns = [[float(word == each) for word in words] for each in classes]
        return Block([self._columns.names[place]], columns), classes

    def check_size(self, inputs: Block, targets: Block) -> None:
        """As many rows everywhere, some, and not too many."""
        columns = [*inputs.columns, *targets.columns]
        counts = [len(each) for each in columns]
        path = (*SAMPLES, "file")
        if not min(counts, default=0):
            self._complaints.about_config(Kind.NO_ROWS, path, file=self._origin)
        elif min(counts) < max(counts):
            data = {"most": max(counts), "least": min(counts), "file": self._origin}
            self._complaints.about_config(Kind.UNEQUAL_COUNTS, path, **data)
        self._check_count(sum(counts))

    def _check_count(self, numbers: int) -> None:
        if numbers > MOST_NUMBERS:
            data = {"found_count": numbers, "most": MOST_NUMBERS, "file": self._origin}
            self._complaints.about_config(Kind.TOO_MANY_NUMBERS, (*SAMPLES, "file"), **data)
        self._complaints.check()

    def scaling(self, inputs: Block) -> Scaling | None:
        """The constants by which the inputs are scaled."""
        try:
            scaling = scaling_of(self._source.scale, inputs.columns)
            constants = [] if scaling is None else [*scaling.shift, *scaling.scale]
        except OverflowError:
            constants = [float("inf")]
        if not all(map(isfinite, constants)):
            self._complaints.about_config(Kind.TOO_FAR_APART, (*SAMPLES, "scale"))
        self._complaints.check()
        return scaling


def _columns(file: FilePath, header: bool | None, complaints: Complaints) -> Columns:
    path = (*SAMPLES, "file")
    if is_archive(file):
        return Arrays(Archive(file, path), str(file))
    text = read_text(file, path)
    if file.suffix.lower() in JSON_LINES:
        return JsonLines(text, str(file), complaints)
    return Delimited(text, str(file), header, complaints)


def in_order(classes: set[str]) -> list[str]:
    """Numbers by size, anything else by the alphabet."""
    are_numbers = all(is_number(each) and isfinite(float(each)) for each in classes)
    return sorted(classes, key=lambda each: (float(each) if are_numbers else 0.0, each))
