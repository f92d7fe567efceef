"""What values, types and paths are called, and what more there is to say about a right word."""

from __future__ import annotations

from collections.abc import Mapping

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
    "arrays": "numbers of a program, with arrays among them, are compared by `bptrace diff`",
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
