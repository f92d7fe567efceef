"""What is said of files that a config names."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.words import Words
from bptrace.problems.problem import Kind

FILES: Mapping[str, Words] = {
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
}
