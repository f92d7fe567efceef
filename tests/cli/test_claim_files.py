"""`bptrace check`: files with numbers as people and programs have them."""

from __future__ import annotations

import json

import pytest

import bptrace
from bptrace.errors import ConfigError, InputError
from tests.cli.conftest import Invoke

# of the article: out_h1 = 0.593269992, E = 0.298371109; after one update E = 0.291027774
HOLDS = [
    ("during", 1, "out_h1", "0.593"),
    ("during", 1, "E", "0.298"),
    ("during", 2, "E", "0.2910"),
]


def claims(invoke: Invoke, text: str) -> list[tuple[str, int, str, str]]:
    """Each claim of a file, with its digits; all of them hold."""
    result = invoke("check", "mazur", "--claims", "-", "--format", "json", stdin=text)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout, parse_float=str)["claims"]
    return [
        (each["when"], int(each["iteration"]), each["name"], each["expected"]) for each in found
    ]


def complaint(invoke: Invoke, *arguments: str, stdin: str = "") -> str:
    result = invoke("check", "mazur", *arguments, stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "text",
    [
        "iteration,name,value\n1,E,0.298\n1,out_h1,0.593\n2,E,0.2910\n",
        "iteration,epoch,out_h1,E\n1,1,0.593,0.298\n2,2,,0.2910\n",
        "out_h1,E\n0.593,0.298\n,0.2910\n",
        '{"iteration": 1, "values": {"E": 0.298, "out_h1": 0.593}}\n'
        '{"iteration": 2, "E": 0.2910}\n',
        '{"E": 0.298, "out_h1": 0.593}\n{"E": 0.2910}\n',
        '[{"iteration": 1, "E": 0.298, "out_h1": 0.593}, {"values": {"E": 0.2910}}]',
        "# mine\nE = 0.298\nout_h1=0.593\niteration = 2\nE = 0.2910\n",
        "E = 0.298\nout_h1=0.593\n2:E = 0.2910\n",
    ],
)
def test_a_program_s_numbers_are_claims_in_every_form_that_diff_reads(
    invoke: Invoke, text: str
) -> None:
    assert claims(invoke, text) == HOLDS


@pytest.mark.parametrize("text", ["after = 1\nE = 0.2910\n", "after,E\n1,0.2910\n"])
def test_they_may_be_of_a_moment_after_an_update(invoke: Invoke, text: str) -> None:
    assert claims(invoke, text) == [("after", 1, "E", "0.2910")]


@pytest.mark.parametrize(
    "text",
    [
        "iteration;name;value\n1;E;0,298\n1;out_h1;0,593\n2;E;0,2910\n",
        'iteration;name;value\n1;E;"0,298"\n1;out_h1;"0,593"\n2;E;2,910E-1\n',
        'iteration,name,value\n1,E,"0,298"\n1,out_h1,"0,593"\n2,E,"0,2910"\n',
        "iteration\tE\tout_h1\n1\t0,298\t0,593\n2\t0,2910\t\n",
    ],
)
def test_a_spreadsheet_s_decimal_commas_are_points(invoke: Invoke, text: str) -> None:
    assert [each[:3] for each in claims(invoke, text)] == [each[:3] for each in HOLDS]


def test_what_may_be_a_comma_between_thousands_is_asked_about(invoke: Invoke) -> None:
    said = complaint(invoke, "--claims", "-", stdin='name,value\nE,"1,298"\n')
    assert 'stdin:2:3: E: expected a number, found the text "1,298"' in said
    assert "write a point: 1.298" in said


def test_a_decimal_comma_elsewhere_is_told_to_be_a_point(invoke: Invoke) -> None:
    assert "write a point: 0.298" in complaint(invoke, "E=0,298")
    assert "write a point: 0.298" in complaint(invoke, "--claims", "-", stdin="E: 0,298")
    said = complaint(invoke, "--claims", "-", stdin="name,value\nE,0,298\n")
    assert "expected 2 cells, one for each column, found 3" in said
    assert "within a number, write a decimal point" in said


