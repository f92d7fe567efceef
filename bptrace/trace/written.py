"""A trace as it was written: what was run, and the iterations, one at a time, by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from msgspec import MsgspecError, Raw, Struct
from msgspec.json import decode

from bptrace.config.experiment import Experiment
from bptrace.config.loading import load_part
from bptrace.engine.choice import EngineName
from bptrace.errors import Flaw, TraceError
from bptrace.network.naming import PLACE
from bptrace.network.resolve import resolve
from bptrace.trace.rows import FORMAT, VERSION
from bptrace.version import __version__

T = TypeVar("T")
Values = Mapping[str, float]


class _Format(Struct):
    """As much of a header as says whether the rest can be read."""

    format: str
    version: int
    generator: str = "another bptrace"


class _Engine(Struct, frozen=True):
    """Of the conventions: what computed the values."""

    engine: EngineName = "scalar"


class _Config(Struct):
    """Of a header: what was run, as JSON, and how."""

    config: Raw
    conventions: _Engine = _Engine()


class WrittenTrace(ABC):
    """A trace as it was written.

    origin: what to call it. config: what was run, as JSON text. generator: what wrote it. engine:
    what computed it. is_partial: whether what is damaged ends it, and is no error; `damage` is what
    was found of that.
    """

    is_partial = False

    def __init__(self, origin: str, header: bytes | Raw, where: str) -> None:
        self.origin = origin
        self.generator = _readable_format(header, where).generator
        config = decoded(header, _Config, where)
        self.config = _text(config.config, where)
        self.engine = config.conventions.engine
        self.damage: TraceError | None = None

    @cached_property
    def experiment(self) -> Experiment:
        """What was run. Raises ConfigError where the config in the header is none."""
        return resolve(
            load_part(self.config, f"{self.origin}, the config in its header").experiment
        )

    def iterations(self, first: int, last: int) -> Iterator[tuple[int, Values]]:
        """The iterations from `first` to `last` that were written, and their values by name.

        Raises TraceError where one up to there cannot be read.
        """
        try:
            yield from self.read(first, last)
        except (OSError, TraceError) as error:
            damage = error if isinstance(error, TraceError) else unreadable(self.origin, error)
            if not self.is_partial:
                raise damage from None
            self.damage = self.damage or damage

    @abstractmethod
    def read(self, first: int, last: int) -> Iterator[tuple[int, Values]]:
        """As `iterations`; raises OSError, too."""


def is_beyond(name: str, samples: int) -> bool:
    """Whether a value is of a sample that a smaller batch does not have: net_h1@3 of two."""
    _, separator, place = name.rpartition(PLACE)
    return bool(separator) and place.isdecimal() and int(place) > samples


def decoded(content: bytes | Raw, type_: type[T], where: str) -> T:
    """JSON as a type. Raises TraceError, which says where."""
    try:
        return decode(content, type=type_)
    except (MsgspecError, ValueError, RecursionError) as error:
        if "truncated" in str(error):
            raise TraceError(where, Flaw.CUT_OFF) from None
        raise TraceError(where, Flaw.NOT_JSON, detail=error) from None


def check_ascending(iteration: int, before: int, where: str) -> None:
    """Raises TraceError where an iteration does not come after the one before it."""
    if iteration < 1:
        raise TraceError(where, Flaw.NOT_A_RECORD)
    if iteration <= before:
        raise TraceError(where, Flaw.NOT_ASCENDING, iteration=iteration, before=before)


def unreadable(where: str, error: OSError) -> TraceError:
    """What to say of what is damaged where it is packed, or on a disk."""
    return TraceError(where, Flaw.UNREADABLE, detail=error.strerror or error)


def _readable_format(header: bytes | Raw, where: str) -> _Format:
    found = decoded(header, _Format, where)
    if found.format != FORMAT:
        raise TraceError(where, Flaw.NOT_A_TRACE)
    if found.version != VERSION:
        raise TraceError(
            where,
            Flaw.NEWER,
            version=found.version,
            generator=found.generator,
            own=__version__,
            known=VERSION,
        )
    return found


def _text(content: Raw, where: str) -> str:
    try:
        return str(bytes(content), "utf-8")
    except UnicodeDecodeError as error:
        raise TraceError(where, Flaw.NOT_JSON, detail=error) from None
