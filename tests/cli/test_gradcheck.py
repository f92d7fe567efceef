"""`bptrace gradcheck`: the table, the verdict and its exit code, in every format and width."""

from __future__ import annotations

import json

import pytest

from bptrace.cli.gradcheck import EXAMPLES
from tests.cli.conftest import Invoke

AT_A_KINK = """
layers:
  - {units: 1, activation: relu, weights: [[1, -1]], bias: 0}
  - {units: 1, activation: identity, weights: [[1]], bias: false}
samples:
  - {input: [1, 1], target: 1}
"""


def test_the_gradients_of_the_worked_example_agree(invoke: Invoke) -> None:
    result = invoke("gradcheck", "mazur")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The gradients are E's derivatives." in result.stdout
    assert "8 agree" in result.stdout
    assert "2 parameters are not trained" in result.stdout
    # Mazur (2015): ∂E/∂w5 = 0.082167041
    (row,) = (line for line in result.stdout.splitlines() if line.startswith("  w5 "))
    assert row.split()[2:4] == ["0.082167041", "0.082167041"]


def test_without_a_source_it_is_the_last_run(invoke: Invoke) -> None:
    invoke("run", "xor")
    assert "xor" in invoke("gradcheck").stdout


def test_what_does_not_agree_comes_first_with_its_reason_and_exit_code_1(invoke: Invoke) -> None:
    result = invoke("gradcheck", "rgu")
    assert (result.exit_code, result.stderr) == (1, "")
    rows = [
        line.split() for line in result.stdout.splitlines() if line.endswith(("differs", "agrees"))
    ]
    assert [row[-1] for row in rows] == ["differs"] * 4 + ["agrees"] * 2
    assert "4 of 6 gradients are not E's derivatives." in result.stdout
    assert "update_order is sequential" in result.stdout


def test_a_kink_is_called_by_its_name(invoke: Invoke) -> None:
    result = invoke("gradcheck", "-", stdin=AT_A_KINK)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "w1, w2, b_h1: net_h1 is exactly 0, where relu has no derivative" in text
    assert "the slope of E is 0 below and -1 above, and 0 is taken" in text
    crossed = invoke(
        "gradcheck", "-", "--step", "0.001", stdin=AT_A_KINK.replace("bias: 0", "bias: 0.0001")
    )
    text = " ".join(crossed.stdout.split())
    assert "net_h1 crosses 0 between -0.0009 and 0.0011, where relu has no derivative" in text
    assert "The step is 0.001 for all" in text


def test_json_has_every_gradient_with_every_digit(invoke: Invoke) -> None:
    document = json.loads(invoke("gradcheck", "mazur", "--format", "json").stdout)
    assert (document["verdict"], document["counts"]) == ("agrees", {"agrees": 8})
    first, *_ = document["gradients"]
    assert first.keys() >= {
        "name", "derived", "numerical", "relative_error", "step", "verdict", "kinks",
    }  # fmt: skip
    (w5,) = (each for each in document["gradients"] if each["name"] == "w5")
    assert w5["derived"] == 0.08216704056423078  # as the README has it from a run
    assert w5["numerical"] == pytest.approx(w5["derived"], rel=1e-10)


def test_json_says_what_is_0_at_a_kink(invoke: Invoke) -> None:
    document = json.loads(invoke("gradcheck", "-", "--format", "json", stdin=AT_A_KINK).stdout)
    first, *_ = document["gradients"]
    (kink,) = first["kinks"]
    assert (kink["function"], kink["zero"], kink["here"]) == ("relu", "net_h1", 0.0)
    assert first["verdict"] == "kink"


def test_markdown_is_a_table(invoke: Invoke) -> None:
    lines = invoke("gradcheck", "mazur", "--format", "markdown").stdout.splitlines()
    assert any(line.startswith("| $w_{5}$ |") and line.endswith("| agrees |") for line in lines)


def test_the_worst_are_shown_and_the_others_counted(invoke: Invoke) -> None:
    few, everything = invoke("gradcheck", "iris"), invoke("gradcheck", "iris", "--all")
    # 4-8-3: 32 + 8 weights and biases, 24 + 3
    assert "47 more; --all shows them" in few.stdout
    assert sum("agrees" in line for line in everything.stdout.splitlines()) == 67


def test_the_gradients_of_inputs_too(invoke: Invoke) -> None:
    names = [
        line.split()[0]
        for line in invoke("gradcheck", "mazur", "--inputs").stdout.splitlines()
        if line
    ]
    assert {"i1", "i2"} <= {*names}


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("source", ["mazur", "deep-tanh", "batch"])
def test_no_line_is_longer_than_the_terminal_is_wide(
    invoke: Invoke, source: str, width: int
) -> None:
    lines = invoke("gradcheck", source, "--inputs", width=width).stdout.splitlines()
    assert max(map(len, lines)) <= width


def test_plain_ascii(invoke: Invoke) -> None:
    assert invoke("gradcheck", "mazur", "--ascii").stdout.isascii()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["mazur", "--iteration", "10001"], "cannot check iteration 10001: there are iterations 1"),
        (["mazur", "--step", "0"], "the step must be a number above 0, not 0"),
        (["mazur", "--tolerance", "nan"], "the tolerance must be a number above 0, not nan"),
        (["no-such-net"], "no-such-net"),
    ],
)
def test_what_cannot_be_used_is_said_and_exits_with_2(
    invoke: Invoke, arguments: list[str], complaint: str
) -> None:
    result = invoke("gradcheck", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_the_examples_of_the_help_run(invoke: Invoke) -> None:
    assert "gradcheck mazur --step 1e-5 --inputs" in EXAMPLES
    assert invoke("gradcheck", "mazur", "--step", "1e-5", "--inputs").exit_code == 0
    assert EXAMPLES.strip().splitlines()[-1].strip() in invoke("gradcheck", "--help").stdout