@pytest.mark.parametrize("text", ['{"E": "0.2980"}', "E: '0.2980'", 'name,value\nE,"0.2980"\n'])
def test_a_number_in_quotes_keeps_its_digits(invoke: Invoke, text: str) -> None:
    """0.298371 is 0.298 as far as that is printed, and is not 0.2980."""
    result = invoke("check", "mazur", "--claims", "-", "--format", "json", stdin=text)
    assert (result.exit_code, result.stderr) == (1, "")
    assert '"expected": 0.2980,' in result.stdout
    assert not bptrace.check("mazur", {"E": "0.2980"}).all_hold


@pytest.mark.parametrize("number", ["1" * 2000, "nan", "inf"])
def test_what_no_double_is_close_to_is_no_number(invoke: Invoke, number: str) -> None:
    complaint(invoke, f"E={number}")
    complaint(invoke, "--value", number)
    with pytest.raises(InputError):
        bptrace.check("mazur", {"E": number})


def test_arrays_are_for_diff(invoke: Invoke) -> None:
    said = complaint(invoke, "--claims", "-", stdin='{"iteration": 1, "values": {"W": [[1]]}}')
    assert "numbers of a program, with arrays among them, are compared by `bptrace diff`" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"E": 1}\n{"E": 2x}\n', "stdin:2:7: not valid JSON: expected a value, found 2x"),
        ('{"E": 1}\n{"X": 2}\n', 'stdin:2:2: 2.X: no value is called "X"'),
        ("E = 1\nout_h1\n", "stdin:2:1: expected NAME=NUMBER"),
        ("iteration = x\nE = 1\n", 'stdin:1:13: x: "x" is no iteration'),
        ("iteration,E\n1,2,3\n", "stdin:2:5: expected 2 cells, one for each column, found 3"),
    ],
)
def test_what_is_wrong_in_them_is_answered_with_the_place(
    invoke: Invoke, text: str, said: str
) -> None:
    assert said in complaint(invoke, "--claims", "-", stdin=text)


# Options that mean nothing together


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--value", "0.298", "E=0.298"], "--value and E=0.298: give one without the other"),
        (["--value", "0.298", "--claims", "-"], "--value and --claims"),
        (["--value", "0.298", "--tolerance", "0.1"], "--value and --tolerance"),
        (["--value", "0.298", "--list-mistakes"], "--value and --list-mistakes"),
        (["--list-mistakes"], "--list-mistakes and SOURCE"),
        (["E=0.3", "--tolerance", "nan"], "the tolerance must be a number from 0 up, not nan"),
        (["E=0.3", "--tolerance", "-1"], "the tolerance must be a number from 0 up, not -1"),
    ],
)
def test_nothing_that_is_given_is_passed_over_in_silence(
    invoke: Invoke, arguments: list[str], said: str
) -> None:
    assert said in complaint(invoke, *arguments)


def test_one_number_is_looked_for_in_the_source_that_is_named(invoke: Invoke) -> None:
    assert invoke("check", "mazur", "--value", "0.298371109", "--ascii").exit_code == 0
    assert invoke("check", "E=0.3", "--value", "0.298371109").exit_code == 2


def test_of_very_many_complaints_the_first_twenty_are_shown(invoke: Invoke) -> None:
    many = "name,value\n" + "".join(f"E{number},1\n" for number in range(2_000))
    result = invoke("check", "mazur", "--claims", "-", stdin=many)
    assert result.stderr.count("no value is called") == 20
    assert "… and 1980 more" in result.stderr
    with pytest.raises(ConfigError) as caught:
        bptrace.check("mazur", {f"E_o{number}": 1 for number in range(3, 500)})
    near = [each.finding.data["near"] for each in caught.value.problems]
    assert near[0] == ["E_o2", "E_o1"]
    assert near[-1] == [], "comparing each of so many with all names takes minutes"
