"""`bptrace run`: exit code, stdout and stderr of what people do with it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

import bptrace
from bptrace.cli import main
from bptrace.cli.run import EXAMPLES
from tests.cli.conftest import Invoke

TINY = """\
layers:
  - {units: 1, activation: identity, weights: [[0.5]], bias: false}
optimizer: {name: sgd, learning_rate: 0.1}
samples: [{input: 2, target: 3}]
iterations: 5
"""
# By hand: net = out = 0.5·2 = 1, E = ½(3 − 1)² = 2, δ = −(3 − 1)·1 = −2, ∂E/∂w1 = −2·2 = −4,
# w1⁺ = 0.5 − 0.1·(−4) = 0.9, then out = 1.8 and E = ½·1.2² = 0.72.

ARTICLE = [
    "0.593269992",
    "0.596884378",
    "1.105905967",
    "0.772928465",
    "0.274811083",
    "0.023560026",
    "0.298371109",
    "0.186815602",
    "0.082167041",
    "0.138498562",
    "0.055399425",
    "0.036350306",
    "0.241300709",
    "0.000438568",
    "0.149780716",
    "0.408666186",
    "0.511301270",
    "0.561370121",
]


def test_without_arguments_it_shows_the_worked_example(invoke: Invoke) -> None:
    result = invoke("run")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert [number for number in ARTICLE if number not in result.stdout] == []
    assert "after 10000   0.000035102" in result.stdout


def test_the_default_is_the_gallery_s_mazur(invoke: Invoke) -> None:
    assert invoke("run").stdout == invoke("run", "mazur").stdout


def test_a_config_from_stdin_is_shown_as_computed_by_hand(invoke: Invoke) -> None:
    result = invoke("run", "-", stdin=TINY)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    for line in (
        "stdin 1 input → 1, identity 1 weight, no biases",
        "o1 net = w1·i1",
        "= 0.5 × 2 = 1.000000000",
        "o1 3 1 2.000000000",
        "o1 -2 1 -2.000000000",
        "w1 i1→o1 -2 2 -4.000000000",
        "w1 0.5 0.1 -4 0.900000000",
        "after 1 0.720000000",
    ):
        assert any(each.startswith(line) for each in lines), line


def test_show_says_which_iterations(invoke: Invoke) -> None:
    result = invoke("run", "--show", "1-2,every:4000,last")
    shown = [line.split()[2] for line in result.stdout.splitlines() if "── Iteration" in line]
    assert shown == ["1", "2", "4000", "8000", "10000"]


def test_an_iteration_that_is_never_reached_is_refused_before_anything_is_written(
    invoke: Invoke,
) -> None:
    result = invoke("run", "--show", "1,20000")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'bptrace: cannot show "20000": there are 10000 iterations\n'


def test_iterations_says_how_many_are_trained(invoke: Invoke) -> None:
    result = invoke("run", "--iterations", "0")
    assert result.exit_code == 0
    assert "Iteration 1" not in result.stdout
    assert "after 0   0.298371109" in result.stdout


def test_set_changes_values_and_keys(invoke: Invoke) -> None:
    result = invoke("run", "-", "--set", "w1=0.9", "--set", "iterations=1", stdin=TINY)
    assert "= 0.9 × 2" in result.stdout
    assert "1 iteration\n" in result.stdout


def test_seed_draws_other_weights(invoke: Invoke) -> None:
    config = TINY.replace(", weights: [[0.5]]", "")
    one, same, other = (
        invoke("run", "-", "--seed", seed, stdin=config).stdout for seed in ("1", "1", "2")
    )
    assert one == same
    assert one != other


def test_precision_says_how_many_decimals(invoke: Invoke) -> None:
    result = invoke("run", "--precision", "4")
    assert "0.2984" in result.stdout
    assert "0.29837" not in result.stdout


def test_output_goes_to_a_file(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("run", "--output", "tables.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "tables.txt").read_text(encoding="utf-8") == invoke("run").stdout


def test_the_config_is_never_overwritten(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(TINY, encoding="utf-8")
    result = invoke("run", "net.yaml", "--output", "./net.yaml")
    assert result.exit_code == 2
    assert result.stderr == "bptrace: net.yaml is the config: writing there would overwrite it\n"
    assert path.read_text(encoding="utf-8") == TINY


def test_a_file_stays_as_it_was_where_the_config_is_wrong(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("precious", encoding="utf-8")
    result = invoke("run", "-", "--output", "old.txt", stdin=TINY.replace("identity", "identify"))
    assert result.exit_code == 2
    assert (tmp_path / "old.txt").read_text(encoding="utf-8") == "precious"


def test_output_that_cannot_be_written_is_an_error(invoke: Invoke) -> None:
    result = invoke("run", "--output", "no/such/folder.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    expected = "bptrace: cannot write to no/such/folder.txt: No such file or directory\n"
    assert result.stderr == expected


def test_a_run_that_diverges_says_where_and_keeps_what_was_computed(invoke: Invoke) -> None:
    """By hand: w ← w − η·(2w − 3)·2 grows by the factor 1 − 4η each iteration; with η = 1e200 the
    second update is beyond the largest float64, and so is E before it: (2w)² with w ≈ 1e200."""
    result = invoke("run", "-", "--set", "eta=1e200", stdin=TINY)
    assert result.exit_code == 1
    assert result.stderr == (
        "bptrace: diverged: in iteration 2, E_o1 is infinite; "
        "everything before it is kept (a smaller learning rate often helps)\n"
    )
    assert "Iteration 1" in result.stdout
    assert "E_o1 is inf in iteration 2" in result.stdout
    assert "after 1" in result.stdout


def test_a_trace_of_a_run_that_diverges_is_whole(invoke: Invoke) -> None:
    result = invoke("run", "-", "--set", "eta=1e200", "--format", "jsonl", stdin=TINY)
    assert result.exit_code == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["record"] for each in records] == ["header", "iteration", "iteration", "summary"]
    assert records[2]["values"]["E"] is None
    assert records[2]["not_finite"]["E"] == "inf"
    assert records[3]["iterations"] == 1


def test_json_and_json_lines_hold_the_same_and_every_bit_of_it(invoke: Invoke) -> None:
    trace = bptrace.run("mazur", assignments=["iterations=3"])
    document = json.loads(invoke("run", "--iterations", "3", "--format", "json").stdout)
    lines = invoke("run", "--iterations", "3", "--format", "jsonl").stdout.splitlines()
    header, *iterations, summary = map(json.loads, lines)
    assert document == {"header": header, "iterations": iterations, "summary": summary}
    assert [each["values"] for each in iterations] == [dict(record) for record in trace]


def test_data_has_all_iterations_unless_some_are_chosen(invoke: Invoke) -> None:
    chosen = ["run", "--format", "jsonl", "--show", "every:5000"]
    records = [json.loads(line) for line in invoke(*chosen).stdout.splitlines()]
    assert [each["iteration"] for each in records[1:-1]] == [5000, 10000]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--precision", "18"], "Invalid value for '--precision': 18 is not in the range"),
        (["--format", "xml"], "Invalid value for '--format': 'xml' is not one of"),
        (
            ["--iterations", "-1"],
            "Invalid value for '--iterations': '-1' is not a whole number from 0 to",
        ),
        (["--sow", "1"], "No such option '--sow'"),
        (["--show", "1-"], 'cannot show "1-": expected N, N-M, every:N, first, last, all'),
        (["mazur", "xor"], "Got unexpected extra argument (xor)"),
    ],
)
def test_a_wrong_command_line_exits_with_2(
    invoke: Invoke, arguments: list[str], message: str
) -> None:
    result = invoke("run", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    examples = [line.split() for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 3
    for _, *arguments in examples:
        result = invoke(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")


def test_every_command_has_an_example_in_its_help(invoke: Invoke) -> None:
    for name in main.list_commands(click.Context(main)):
        assert f"  bptrace {name}" in invoke(name, "--help").stdout


def test_the_version_is_the_package_s(invoke: Invoke) -> None:
    assert invoke("--version").stdout == f"bptrace {bptrace.__version__}\n"


def test_what_was_drawn_is_said_and_can_be_saved_as_a_config(invoke: Invoke) -> None:
    config = TINY.replace("[[0.5]]", "{init: normal, std: 0.1}").replace("bias: false", "bias: 0")
    drawn = invoke("run", "-", "--seed", "7", "--save-config", "drawn.yaml", stdin=config)
    assert "drawn: normal, seed 7" in drawn.stdout
    assert (drawn.exit_code, drawn.stderr) == (0, "")
    again = invoke("run", "drawn.yaml")
    assert "drawn:" not in again.stdout
    assert again.stdout.split("── Iteration")[1] == drawn.stdout.split("── Iteration")[1]


def test_a_config_is_saved_as_json_where_its_name_says_so(invoke: Invoke, tmp_path: Path) -> None:
    invoke("run", "xor", "--iterations", "1", "--save-config", "drawn.json")
    saved = json.loads((tmp_path / "drawn.json").read_text(encoding="utf-8"))
    weights = bptrace.run("xor").experiment.layers[0].weights
    assert saved["layers"][0]["weights"] == weights


def test_a_config_is_not_saved_over_itself(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(TINY, encoding="utf-8")
    result = invoke("run", "net.yaml", "--save-config", "net.yaml")
    assert result.exit_code == 2
    assert (tmp_path / "net.yaml").read_text(encoding="utf-8") == TINY
