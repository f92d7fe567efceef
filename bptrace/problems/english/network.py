"""What is said of formulas, ties, values to start with, and names of the trace."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

NETWORK: Mapping[str, Words] = {
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
