"""`bptrace check`: verdicts, diagnoses, forms of claims, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bptrace
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.cli.check import EXAMPLES
from tests.cli.conftest import Invoke

RIGHT = "dE_dw5=0.082167041"  # as the article prints it
WRONG = "after:1:E=0.291027924"  # the same, from a program with another order of updates
FOLLOWS = ("dE_dw5=0.164334081", "w5_new=0.3178329595")  # twice as large; 0.4 − 0.5 · 0.164334081


def document(invoke: Invoke, *arguments: str, stdin: str = "") -> Any:
    result = invoke("check", *arguments, "--format", "json", stdin=stdin)
    assert result.stderr == ""
    return json.loads(result.stdout)


def verdicts(found: Any) -> dict[str, str]:
    """`{"dE_dw5": "ok"}`"""
    return {
        each["name"]: "ok" if each["ok"] else "follows" if each["follows"] else "wrong"
        for each in found["claims"]
    }


def test_the_article_is_diagnosed(invoke: Invoke) -> None:
    result = invoke("check", "mazur")
    assert (result.exit_code, result.stderr) == (1, "")
    said = " ".join(result.stdout.split())
    assert "δ_o2 was rounded to 9 decimals before it was used" in said
    assert "One mistake explains the last four: updated_output_weights" in said
    assert "should be ∂E/∂out_h1 = δ_o1·w5 + δ_o2·w7" in said
    assert "was ∂E/∂out_h1 = δ_o1·w5⁺ + δ_o2·w7⁺" in said
    assert "the last four come out as printed" in said
    assert "✓ all the others hold" in said
    assert result.stdout.count("✗") == 5
    assert "≈" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([RIGHT], 0), ([WRONG], 1), ([RIGHT, WRONG], 1), (FOLLOWS, 1), (["dE_dw99=1"], 2)],
)
def test_the_exit_code_says_whether_all_hold(
    invoke: Invoke, arguments: list[str], code: int
) -> None:
    assert invoke("check", "mazur", *arguments).exit_code == code


def test_what_follows_is_no_failure_of_its_own(invoke: Invoke) -> None:
    """net_o1 rounded to 1.1; σ(1.1) is 0.75026, of 1.105905967 it would be 0.75137."""
    arguments = ("net_o1=1.1", "out_o1=0.75026")
    assert verdicts(document(invoke, "mazur", *arguments)) == {"net_o1": "ok", "out_o1": "follows"}
    result = invoke("check", "mazur", *arguments)
    assert result.exit_code == 0
    assert "≈  iteration 1   out_o1" in result.stdout


def test_the_json_has_what_is_promised(invoke: Invoke) -> None:
    found = document(invoke, "mazur")
    assert len(found["claims"]) == 31
    (first,) = (each for each in found["claims"] if each["name"] == "dE_dout_h1_via_o2")
    assert first == {
        "when": "during",
        "iteration": 1,
        "name": "dE_dout_h1_via_o2",
        "expected": -0.019049119,
        "computed": pytest.approx(-0.01904911825828, rel=1e-12),
        "units_of_last_digit": pytest.approx(-0.7417, abs=1e-3),
        "ok": False,
        "follows": False,
    }
    best, rounding = found["diagnoses"]
    assert (best["ids"], best["explains"], best["of"]) == (["updated_output_weights"], 4, 5)
    assert best["before"] == "dE_dout_h1 = delta_o1 * w5 + delta_o2 * w7"
    assert best["after"] == "dE_dout_h1 = delta_o1 * w5_new + delta_o2 * w7_new"
    assert best["title"]
    assert best["beginner"]
    assert [each["iteration"] for each in best["numbers"]] == [1, 10000, 10000, 10000]
    assert (rounding["ids"], rounding["explains"], rounding["of"]) == (["rounded"], 1, 5)


def test_in_json_a_number_keeps_its_digits(invoke: Invoke) -> None:
    found = invoke("check", "mazur", "w8_new=0.561370", "b1=0.350", "--format", "json").stdout
    assert '"expected": 0.561370,' in found
    assert '"expected": 0.350,' in found


def test_two_mistakes_of_a_reader_are_told(invoke: Invoke) -> None:
    """E_o1·w5 + E_o2·w6 in place of δ_o1·w5 + δ_o2·w7."""
    first, *_ = document(invoke, "mazur", "dE_dout_h1=0.120526445")["diagnoses"]
    assert set(first["ids"]) == {"error_in_place_of_delta", "transposed_weights"}
    assert first["after"] == "dE_dout_h1 = E_o1 * w5 + E_o2 * w6"
    said = invoke("check", "mazur", "dE_dout_h1=0.120526445").stdout
    assert "Two mistakes together explain it" in said


def test_where_nothing_fits_it_says_so(invoke: Invoke) -> None:
    found = document(invoke, "mazur", "dE_dout_h1=0.987654321")
    assert found["diagnoses"] == []
    result = invoke("check", "mazur", "dE_dout_h1=0.987654321")
    assert result.exit_code == 1
    assert "No mistake that is known explains it" in result.stdout


def test_mistakes_that_cannot_be_told_apart_are_named_together(invoke: Invoke) -> None:
    """With η = 0.5: 0.4 − 0.25 · 0.082167041."""
    found = document(invoke, "mazur", "w5_new=0.37945824")
    first_group = {each["ids"][0] for each in found["diagnoses"] if each["group"] == 1}
    assert {"learning_rate_twice", "gradient_halved"} <= first_group
    assert all("tell_apart" in each for each in found["diagnoses"] if each["group"] == 1)
    said = invoke("check", "mazur", "w5_new=0.37945824").stdout
    assert "These numbers cannot tell it from" in said
    assert "To tell them apart, compute" in said


# Forms of claims

YAML = "1: {dE_dw5: 0.082167041}\nafter: {1: {E: 0.291027924}}\n"
AS_JSON = '{"1": {"dE_dw5": 0.082167041}, "after": {"1": {"E": 0.291027924}}}'
CSV = "iteration,after,name,value\n1,,dE_dw5,0.082167041\n,1,E,0.291027924\n"
TABS = "name\tvalue\tafter\ndE_dw5\t0.082167041\t\nE\t0.291027924\t1\n"
IN_A_CONFIG = f"title: mine\nexpected:\n  {YAML.splitlines()[0]}\n  {YAML.splitlines()[1]}\n"
BOTH = {"dE_dw5": "ok", "E": "wrong"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", YAML),
        ("a.yml", IN_A_CONFIG),
        ("a.json", AS_JSON),
        ("a.csv", CSV),
        ("a.tsv", TABS),
        ("a.txt", CSV),
    ],
)
def test_claims_come_from_files_of_every_kind(
    invoke: Invoke, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert verdicts(document(invoke, "mazur", "--claims", name)) == BOTH


@pytest.mark.parametrize("text", [YAML, AS_JSON, CSV, TABS])
def test_claims_come_from_stdin(invoke: Invoke, text: str) -> None:
    assert verdicts(document(invoke, "mazur", "--claims", "-", stdin=text)) == BOTH


def test_bare_names_in_a_file_are_of_iteration_1(invoke: Invoke) -> None:
    for text in ("name,value\nE,0.298371109\n", "E,0.298371109\n", "E: 0.298371109\n"):
        (claim,) = document(invoke, "mazur", "--claims", "-", stdin=text)["claims"]
        assert (claim["when"], claim["iteration"], claim["ok"]) == ("during", 1, True)


def test_arguments_name_their_moment(invoke: Invoke) -> None:
    found = document(invoke, "mazur", "E=0.29", "3:E=0.2838", "after:2:E=0.2838", "h1:o1=0.4")
    assert [(each["when"], each["iteration"], each["name"]) for each in found["claims"]] == [
        ("during", 1, "w5"),
        ("during", 1, "E"),
        ("after", 2, "E"),
        ("during", 3, "E"),
    ]
    trace = bptrace.run("mazur")
    assert found["claims"][3]["computed"] == trace[3]["E"] == found["claims"][2]["computed"]


@pytest.mark.parametrize(
    "text", ["∂E/∂w5=0.082167041", "dE/dw₅=0.082167041", "E_total=0.298371109"]
)
def test_names_are_accepted_in_any_spelling(invoke: Invoke, text: str) -> None:
    assert invoke("check", "mazur", text).exit_code == 0


def test_a_minus_sign_may_be_a_typesetter_s(invoke: Invoke) -> None:
    assert invoke("check", "mazur", "delta_o2=−0.038098237").exit_code == 0


def test_files_and_arguments_are_checked_together(invoke: Invoke) -> None:
    found = document(invoke, "mazur", "net_h1=0.3775", "--claims", "-", stdin="{E: 0.298}")
    assert verdicts(found) == {"net_h1": "ok", "E": "ok"}


def test_given_claims_replace_those_of_the_config(invoke: Invoke) -> None:
    assert len(document(invoke, "mazur", RIGHT)["claims"]) == 1


def test_without_a_source_it_is_the_last_run(invoke: Invoke) -> None:
    invoke("run", "mazur", "--set", "w5=0.9", "--iterations", "1")
    found = document(invoke, "w5=0.9")
    assert found["source"].startswith("last run")
    assert verdicts(found) == {"w5": "ok"}


def test_without_a_last_run_it_is_the_worked_example(invoke: Invoke) -> None:
    assert document(invoke)["source"] == "built-in mazur"


def test_a_trace_is_checked_as_it_was_recorded(invoke: Invoke, tmp_path: Path) -> None:
    invoke("run", "mazur", "--iterations", "2", "--format", "jsonl", "--output", "trace.jsonl")
    written = (tmp_path / "trace.jsonl").read_text(encoding="utf-8")
    assert invoke("check", "trace.jsonl", RIGHT).exit_code == 0
    assert invoke("check", "-", RIGHT, stdin=written).exit_code == 0


# How near is near enough


def test_a_tolerance_is_of_all_that_have_none(invoke: Invoke) -> None:
    claims = "1: {E: 0.2984}\n2: {tolerance: 1e-9, E: 0.2911}\n"
    found = document(invoke, "mazur", "--claims", "-", "--tolerance", "0.001", stdin=claims)
    assert [each["ok"] for each in found["claims"]] == [True, False]


def step_in_float32() -> dict[str, float]:
    """The worked example's first iteration, all of it in float32."""
    f = np.float32
    x, t, half, eta = np.array([0.05, 0.1], f), np.array([0.01, 0.99], f), f(0.5), f(0.5)
    w1, w2 = np.array([[0.15, 0.2], [0.25, 0.3]], f), np.array([[0.4, 0.45], [0.5, 0.55]], f)
    h = f(1) / (f(1) + np.exp(-(w1 @ x + f(0.35))))
    o = f(1) / (f(1) + np.exp(-(w2 @ h + f(0.6))))
    error = half * (t - o) ** f(2)
    delta_o = (o - t) * o * (f(1) - o)
    delta_h = (w2.T @ delta_o) * h * (f(1) - h)
    new_w2, new_w1 = w2 - eta * np.outer(delta_o, h), w1 - eta * np.outer(delta_h, x)
    arrays = {"out_h": h, "out_o": o, "E_o": error, "delta_o": delta_o, "delta_h": delta_h}
    values = {
        f"{name}{n}": each for name, array in arrays.items() for n, each in enumerate(array, 1)
    }
    values |= {f"w{n}_new": each for n, each in enumerate((*new_w1.flat, *new_w2.flat), 1)}
    return {**values, "E": error.sum()}


