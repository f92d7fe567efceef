"""A config that names other files -> the experiment with what is in them.

samples: {file: …}            samples              `data_files.samples`
layers.N.weights: {file: …}   weights, as if they were written out
start_from: …                 values for parameters and states; for `bptrace.network.starting`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from bptrace.config.config import Config, SampleFile
from bptrace.config.experiment import Experiment, Layer, Sample, Weights
from bptrace.problems.problem import Finding, Path

if TYPE_CHECKING:
    from bptrace.config.data_files.samples import Data
    from bptrace.config.data_files.start import Start

SAMPLES: Path = ("samples",)
START: Path = ("start_from",)
STAND_IN = [Sample(1.0, 1.0)]
"""To go on with where samples cannot be read."""


class Files(Struct, frozen=True):
    """What an experiment has from other files.

    data: where its samples come from. start: what it begins with. findings: what is wrong with
    them; paths: what nothing is known about therefore.
    """

    data: Data | None = None
    start: Start | None = None
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Path, ...] = ()


Folder = Callable[[Path], FilePath]
"""Where relative paths begin, by the place in the config that names the file."""


def with_files(config: Config, folder: Folder) -> tuple[Experiment, Files]:
    """The experiment, and what it has from files."""
    parts = {name: getattr(config, name) for name in Experiment.__struct_fields__}
    if not _names_files(config):
        return Experiment(**parts), Files()
    reading = _Reading(folder)
    parts["samples"] = reading.samples(config.samples)
    parts["layers"] = [reading.layer(each, at) for at, each in enumerate(config.layers)]
    reading.start(config.start_from)
    return Experiment(**parts), reading.files()


def _names_files(config: Config) -> bool:
    names = (isinstance(each.weights, Weights) and each.weights.file for each in config.layers)
    return isinstance(config.samples, SampleFile) or bool(config.start_from) or any(names)


class _Reading:
    """Reads one file after the other, and goes on where one cannot be read."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._found: dict[str, Any] = {}
        self._findings: list[Finding] = []
        self._unknown: list[Path] = []

    def files(self) -> Files:
        findings, unknown = tuple(self._findings), tuple(self._unknown)
        return Files(**self._found, findings=findings, unknown=unknown)

    def samples(self, samples: list[Sample] | SampleFile) -> list[Sample]:
        from bptrace.config.data_files.complaints import Unusable  # noqa: PLC0415  # start-up time
        from bptrace.config.data_files.samples import samples_of  # noqa: PLC0415

        if isinstance(samples, list):
            return samples
        try:
            found, self._found["data"] = samples_of(samples, self._folder(SAMPLES))
        except Unusable as unusable:
            self._give_up(unusable.findings, SAMPLES)
            return STAND_IN
        return found

    def layer(self, layer: Layer, place: int) -> Layer:
        from bptrace.config.data_files.complaints import Unusable  # noqa: PLC0415  # start-up time
        from bptrace.config.data_files.weights import weights_of  # noqa: PLC0415

        weights, path = layer.weights, ("layers", place, "weights")
        if not isinstance(weights, Weights) or weights.file is None or weights.init:
            return layer
        try:
            return structs.replace(layer, weights=weights_of(weights, self._folder(path), path))
        except Unusable as unusable:
            self._give_up(unusable.findings, path)
            return structs.replace(layer, weights=None)

    def start(self, file: str | None) -> None:
        from bptrace.config.data_files.complaints import Unusable  # noqa: PLC0415  # start-up time
        from bptrace.config.data_files.start import start_of  # noqa: PLC0415

        if file is not None:
            try:
                self._found["start"] = start_of(self._folder(START) / file)
            except Unusable as unusable:
                self._give_up(unusable.findings, START)

    def _give_up(self, findings: Sequence[Finding], path: Path) -> None:
        self._findings += findings
        self._unknown.append(path)


def of_the_file(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about samples as findings about the columns that they come from, each once."""
    seen = set()
    for finding in findings:
        path = _of_the_file(finding.path)
        if (finding.kind, path) not in seen or path[:1] != SAMPLES:
            seen.add((finding.kind, path))
            data = {key: _of_the_file(each) for key, each in finding.data.items()}
            yield structs.replace(finding, path=path, data=data)


def _of_the_file(path: Any) -> Any:
    """("samples", 7, "input") -> ("samples", "input")"""
    is_of_a_sample = isinstance(path, tuple) and path[:1] == SAMPLES and len(path) > 2
    return (*SAMPLES, path[2]) if is_of_a_sample else path
