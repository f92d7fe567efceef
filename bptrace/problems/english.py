"""What each kind of problem says, in English; a catalogue in another language has the same shape.

Braces are filled with a finding's data: {n:row|rows} is a number with its noun, a path is written
with dots. Every kind may also bring `near` (what was probably meant) and `known` (what there is):
they are said in the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.problems.problem import Kind


class Words(Struct, frozen=True):
    """headline: what is wrong; caret: a hint, beside the caret; below: why, or what helps."""

    headline: str
    caret: str = ""
    below: str = ""


REASON = (
    "layer {layer} has {units:unit|units}, and {inputs:input comes|inputs come} from {source}: "
    "{orientation}"
)

ENGLISH: Mapping[str, Words] = {
    Kind.NOT_FOUND: Words("no such file, and no example of that name"),
    Kind.DIRECTORY: Words("is a directory, not a config"),
    Kind.NO_PERMISSION: Words("permission denied"),
    Kind.UNREADABLE: Words("cannot be read: {detail}"),
    Kind.TOO_LARGE: Words("too large to be a config: more than {most} MB"),
    Kind.BINARY: Words("a binary file, not a config: byte {at} is 0"),
    Kind.NOT_UNICODE: Words("not a text in {encoding}: byte {at} cannot be read"),
    Kind.EMPTY: Words(
        "empty", below="a config needs at least layers and samples; `bptrace run` shows one at work"
    ),
    Kind.SYNTAX: Words("not valid YAML: {detail}"),
    Kind.SYNTAX_IN: Words(
        "not valid YAML: {detail}", below="{context}, which begins in line {line}"
    ),
    Kind.OPEN_QUOTE: Words("a text in quotes begins here and does not end"),
    Kind.MAPPING_VALUES: Words(
        "not valid YAML: a key where a value has already begun",
        below="a text with a colon in it needs quotes; keys of one mapping stand below each other",
    ),
    Kind.GLUED_COLON: Words("{hint}"),
    Kind.GLUED_DASH: Words("a dash needs a space after it"),
    Kind.FULL_WIDTH: Words("not valid YAML: {character} is full-width", "write {ordinary}"),
    Kind.NO_ENTRY: Words(
        "not valid YAML: neither another entry of this list nor a key of the last one",
        "",
        "an entry begins with a dash below the one in line {line}; its keys stand below each other",
    ),
    Kind.NO_COMMA: Words("not valid YAML: {detail}", "a comma is missing before this"),
    Kind.DECIMAL_COMMA: Words(
        "a comma separates two numbers; within a number, write a decimal point"
    ),
    Kind.JSON_SYNTAX: Words("not valid JSON: expected {due}, found {token}", "{hint}"),
    Kind.JSON_ESCAPE: Words("not valid JSON: a backslash begins an escape, and this is none"),
    Kind.TAB: Words("a tab cannot indent YAML; use spaces"),
    Kind.CONTROL_CHARACTER: Words("a control character, U+{code:04X}, cannot be in a config"),
    Kind.DUPLICATE_KEY: Words('the key "{key}" is here twice', "first in line {line}", "{hint}"),
    Kind.UNKNOWN_TAG: Words("the tag {tag} is not allowed here: a config holds plain values only"),
    Kind.WRONG_TAG: Words('"{text}" is not of the type that its tag !!{tag} says'),
    Kind.MERGE_KEY: Words(
        "merge keys (<<) are not part of YAML 1.2",
        below="write the keys out, or share a whole value: &name here, *name there",
    ),
    Kind.COMPOUND_KEY: Words("a key must be a single word or number"),
    Kind.SEVERAL_DOCUMENTS: Words("a second YAML document begins here; a config is one"),
    Kind.TOO_DEEP: Words("nested too deeply to be a config: more than {most} levels"),
    Kind.TOO_MANY_VALUES: Words("too large to be a config: more than {most} values"),
    Kind.UNKNOWN_ALIAS: Words("the alias *{alias} stands for nothing: there is no &{alias} before"),
    Kind.SELF_ALIAS: Words("the alias *{alias} stands inside what it stands for"),
    Kind.LONG_NUMBER: Words("a number of {digits:digit|digits} is too long"),
    Kind.NOT_AN_ASSIGNMENT: Words(
        "expected KEY=VALUE or NAME=NUMBER",
        below="for example optimizer.learning_rate=0.1, or w5=0.9",
    ),
    Kind.NO_SUCH_PLACE: Words('there is no "{step}" here'),
    Kind.NO_PARTS: Words('"{step}" holds {found}: there is nothing in it to set'),
    Kind.NO_SUCH_ENTRY: Words('no entry "{step}" among {count:entry|entries}, counted from 0'),
    Kind.NO_NUMBER: Words("expected a finite number, found {found}"),
    Kind.COMPUTED: Words(
        "{name} is computed; it cannot be set",
        below="what can be set: weights, biases, inputs, targets, rates and optimizer states",
    ),
    Kind.UNKNOWN_NAME: Words('no value is called "{name}"'),
    Kind.SEVERAL_SAMPLES: Words(
        "{name} is another number in each of the {samples:sample|samples}",
        below="say which sample, counting from 0: {place}=NUMBER",
    ),
    Kind.NOT_A_CONFIG: Words(
        "a config is a mapping with keys such as layers and samples; this is {found}"
    ),
    Kind.UNKNOWN_KEY: Words('unknown key "{key}"'),
    Kind.OTHER_KEY: Words('unknown key "{key}"', "here it is called {right}", "{note}"),
    Kind.LATER_KEY: Words('"{key}" is not in this version of bptrace'),
    Kind.MISSING_KEY: Words('the key "{key}" is missing', "expected {key}: {expected}"),
    Kind.INPUT_LAYER: Words(
        "this looks like the input layer; layers begins with the first hidden one",
        "leave it out",
        "the inputs follow from the samples",
    ),
    Kind.WRONG_TYPE: Words("expected {expected}, found {found}", below="{hint}"),
    Kind.TOO_SMALL: Words("expected {low} or more, found {found}"),
    Kind.TOO_BIG: Words("expected {high} or less, found {found}"),
    Kind.NOT_ABOVE: Words("expected more than {low}, found {found}"),
    Kind.NOT_BELOW: Words("expected less than {high}, found {found}"),
    Kind.NOT_FINITE: Words("expected a finite number, found {found}"),
    Kind.UNKNOWN_WORD: Words('unknown {what} "{word}"'),
    Kind.OTHER_WORD: Words('unknown {what} "{word}"', "here it is called {right}", "{note}"),
    Kind.LATER_WORD: Words('the {what} "{word}" is not in this version of bptrace'),
    Kind.LONG_NAME: Words("a name has at most {most:character|characters}"),
    Kind.EMPTY_LIST: Words("must not be empty"),
    Kind.INVALID: Words("not a config: {detail}"),
    Kind.FILE_NOT_FOUND: Words("no such file: {file}"),
    Kind.FILE_UNREADABLE: Words("{file} cannot be read: {detail}"),
    Kind.FILE_TOO_LARGE: Words("{file} is too large: more than {most} MB"),
    Kind.FILE_NOT_TEXT: Words("{file} is not a text in UTF-8: byte {at} cannot be read"),
    Kind.FILE_NOT_ARRAYS: Words("{file} is not an NPZ file of numbers: {detail}"),
    Kind.FILE_NOT_JSON: Words("{file} is not valid JSON: {detail}"),
    Kind.BAD_ROW: Words("this row cannot be read: {detail}"),
    Kind.RAGGED_ROW: Words(
        "expected {needed:column|columns}, as in line {line}, found {found_count}"
    ),
    Kind.BAD_CELL: Words(
        'expected a finite number in the column "{column}", found {found}', below="{hint}"
    ),
    Kind.EMPTY_CELL: Words('nothing is in the column "{column}" here'),
    Kind.NO_RECORD: Words("expected a list or a mapping in each line, found {found}"),
    Kind.MISSING_FIELD: Words('nothing is called "{column}" here'),
    Kind.BAD_VALUE: Words('expected a finite number in "{column}", found {found}'),
    Kind.OTHER_LENGTH: Words(
        'expected {needed:number|numbers} in "{column}", as in the first line, found {found_count}'
    ),
    Kind.NO_CLASS: Words('expected a word or a number in "{column}", found {found}'),
    Kind.NO_NUMBERS: Words('the array "{array}" does not hold numbers but {type}'),
    Kind.ARRAY_NOT_FINITE: Words(
        'expected finite numbers in the array "{array}", found {found} in row {row}'
    ),
    Kind.NOT_ONE_CLASS: Words(
        'expected one class a sample in the array "{array}", found an array with {axes} axes'
    ),
    Kind.NO_ROWS: Words("no samples are in {file}"),
    Kind.UNEQUAL_COUNTS: Words(
        "inputs and targets in {file} are not equally many: {most} of some, {least} of others"
    ),
    Kind.TOO_MANY_NUMBERS: Words(
        "{file} gives {found_count:number|numbers}; at most {most} are possible"
    ),
    Kind.TOO_FAR_APART: Words("the numbers of a column are too far apart to be scaled"),
    Kind.UNKNOWN_COLUMN: Words('no column is called "{name}" in {file}'),
    Kind.NAMELESS_COLUMNS: Words(
        'the columns of {file} have no names: its first row holds numbers; "{name}" is none of '
        "1 to {count}",
        below="`header: true` takes the names from the first row all the same",
    ),
    Kind.NO_SUCH_COLUMN: Words(
        "no column {found} in {file}: it has {count:column|columns}, counted from 1"
    ),
    Kind.COLUMNS_BACKWARDS: Words("{first} comes after {last}; write the smaller one first"),
    Kind.NO_OTHER_COLUMNS: Words("no column of {file} is left for the inputs"),
    Kind.ONE_HOT_OF_SEVERAL: Words(
        "the classes are in one column, not in {found}",
        "columns of numbers are targets as they are",
    ),
    Kind.SEVERAL_ARRAYS: Words(
        "several things are in {file}: say which one", "with array: its name"
    ),
    Kind.UNKNOWN_ARRAY: Words('nothing is called "{name}" in {file}'),
    Kind.NOT_A_MATRIX: Words('"{array}" is neither rows of numbers nor one flat list'),
    Kind.NO_START: Words("expected names and their values in {file}, found {found}"),
    Kind.NO_SUMMARY: Words(
        "{file} is a trace without a summary: what came out of the training is not in it"
    ),
    Kind.BAD_START: Words(
        "expected a finite number, or rows of them, as the value of {name}, found {found}"
    ),
    Kind.TOO_LARGE_A_NETWORK: Words(
        "too large: up to here the network has {weights:weight|weights}, its biases among them; "
        "at most {most} are possible"
    ),
    Kind.INPUT_LENGTH: Words(
        "expected {needed:number|numbers}, as many as in the first sample, found {found_count}"
    ),
    Kind.INPUT_COUNT: Words(
        "expected {needed:number|numbers}, one for each of the inputs, found {found_count}"
    ),
    Kind.TARGET_COUNT: Words(
        "expected {needed:number|numbers}, one for each unit of the last layer ({source}), "
        "found {found_count}",
        "{hint}",
    ),
    Kind.EPOCHS_AND_ITERATIONS: Words(
        "both epochs and iterations say how long to train; keep one of them",
        below="{epochs:epoch|epochs} over {samples:sample|samples} would be "
        "{iterations:iteration|iterations}: an iteration is one update, and sees one batch",
    ),
    Kind.TOO_MANY_EPOCHS: Words(
        "over {samples:sample|samples} these are {iterations:iteration|iterations}, "
        "more than {most}"
    ),
    Kind.HALF_A_CHARACTER: Words("{found} has half a character in it, which cannot be written"),
    Kind.ROWS_AND_NUMBERS: Words("expected rows, or one flat list, not both"),
    Kind.RAGGED: Words(
        "row {row} has {found_count:entry|entries}, another row has {other_count}",
        below=REASON,
    ),
    Kind.WEIGHT_SHAPE: Words(
        "expected {rows:row|rows} of {columns}, found {found_rows:row|rows} of {found_columns}",
        below=REASON,
    ),
    Kind.TRANSPOSED: Words(
        "expected {rows:row|rows} of {columns}, found {found_rows:row|rows} of {found_columns}",
        "transposed? with `layout: {layout}` it fits",
        REASON,
    ),
    Kind.WEIGHT_COUNT: Words(
        "expected {needed:entry|entries} ({rows:row|rows} of {columns}), found {found_count}",
        below=REASON,
    ),
    Kind.BIAS_LENGTH: Words(
        "expected {units:number|numbers}, one for each unit of layer {layer}, found {found_count}"
    ),
    Kind.SHARED_LIST: Words("a bias that the layer shares is one number, not a list"),
    Kind.NAMED_NO_BIAS: Words("names for biases, but `bias: false` says there are none"),
    Kind.NAME_COUNT: Words(
        "expected {needed:name|names} for the {what} of layer {layer}, found {found_count}"
    ),
    Kind.NOT_ALLOWED_NAME: Words(
        "{found} cannot be a name",
        below="a name has ASCII letters, digits and _, and begins with a letter",
    ),
    Kind.NAME_TWICE: Words('the name "{name}" is used twice', "first at {first}"),
    Kind.PARAMETER_MISSING: Words('`{rule}` needs "{key}"'),
    Kind.PARAMETER_UNUSED: Words('`{rule}` takes no "{key}"'),
    Kind.NONE_OF: Words("one of these keys must be here"),
    Kind.BOTH_OF: Words('both "{key}" and "{other}"; only one can be meant'),
    Kind.NESTEROV: Words("nesterov takes a momentum above 0, and there is none"),
    Kind.PARAMETER_WITHOUT_INIT: Words(
        '"{key}" belongs to `init: {rule}`, and there is no init here'
    ),
    Kind.CONSTANT_LIST: Words("`init: constant` takes one number, not a list"),
    Kind.VALUE_AND_INIT: Words("both a value and `{rule}`; only one can be meant"),
    Kind.LOW_ABOVE_HIGH: Words("low is {low}, above high, which is {high}"),
    Kind.TOO_WIDE: Words("the values to draw from are further apart than numbers reach"),
    Kind.MASKED_WEIGHT: Words(
        "a weight of {found} where the mask says that there is no connection", "write 0"
    ),
    Kind.NAMED_TIE: Words("names for weights that are those of another layer: they have its names"),
    Kind.STEP_LEARNS: Words(
        "nothing can learn through step: its derivative is 0, and at 0 there is none",
        "sigmoid and tanh are smooth steps",
        "it is accepted where this layer and those before it have trainable: false",
    ),
    Kind.SOFTMAX_OF_ONE: Words(
        "softmax over one unit is always 1",
        "sigmoid says yes or no",
        "softmax has one unit for each class, two for yes and no",
    ),
    Kind.RATE_OF_FROZEN: Words(
        "a learning rate, but `trainable: false` says that this layer does not learn"
    ),
    Kind.TARGET_RANGE: Words(
        "{loss} compares probabilities: expected targets from 0 to 1, found {found}"
    ),
    Kind.SEQUENTIAL_CLIPPING: Words(
        "clip_norm needs the gradients of all layers before any is updated; "
        "`update_order: sequential` updates the output layer before the others have theirs"
    ),
    Kind.SEQUENTIAL_TIES: Words(
        "tied weights are updated once, by the sum over both layers; `update_order: sequential` "
        "updates one layer after the other"
    ),
    Kind.BATCH_TOO_LARGE: Words(
        "a batch of {size}, but only {samples:sample|samples} in all",
        "all of them are `full`",
    ),
    Kind.EXPECTED_KEY: Words(
        '"{key}" is no iteration: expected a number from {least} up, or "after"'
    ),
    Kind.EXPECTED_COUNT: Words('"{key}" is no number of updates: expected {least} or more'),
    Kind.CLAIM_WITHOUT_NAME: Words("expected names and their numbers, such as {{E: 0.298}}"),
    Kind.CLAIM_NOT_A_NUMBER: Words("expected a number, found {found}"),
    Kind.NOT_CONVENTIONS: Words("expected {{delta: negative}} or {{delta: positive}}"),
    Kind.FORMULA_EMPTY: Words("an empty formula", "for example net / (1 + abs(net))"),
    Kind.FORMULA_TOO_LONG: Words("a formula has at most 200 characters"),
    Kind.FORMULA_TOO_DEEP: Words("nested too deeply for a formula"),
    Kind.FORMULA_UNREADABLE: Words("{token} means nothing in a formula"),
    Kind.FORMULA_UNEXPECTED: Words("a formula cannot go on with {token} here", "{hint}"),
    Kind.FORMULA_INCOMPLETE: Words("the formula ends too early", "{hint}"),
    Kind.FORMULA_MISSING_OPERATOR: Words(
        "an operator is missing before {token}", "a product is written 2 * net"
    ),
    Kind.FORMULA_UNKNOWN_NAME: Words(
        'unknown name "{token}"', below="a formula is over net, and knows pi and e"
    ),
    Kind.FORMULA_UNKNOWN_FUNCTION: Words('unknown function "{token}"'),
    Kind.FORMULA_NOT_CALLED: Words("{token} is a function", "write {token}(net)"),
    Kind.FORMULA_WRONG_COUNT: Words("{token} {hint}"),
    Kind.FORMULA_NO_COMPARISON: Words("expected a comparison, such as net > 0"),
    Kind.FORMULA_NOT_FINITE: Words("a part of the formula, or of its derivative, is infinite"),
    Kind.FORMULA_WITHOUT_NET: Words("a formula is over net, which is not in this one"),
    Kind.UNKNOWN_LAYER: Words('no layer before this one is called "{name}"'),
    Kind.TIED_AHEAD: Words("{name} is not before this layer; the later of the two is tied"),
    Kind.TIED_TO_TIED: Words(
        "{name} has no weights of its own: they are those of {right}", "tie it to {right}"
    ),
    Kind.TIED_SHAPE: Words(
        "expected {rows:row|rows} of {columns}; the weights of {name}, {how}, are "
        "{found_rows:row|rows} of {found_columns}",
        "{hint}",
    ),
    Kind.TIED_TO_MASKED: Words(
        "{name} has a mask; weights with missing connections cannot be tied in this version of "
        "bptrace"
    ),
    Kind.TIED_MASK: Words("the connections are those of {name}, and so is their mask"),
    Kind.UNKNOWN_STATE: Words('no optimizer state is called "{name}"'),
    Kind.NO_STATES: Words("this optimizer has no states"),
    Kind.NO_COUNT: Words("the number of an iteration is whole, from 1; found {found}"),
    Kind.LEFT_OVER: Words("{file} holds what this network does not have: {names}"),
    Kind.NOT_IN_FILE: Words("{count:value is|values are} not in {file}: {names}"),
    Kind.OTHER_SHAPE: Words("expected {needed} numbers for {name}, found {found_shape} in {file}"),
    Kind.MASKED_START: Words(
        "{name} in {file} has {found} where the mask says that there is no connection"
    ),
    Kind.SAME_NAME: Words(
        'the name "{name}" makes two values share the name {clash}: {first} and {second}'
    ),
    Kind.SAME_FAMILY: Words('the layer name "{name}" makes two things share the name {clash}'),
    Kind.NEW_AFTER: Words(
        "{name} belongs to an iteration", "after so many updates it is called {right}"
    ),
}

PHRASES: Mapping[str, str] = {
    # what a path is about; people count from 1
    "samples": "sample {number}",
    "layers": "layer {number}",
    "last layer": "layer {number}, the output",
    # what was found
    "text": 'the text "{value}"',
    "empty text": "an empty text",
    "number": "{value}",
    "long number": "a number of about {digits:digit|digits}",
    "infinite": "infinity",
    "minus infinite": "minus infinity",
    "not a number": "nan, which is not a number",
    "true": "true",
    "false": "false",
    "null": "nothing",
    "empty list": "an empty list",
    "list": "a list of {value:entry|entries}",
    "mapping": "a mapping",
    "object": "a Python object of type {value}",
    # what was expected
    "a text": "a text",
    "a name": "a name",
    "a number": "a number",
    "a whole number": "a whole number",
    "true or false": "true or false",
    "a list": "a list",
    "a list of numbers": "a list of numbers",
    "a list of names": "a list of names",
    "a mapping": "a mapping",
    "a mapping with": "a mapping with the keys {keys}",
    "a mapping with one": "a mapping with the key {keys}",
    "one of": "one of {words}",
    # how a matrix lies
    "rows": "one row a unit, one column an input",
    "columns": "one row an input, one column a unit (layout: columns)",
    # values of the trace
    "input": "an input",
    "target": "a target",
    "weight": "a weight",
    "bias": "a bias",
    "rate": "the learning rate",
    "neuron": "a neuron",
    "net": "a neuron's net",
    "out": "a neuron's out",
    "error": "an output's E",
    "total": "a total E",
    "local": "a local derivative",
    "gradient": "a gradient",
    "delta": "a delta",
    "share": "one path's share of a gradient",
    "new": "a value after the update",
    # around them
    "or": " or ",
    "comma": ", ",
    "near": "did you mean {near}?",
    "known": "known: {known}",
    "more": "… and {count} more",
    "problems": "{count:problem|problems}",
    "problems in": "{count:problem|problems} in {origin}",
    # why something was read otherwise than it was meant
    "quotes": "what is in quotes is a text",
    "no quotes": "in quotes it is a text",
    "space": "a colon needs a space after it",
    "full-width colon": "a full-width colon (：) is not a colon to YAML; write : and a space",
    "full-width comma": "a full-width comma (， or 、) does not separate anything in YAML; write ,",
    "commas": "the entries of a list have commas between them, and brackets around them",
    "dash": "each entry of this list begins with a dash",
    "new entry": "if another entry of the list begins here, it begins with a dash",
    "decimal comma": "within a number, write a decimal point; a comma separates two numbers",
    "column of words": (
        "a column of words can be a target, as {one_hot: its name}; "
        "as an input it is left out of the columns that `input` lists"
    ),
    # what a formula goes on with
    "expected )": "expected )",
    "expected ,": "expected ,",
    "expected else": "expected else",
    "takes 1": "takes one argument",
    "takes 2": "takes two arguments or more",
    # whether tied weights would fit
    "transposed": "with `transposed: true` it fits",
    "untransposed": "with `transposed: false` it fits",
    # what may come next in a JSON text
    "value": "a value",
    "first_value": "a value or ]",
    "key": 'a key in "quotes"',
    "first_key": 'a key in "quotes" or }',
    "colon": "a colon",
    "next": "a comma or the end of this list or mapping",
    "end": "the end of the text",
    "end of text": "the end of the text",
    "stray comma": "remove the comma before it",
}

NOTES: Mapping[str, str] = {
    "half_squared_error": "half_squared_error is E = Σ ½ (target - out)², summed over the outputs",
    "mean_squared_error": "mean_squared_error is E = (1/n) Σ (target - out)², over n outputs",
    "iterations": "one iteration is one update: an epoch over N samples is N iterations",
    "batch.order": "write it as batch: {order: shuffled}",
    "optimizer.learning_rate": "write it as optimizer: {name: sgd, learning_rate: 0.5}",
    "trainable": "what is fixed has trainable: false",
    "layers.0.activation": "every layer has its own",
}
"""More to say about a right word."""