@pytest.mark.parametrize("form", [str, "{:.9f}".format])
def test_numbers_of_a_float32_program_hold_where_it_is_said_that_they_are(
    invoke: Invoke, form: Any
) -> None:
    claims = [f"{name}={form(value)}" for name, value in step_in_float32().items()]
    assert set(verdicts(document(invoke, "mazur", "--float32", *claims)).values()) == {"ok"}
    assert invoke("check", "mazur", *claims).exit_code in {0, 1}


def test_a_mistake_is_a_mistake_in_float32_too(invoke: Invoke) -> None:
    """E after one update with the output layer updated first: 5e-7 off, relative."""
    assert invoke("check", "mazur", "--float32", "dE_dout_h1=0.0363513").exit_code == 1


# What cannot be checked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor"], "there is nothing to check: built-in xor expects no numbers; give some"),
        (["mazur", "w5"], "w5: expected NAME=NUMBER"),
        (["mazur", "E=much"], 'E=much: E: expected a number, found the text "much"'),
        (["mazur", "detla_o1=1"], 'no value is called "detla_o1"; did you mean "delta_o1"'),
        (["mazur", "after:1:w5_new=1"], "w5_new belongs to an iteration; after so many updates it"),
        (["mazur", "0:E=1"], '"0" is no iteration'),
        (["mazur", "h1=1"], 'no value is called "h1"'),
        (["nothing.yaml", "E=1"], "no such file"),
        (["-", "--claims", "-"], "SOURCE and --claims are both -"),
        (["mazur", "--claims", "missing.csv"], "missing.csv: no such file"),
        (["mazur", "--claims", "."], ".: is a directory"),
    ],
)
def test_what_cannot_be_checked_is_an_error(
    invoke: Invoke, arguments: list[str], said: str
) -> None:
    result = invoke("check", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "stdin: there are no numbers in it"),
        ("[1, 2]", "stdin:1:1: expected names and their numbers, found a list of 2 entries"),
        ("just words", 'stdin:1:1: expected names and their numbers, found the text "just words"'),
        ("1: {E: x}", 'stdin:1:8: 1.E: expected a number, found the text "x"'),
        ("E: 1\nE: 2", 'stdin:2:1: E: the key "E" is here twice'),
        ("1: {X: 1}", 'stdin:1:5: 1.X: no value is called "X"'),
        ("after: {1: {w5_new: 1}}", "stdin:1:13: after.1.w5_new: w5_new belongs to an iteration"),
        ("after: {x: {E: 1}}", 'stdin:1:9: after.x: "x" is no number of updates'),
        ("{E: 1", "stdin:1:6: not valid YAML"),
        ("1: {tolerance: -1, E: 1}", "1.tolerance: expected 0 or more"),
        ("1: {conventions: {delta: minus}, E: 1}", 'unknown delta "minus"'),
        ("name,value\nE,", "stdin:2:3: E: expected a number, found nothing"),
        ("name,value\nE,1\nE,2", 'stdin:3:1: the key "E" is here twice'),
        ("name,value\nE,1,2", "stdin:2:5: expected 2 cells, one for each column, found 3"),
        ("name,wert\nE,1", 'stdin:1:6: unknown key "wert"'),
        ("name,iteration\nE,1", 'stdin:1:1: there is no column "value"'),
        ("iteration,after,name,value\n1,1,E,1", "stdin:2:3: both an iteration and a number of"),
        ("iteration,name,value\nx,E,1", 'stdin:2:1: x: "x" is no iteration'),
    ],
)
def test_a_malformed_claims_file_is_answered_with_the_place(
    invoke: Invoke, text: str, said: str
) -> None:
    result = invoke("check", "mazur", "--claims", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_in_a_json_file_it_is_json_that_is_wanted(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"E": 1,}', encoding="utf-8")
    result = invoke("check", "mazur", "--claims", "a.json")
    assert result.exit_code == 2
    assert "a.json:1:9: not valid JSON" in result.stderr


def test_everything_that_is_wrong_is_reported(invoke: Invoke) -> None:
    said = invoke("check", "mazur", "x=1", "y=z", "--claims", "-", stdin="{a: 1, b: c}").stderr
    assert 'no value is called "x"' in said
    assert 'y: expected a number, found the text "z"' in said
    assert 'b: expected a number, found the text "c"' in said


def test_what_comes_after_a_divergence_is_said_to_be_missing(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "net.yaml").write_text(
        "layers: [{units: 1, activation: identity, weights: [[0.5]]}]\n"
        "samples: [{input: 2, target: 3}]\n"
        "optimizer: {name: sgd, learning_rate: 1e200}\n",
        encoding="utf-8",
    )
    result = invoke("check", "net.yaml", "net_o1=1", "after:9:E=1")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "E (after 9): there is no such value" in result.stdout
    assert "diverged: in iteration" in result.stdout
    found = document(invoke, "net.yaml", "net_o1=1", "after:9:E=1")
    assert found["claims"][1]["computed"] is None
    assert "diverged" in found["claims"][1]["unavailable"]


# How it is shown


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("more", [[], ["--all"], ["w5_new=0.3794"], ["--ascii"]])
def test_no_line_is_wider_than_the_terminal(invoke: Invoke, width: int, more: list[str]) -> None:
    result = invoke("check", "mazur", *more, width=width)
    assert max(map(len, result.stdout.splitlines())) <= width


def test_in_ascii_everything_is_ascii(invoke: Invoke) -> None:
    assert invoke("check", "mazur", "--ascii").stdout.isascii()
    assert invoke("check", "mazur", "--ascii", "E=0.596742218").stdout.isascii()
    assert invoke("check", "--list-mistakes", "--ascii").stdout.isascii()


def test_all_numbers_are_shown_where_somebody_wants_them(invoke: Invoke) -> None:
    said = invoke("check", "mazur", "--all").stdout
    assert said.count("✓") == 27  # 26 numbers, and the line that counts them
    assert "26 hold" in said


def test_the_number_of_decimals_can_be_chosen(invoke: Invoke) -> None:
    assert " 0.2910277737 " in invoke("check", "mazur", WRONG, "--precision", "10").stdout


def test_a_book_s_sign_is_shown_with_what_it_is_of(invoke: Invoke) -> None:
    claims = "{conventions: {delta: negative}, delta_o1: 0.138498562}"
    result = invoke("check", "mazur", "--claims", "-", stdin=claims)
    assert result.exit_code == 1
    assert "-δ_o1" in result.stdout


def test_markdown_is_markdown(invoke: Invoke) -> None:
    said = invoke("check", "mazur", "--format", "markdown").stdout
    assert said.startswith("## Check\n")
    assert "| ✗ | after 10000 | $E$ | 0.000035085 | 0.00003510188 | -17 |  |" in said
    assert r"\delta_{o1} \cdot w_{5}^{+}" in said


def test_output_goes_to_a_file(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", "mazur", RIGHT, "--output", "out.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "the number holds" in (tmp_path / "out.txt").read_text(encoding="utf-8")


# The catalogue; one number


def test_the_catalogue_lists_every_mistake(invoke: Invoke) -> None:
    slugs = [each.slug for each in MISTAKES]
    listed = json.loads(invoke("check", "--list-mistakes", "--format", "json").stdout)
    assert [each["id"] for each in listed["mistakes"]] == slugs
    for format_ in ("terminal", "markdown"):
        result = invoke("check", "--list-mistakes", "--format", format_)
        assert (result.exit_code, result.stderr) == (0, "")
        said = result.stdout.replace("\\", "")
        assert [slug for slug in slugs if slug not in said] == []


def test_where_one_number_comes_from(invoke: Invoke) -> None:
    result = invoke("check", "mazur", "--value", "0.291027924")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "With updated_output_weights" in result.stdout
    found = json.loads(invoke("check", "--value", "0.291027924", "--format", "json").stdout)
    (occurrence,) = found["occurrences"]
    assert (occurrence["when"], occurrence["iteration"], occurrence["name"]) == ("after", 1, "E")
    assert occurrence["ids"] == ["updated_output_weights"]


def test_a_number_that_comes_from_nowhere(invoke: Invoke) -> None:
    result = invoke("check", "mazur", "--value", "987.654321")
    assert result.exit_code == 1
    assert "No value is 987.654321" in result.stdout


def test_what_is_no_number_comes_from_nowhere_at_all(invoke: Invoke) -> None:
    for text in ("x", ".inf", "true", ""):
        assert invoke("check", "mazur", "--value", text).exit_code == 2


# The help, the library


def test_every_example_of_the_help_works(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("name,value\nE,0.298371\n", encoding="utf-8")
    examples = [line.split() for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 3
    for _, *arguments in examples:
        result = invoke(*arguments)
        assert result.exit_code in {0, 1}
        assert result.stderr == ""


def test_the_library_checks_as_the_command_does(invoke: Invoke) -> None:
    found = bptrace.check("mazur")
    assert not found.all_hold
    printed = invoke("check", "mazur").stdout
    assert printed.startswith(str(found))
    assert found.json().decode() == invoke("check", "mazur", "--format", "json").stdout


def test_the_library_takes_traces_mappings_and_files(tmp_path: Path) -> None:
    trace = bptrace.run("mazur")
    file = tmp_path / "a.csv"
    file.write_text(CSV, encoding="utf-8")
    assert bptrace.check(trace, {"E": 0.298371109}).all_hold
    assert not bptrace.check(trace, {"after": {1: {"E": 0.291027924}}}).all_hold
    assert bptrace.check(trace, {"E": 0.2984}, tolerance=1e-3).all_hold
    assert not bptrace.check("mazur", file).all_hold
