"""What is said of parts of a config that do not fit each other."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

REASON = (
    "layer {layer} has {units:unit|units}, and {inputs:input comes|inputs come} from {source}: "
    "{orientation}"
)

MEANING: Mapping[str, Words] = {
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
    Kind.CLAIM_NOT_A_NUMBER: Words("expected a number, found {found}", below="{hint}"),
    Kind.CLAIM_DECIMAL_COMMA: Words("expected a number, found {found}", "write a point: {pointed}"),
    Kind.NOT_CONVENTIONS: Words("expected {{delta: negative}} or {{delta: positive}}"),
}
