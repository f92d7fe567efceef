"""Problems as data: what kind, where in the config, where in the text, and the particulars.

    Finding   what a check found, by its path in the config      layers.1.activation
    Problem   the same with its place in the text                mynet.yaml:7:17

The checks hand over data; `english` has the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

Path = tuple[str | int, ...]
"""The way to a part of a config: ("layers", 1, "activation"). Positions count from 0."""


class Kind:
    """Everything that can be wrong, in the order of the stages that notice it. Plain texts: an
    enumeration of so many takes a hundredth of the time that a run takes to start."""

    # reading
    NOT_FOUND = "not_found"
    DIRECTORY = "directory"
    NO_PERMISSION = "no_permission"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    NOT_UNICODE = "not_unicode"
    EMPTY = "empty"
    SYNTAX = "syntax"
    SYNTAX_IN = "syntax_in"
    OPEN_QUOTE = "open_quote"
    MAPPING_VALUES = "mapping_values"
    GLUED_COLON = "glued_colon"
    GLUED_DASH = "glued_dash"
    FULL_WIDTH = "full_width"
    NO_ENTRY = "no_entry"
    NO_COMMA = "no_comma"
    DECIMAL_COMMA = "decimal_comma"
    JSON_SYNTAX = "json_syntax"
    JSON_ESCAPE = "json_escape"
    TAB = "tab"
    CONTROL_CHARACTER = "control_character"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_TAG = "unknown_tag"
    WRONG_TAG = "wrong_tag"
    MERGE_KEY = "merge_key"
    COMPOUND_KEY = "compound_key"
    SEVERAL_DOCUMENTS = "several_documents"
    TOO_DEEP = "too_deep"
    TOO_MANY_VALUES = "too_many_values"
    UNKNOWN_ALIAS = "unknown_alias"
    SELF_ALIAS = "self_alias"
    LONG_NUMBER = "long_number"
    # assignments
    NOT_AN_ASSIGNMENT = "not_an_assignment"
    NO_SUCH_PLACE = "no_such_place"
    NO_PARTS = "no_parts"
    NO_SUCH_ENTRY = "no_such_entry"
    NO_NUMBER = "no_number"
    COMPUTED = "computed"
    UNKNOWN_NAME = "unknown_name"
    UNTRAINED = "untrained"
    SHARED_BIAS = "shared_bias"
    SHARED_FIXED_BIAS = "shared_fixed_bias"
    NO_BIAS = "no_bias"
    SEVERAL_SAMPLES = "several_samples"
    # structure
    NOT_A_CONFIG = "not_a_config"
    UNKNOWN_KEY = "unknown_key"
    OTHER_KEY = "other_key"
    LATER_KEY = "later_key"
    MISSING_KEY = "missing_key"
    INPUT_LAYER = "input_layer"
    WRONG_TYPE = "wrong_type"
    TOO_SMALL = "too_small"
    TOO_BIG = "too_big"
    NOT_ABOVE = "not_above"
    NOT_BELOW = "not_below"
    NOT_FINITE = "not_finite"
    UNKNOWN_WORD = "unknown_word"
    OTHER_WORD = "other_word"
    LATER_WORD = "later_word"
    LONG_NAME = "long_name"
    EMPTY_LIST = "empty_list"
    INVALID = "invalid"
    # files that a config names
    FILE_NOT_FOUND = "file_not_found"
    FILE_UNREADABLE = "file_unreadable"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_TEXT = "file_not_text"
    FILE_NOT_ARRAYS = "file_not_arrays"
    FILE_NOT_JSON = "file_not_json"
    BAD_ROW = "bad_row"
    RAGGED_ROW = "ragged_row"
    BAD_CELL = "bad_cell"
    EMPTY_CELL = "empty_cell"
    NO_RECORD = "no_record"
    MISSING_FIELD = "missing_field"
    BAD_VALUE = "bad_value"
    OTHER_LENGTH = "other_length"
    NO_CLASS = "no_class"
    NO_NUMBERS = "no_numbers"
    ARRAY_NOT_FINITE = "array_not_finite"
    NOT_ONE_CLASS = "not_one_class"
    NO_ROWS = "no_rows"
    UNEQUAL_COUNTS = "unequal_counts"
    TOO_MANY_NUMBERS = "too_many_numbers"
    TOO_FAR_APART = "too_far_apart"
    UNKNOWN_COLUMN = "unknown_column"
    NAMELESS_COLUMNS = "nameless_columns"
    NO_SUCH_COLUMN = "no_such_column"
    COLUMNS_BACKWARDS = "columns_backwards"
    NO_OTHER_COLUMNS = "no_other_columns"
    ONE_HOT_OF_SEVERAL = "one_hot_of_several"
    SEVERAL_ARRAYS = "several_arrays"
    UNKNOWN_ARRAY = "unknown_array"
    NOT_A_MATRIX = "not_a_matrix"
    NO_START = "no_start"
    NO_SUMMARY = "no_summary"
    BAD_START = "bad_start"
    # meaning
    TOO_LARGE_A_NETWORK = "too_large_a_network"
    INPUT_LENGTH = "input_length"
    INPUT_COUNT = "input_count"
    TARGET_COUNT = "target_count"
    EPOCHS_AND_ITERATIONS = "epochs_and_iterations"
    TOO_MANY_EPOCHS = "too_many_epochs"
    HALF_A_CHARACTER = "half_a_character"
    ROWS_AND_NUMBERS = "rows_and_numbers"
    RAGGED = "ragged"
    WEIGHT_SHAPE = "weight_shape"
    TRANSPOSED = "transposed"
    WEIGHT_COUNT = "weight_count"
    BIAS_LENGTH = "bias_length"
    SHARED_LIST = "shared_list"
    NAMED_NO_BIAS = "named_no_bias"
    NAME_COUNT = "name_count"
    NOT_ALLOWED_NAME = "not_allowed_name"
    NAME_TWICE = "name_twice"
    PARAMETER_MISSING = "parameter_missing"
    PARAMETER_UNUSED = "parameter_unused"
    NONE_OF = "none_of"
    BOTH_OF = "both_of"
    NESTEROV = "nesterov"
    PARAMETER_WITHOUT_INIT = "parameter_without_init"
    CONSTANT_LIST = "constant_list"
    VALUE_AND_INIT = "value_and_init"
    LOW_ABOVE_HIGH = "low_above_high"
    TOO_WIDE = "too_wide"
    MASKED_WEIGHT = "masked_weight"
    NAMED_TIE = "named_tie"
    STEP_LEARNS = "step_learns"
    SOFTMAX_OF_ONE = "softmax_of_one"
    RATE_OF_FROZEN = "rate_of_frozen"
    TARGET_RANGE = "target_range"
    SEQUENTIAL_CLIPPING = "sequential_clipping"
    SEQUENTIAL_TIES = "sequential_ties"
    BATCH_TOO_LARGE = "batch_too_large"
    EXPECTED_KEY = "expected_key"
    EXPECTED_COUNT = "expected_count"
    CLAIM_WITHOUT_NAME = "claim_without_name"
    CLAIM_NOT_A_NUMBER = "claim_not_a_number"
    CLAIM_DECIMAL_COMMA = "claim_decimal_comma"
    NOT_CONVENTIONS = "not_conventions"
    # layers
    FORMULA_EMPTY = "formula_empty"
    FORMULA_TOO_LONG = "formula_too_long"
    FORMULA_TOO_DEEP = "formula_too_deep"
    FORMULA_UNREADABLE = "formula_unreadable"
    FORMULA_UNEXPECTED = "formula_unexpected"
    FORMULA_INCOMPLETE = "formula_incomplete"
    FORMULA_MISSING_OPERATOR = "formula_missing_operator"
    FORMULA_UNKNOWN_NAME = "formula_unknown_name"
    FORMULA_UNKNOWN_FUNCTION = "formula_unknown_function"
    FORMULA_NOT_CALLED = "formula_not_called"
    FORMULA_WRONG_COUNT = "formula_wrong_count"
    FORMULA_NO_COMPARISON = "formula_no_comparison"
    FORMULA_NOT_FINITE = "formula_not_finite"
    FORMULA_WITHOUT_NET = "formula_without_net"
    UNKNOWN_LAYER = "unknown_layer"
    TIED_AHEAD = "tied_ahead"
    TIED_TO_TIED = "tied_to_tied"
    TIED_SHAPE = "tied_shape"
    TIED_TO_MASKED = "tied_to_masked"
    TIED_MASK = "tied_mask"
    # values to start with
    UNKNOWN_STATE = "unknown_state"
    NO_STATES = "no_states"
    NO_COUNT = "no_count"
    LEFT_OVER = "left_over"
    NOT_IN_FILE = "not_in_file"
    OTHER_SHAPE = "other_shape"
    MASKED_START = "masked_start"
    # names of the trace
    SAME_NAME = "same_name"
    SAME_FAMILY = "same_family"
    NEW_AFTER = "new_after"
    # numbers to check, in files of their own
    CLAIMS_NOT_FOUND = "claims_not_found"
    CLAIMS_DIRECTORY = "claims_directory"
    CLAIMS_TOO_LARGE = "claims_too_large"
    CLAIMS_BINARY = "claims_binary"
    CLAIMS_EMPTY = "claims_empty"
    CLAIMS_SHAPE = "claims_shape"
    CLAIMS_COLUMN = "claims_column"
    CLAIM_ROW = "claim_row"
    CLAIM_OF_TWO = "claim_of_two"
    NOT_A_CLAIM = "not_a_claim"
    # what another program calls otherwise
    NOT_A_MAP = "not_a_map"
    NO_MEANING = "no_meaning"
    NO_SUCH_LAYER = "no_such_layer"
    OF_NO_LAYER = "of_no_layer"
    NOT_IN_NETWORK = "not_in_network"
    NO_LAYOUT = "no_layout"


class Span(NamedTuple):
    """A part of a text, from one character up to another; they count from 0."""

    start: int
    end: int


class Place(Struct, frozen=True):
    """Where something is: in a text, by its offsets; or only whose it is (`--set w5=x`)."""

    origin: str
    text: str | None = None
    span: Span = Span(0, 0)


class Finding(Struct, frozen=True):
    """What a check found.

    at: whether the caret goes under the value, under its key, or, where there is neither, under the
    mapping that should have it. data: the particulars, for the
    words. because: the other parts of the config that it follows from; where one of them is itself
    wrong, the finding means nothing. span: its place in the text, where a path cannot say it.
    within: the part of the value that it is about. place: in another file, which the config names.
    """

    kind: str
    path: Path
    data: Mapping[str, object] = {}
    at: Literal["value", "key", "parent"] = "value"
    because: tuple[Path, ...] = ()
    span: Span | None = None
    within: Span | None = None
    place: Place | None = None


class Problem(Struct, frozen=True):
    """A finding and its place. layers: how many the config has, to say which is the output."""

    finding: Finding
    place: Place
    layers: int = 0
