"""Problems as data: what kind, where in the config, where in the text, and the particulars.

    Finding   what a check found, by its path in the config      layers.1.activation
    Problem   the same with its place in the text                mynet.yaml:7:17

The checks hand over data; `english` has the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Literal, NamedTuple

from msgspec import Struct

Path = tuple[str | int, ...]
"""The way to a part of a config: ("layers", 1, "activation"). Positions count from 0."""


class Kind(StrEnum):
    """Everything that can be wrong, in the order of the stages that notice it."""

    # reading
    NOT_FOUND = auto()
    DIRECTORY = auto()
    NO_PERMISSION = auto()
    UNREADABLE = auto()
    TOO_LARGE = auto()
    BINARY = auto()
    NOT_UNICODE = auto()
    EMPTY = auto()
    SYNTAX = auto()
    SYNTAX_IN = auto()
    OPEN_QUOTE = auto()
    MAPPING_VALUES = auto()
    GLUED_COLON = auto()
    GLUED_DASH = auto()
    FULL_WIDTH = auto()
    NO_ENTRY = auto()
    NO_COMMA = auto()
    DECIMAL_COMMA = auto()
    JSON_SYNTAX = auto()
    JSON_ESCAPE = auto()
    TAB = auto()
    CONTROL_CHARACTER = auto()
    DUPLICATE_KEY = auto()
    UNKNOWN_TAG = auto()
    WRONG_TAG = auto()
    MERGE_KEY = auto()
    COMPOUND_KEY = auto()
    SEVERAL_DOCUMENTS = auto()
    TOO_DEEP = auto()
    TOO_MANY_VALUES = auto()
    UNKNOWN_ALIAS = auto()
    SELF_ALIAS = auto()
    LONG_NUMBER = auto()
    # assignments
    NOT_AN_ASSIGNMENT = auto()
    NO_SUCH_PLACE = auto()
    NO_PARTS = auto()
    NO_SUCH_ENTRY = auto()
    NO_NUMBER = auto()
    COMPUTED = auto()
    UNKNOWN_NAME = auto()
    SEVERAL_SAMPLES = auto()
    # structure
    NOT_A_CONFIG = auto()
    UNKNOWN_KEY = auto()
    OTHER_KEY = auto()
    LATER_KEY = auto()
    MISSING_KEY = auto()
    INPUT_LAYER = auto()
    WRONG_TYPE = auto()
    TOO_SMALL = auto()
    TOO_BIG = auto()
    NOT_FINITE = auto()
    UNKNOWN_WORD = auto()
    OTHER_WORD = auto()
    LATER_WORD = auto()
    LONG_NAME = auto()
    EMPTY_LIST = auto()
    INVALID = auto()
    # meaning
    TOO_LARGE_A_NETWORK = auto()
    INPUT_LENGTH = auto()
    INPUT_COUNT = auto()
    TARGET_COUNT = auto()
    LATER_BATCH_SIZE = auto()
    EPOCHS_AND_ITERATIONS = auto()
    TOO_MANY_EPOCHS = auto()
    HALF_A_CHARACTER = auto()
    ROWS_AND_NUMBERS = auto()
    RAGGED = auto()
    WEIGHT_SHAPE = auto()
    TRANSPOSED = auto()
    WEIGHT_COUNT = auto()
    BIAS_LENGTH = auto()
    SHARED_LIST = auto()
    NAMED_NO_BIAS = auto()
    NAME_COUNT = auto()
    NOT_ALLOWED_NAME = auto()
    NAME_TWICE = auto()
    PARAMETER_MISSING = auto()
    PARAMETER_UNUSED = auto()
    PARAMETER_WITHOUT_INIT = auto()
    CONSTANT_LIST = auto()
    VALUE_AND_INIT = auto()
    LOW_ABOVE_HIGH = auto()
    TOO_WIDE = auto()
    EXPECTED_KEY = auto()
    EXPECTED_COUNT = auto()
    CLAIM_WITHOUT_NAME = auto()
    CLAIM_NOT_A_NUMBER = auto()
    NOT_CONVENTIONS = auto()
    # names of the trace
    SAME_NAME = auto()
    SAME_FAMILY = auto()
    NEW_AFTER = auto()


class Span(NamedTuple):
    """A part of a text, from one character up to another; they count from 0."""

    start: int
    end: int


class Finding(Struct, frozen=True):
    """What a check found.

    at: whether the caret goes under the value, under its key, or, where there is neither, under the
    mapping that should have it. data: the particulars, for the
    words. because: the other parts of the config that it follows from; where one of them is itself
    wrong, the finding means nothing. span: its place in the text, where a path cannot say it.
    """

    kind: Kind
    path: Path
    data: Mapping[str, object] = {}
    at: Literal["value", "key", "parent"] = "value"
    because: tuple[Path, ...] = ()
    span: Span | None = None


class Place(Struct, frozen=True):
    """Where something is: in a text, by its offsets; or only whose it is (`--set w5=x`)."""

    origin: str
    text: str | None = None
    span: Span = Span(0, 0)


class Problem(Struct, frozen=True):
    """A finding and its place. layers: how many the config has, to say which is the output."""

    finding: Finding
    place: Place
    layers: int = 0
