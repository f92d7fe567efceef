"""What is said of names that another program calls otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

MAPPING: Mapping[str, Words] = {
    Kind.NOT_A_MAP: Words(
        "expected what it is called here, or a list of names, found {found}",
        below="for example W1: weights of layer 1, by rows; or loss: E",
    ),
    Kind.NO_MEANING: Words('"{text}" is nothing in this network'),
    Kind.NO_SUCH_LAYER: Words('no layer is called "{name}"'),
    Kind.OF_NO_LAYER: Words("{text} of which layer?", "for example {text} of layer {layer}"),
    Kind.NOT_IN_NETWORK: Words("there are no {text} in this network", "{hint}"),
    Kind.NO_LAYOUT: Words(
        'expected "by rows" or "by columns" after the comma, found "{text}"',
        below="by rows: one row a neuron, one column an input, as in a config; by columns: the "
        "transpose",
    ),
}
