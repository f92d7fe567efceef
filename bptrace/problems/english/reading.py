"""What is said of texts that cannot be read, and of options."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

NO_VALUE = 'no value is called "{name}"'

READING: Mapping[str, Words] = {
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
    Kind.UNKNOWN_NAME: Words(NO_VALUE),
    Kind.UNTRAINED: Words(
        NO_VALUE, "{parameter} is not trained: it has no gradient, and is never updated"
    ),
    Kind.SHARED_BIAS: Words(NO_VALUE, "the layer of {neuron} shares one bias, {parameter}"),
    Kind.SHARED_FIXED_BIAS: Words(
        NO_VALUE, "the layer of {neuron} shares one bias, {parameter}, which is never updated"
    ),
    Kind.NO_BIAS: Words(NO_VALUE, "{neuron} has no bias"),
    Kind.SEVERAL_SAMPLES: Words(
        "{name} is another number in each of the {samples:sample|samples}",
        below="say which sample, counting from 0: {place}=NUMBER",
    ),
}
