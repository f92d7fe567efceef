"""`bptrace diff`: exit codes, what is on which stream, every format, every width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import json as fast_json

from bptrace.cli.diff import EXAMPLES
from tests.checking.planted import MAP, dump
from tests.cli.conftest import Invoke


def _write_dump(folder: Path, bug: str, *names: str) -> None:
    records = dump(bug, iterations=30)
    kept = names or tuple(MAP)
    (folder / "dump.jsonl").write_text(
        "".join(
            json.dumps({**each, "values": {name: each["values"][name] for name in kept}}) + "\n"
            for each in records
        )
    )
    (folder / "map.yaml").write_text("".join(f"{name}: {text}\n" for name, text in MAP.items()))


def test_a_bug_is_named_with_its_equation_and_both_numbers(invoke: Invoke, tmp_path: Path) -> None:
    _write_dump(tmp_path, "W2 not transposed")
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml")
    assert (result.exit_code, result.stderr) == (1, "")
    # by hand, of the article's numbers: 0.138498562·0.4 − 0.038098237·0.5, and with 0.45 for 0.5
    for part in (
        "First difference: ∂E/∂out_h1 in iteration 1   da1 in dump.jsonl",
        "built-in mazur   0.0363503",
        "dump.jsonl       0.0382552",
        "∂E/∂out_h1 = δ_o1·w5 + δ_o2·w7",
        "= 0.138498562 × 0.4 + (-0.038098237) × 0.5",
        "All that goes into it agrees: δ_o1, w5, δ_o2, w7.",
        "The two differ in",
        "How far they drift apart",
        "next: bptrace explain dE_dout_h1 mazur",
        "      bptrace check mazur dE_dout_h1=0.0382552",
    ):
        assert part in result.stdout


def test_what_agrees_exits_with_0_and_says_how_much_was_compared(
    invoke: Invoke, tmp_path: Path
) -> None:
    _write_dump(tmp_path, "")
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "values that both have agree" in result.stdout
    both = invoke("diff", "mazur", "charlotte77")
    assert both.exit_code == 0
    assert "All 800,000 values that both have are the same, bit for bit." in both.stdout


def test_numbers_come_from_stdin(invoke: Invoke) -> None:
    good = invoke("diff", "mazur", "-", stdin="E=0.298371108760003\nw5+ = 0.358916479717885\n")
    assert (good.exit_code, good.stderr) == (0, "")
    bad = invoke("diff", "mazur", "-", stdin="iteration,w5\n1,0.4\n2,0.36\n")
    assert bad.exit_code == 1
    assert "w5 at the beginning of iteration 2 is what the iteration before made of" in bad.stdout
    assert "w5⁺ = w5 - η · ∂E/∂w5" in bad.stdout


def test_two_configs_say_first_what_is_different_in_them(invoke: Invoke) -> None:
    invoke("run", "mazur", "--iterations", "2", "--set", "eta=0.25", "-o", "x.txt")
    invoke("run", "mazur", "--set", "eta=0.25", "--save-config", "slow.yaml", "-o", "x.txt")
    result = invoke("diff", "mazur", "slow.yaml")
    assert result.exit_code == 1
    settings, first = (result.stdout.index(each) for each in ("learning_rate", "First diff"))
    assert settings < first
    assert "It is given, not computed: slow.yaml starts from another number." in result.stdout


def test_only_one_can_be_stdin_and_units_go_with_float32(invoke: Invoke) -> None:
    both = invoke("diff", "-", "-")
    assert (both.exit_code, both.stdout) == (2, "")
    assert "only one of the two" in both.stderr
    units = invoke("diff", "mazur", "mazur", "--ulps", "3")
    assert (units.exit_code, units.stdout) == (2, "")


def test_what_cannot_be_compared_exits_with_2(invoke: Invoke, tmp_path: Path) -> None:
    for arguments in (
        ("nothing.yaml", "mazur"),
        ("mazur", "nothing.jsonl"),
        ("mazur", "hello.txt"),
        ("mazur", "names.txt"),
        ("mazur", "mazur", "--map", "nothing.yaml"),
        ("mazur", "mazur", "--rtol", "nan"),
        ("mazur", "mazur", "--atol", "inf"),
        ("mazur", "mazur", "--float32", "--ulps", "nan"),
        ("mazur", "mazur", "--float32", "--ulps", "0"),
    ):
        (tmp_path / "hello.txt").write_text("hello")
        (tmp_path / "names.txt").write_text("loss=0.3")
        result = invoke("diff", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("bptrace: ")


def test_a_damaged_end_is_reported_after_what_was_found(invoke: Invoke, tmp_path: Path) -> None:
    _write_dump(tmp_path, "rate twice")
    file = tmp_path / "dump.jsonl"
    file.write_text(file.read_text()[:-30])
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml")
    assert result.exit_code == 2
    assert "First difference: w1⁺ in iteration 1" in result.stdout
    assert result.stderr == (
        "bptrace: dump.jsonl:30: the trace was cut off here, in the middle of a record\n"
    )


def test_the_json_has_every_digit(invoke: Invoke, tmp_path: Path) -> None:
    _write_dump(tmp_path, "W2 not transposed", "W1", "W2", "a1", "a2", "delta2", "delta1")
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml", "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    document = fast_json.decode(result.stdout)
    assert document["same"] is False
    assert (document["a"], document["b"]) == ("built-in mazur", "dump.jsonl")
    first = document["first"]
    theirs = dump("W2 not transposed", 1)[0]["values"]["delta1"][0]
    assert (first["iteration"], first["name"], first["called"]) == (1, "delta_h1", "delta1")
    assert first["b"] == theirs
    assert first["absolute"] == abs(first["a"] - theirs)
    assert first["relative"] == pytest.approx(first["absolute"] / theirs)
    assert first["equation"] == "dE_dout_h1 * dout_h1_dnet_h1"
    assert first["between"] == ["dE_dout_h1", "dout_h1_dnet_h1"]
    assert sorted(first["agreed"]) == ["delta_o1", "delta_o2", "out_h1", "w5", "w7"]
    assert document["compared"] == 30 * 16
    assert [each["iteration"] for each in document["drift"]] == [1, 2, 5, 10, 20, 30]
    assert "net_h1" in document["missing"]["b"]
    assert document["missing"]["a"] == []


def test_json_has_no_nan(invoke: Invoke) -> None:
    result = invoke("diff", "mazur", "-", "--format", "json", stdin="E=nan\n")
    assert fast_json.decode(result.stdout)["first"]["b"] == "nan"


@pytest.mark.parametrize("format_", ["markdown", "latex", "html"])
def test_documents_have_the_same_numbers(invoke: Invoke, tmp_path: Path, format_: str) -> None:
    _write_dump(tmp_path, "W2 not transposed")
    arguments = ("mazur", "dump.jsonl", "--map", "map.yaml", "--format", format_)
    result = invoke("diff", *arguments, "--output", "out")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    for decimals in (".0363503", ".0382552", ".138498562"):  # LaTeX aligns at the point
        assert decimals in text


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("bug", ["W2 not transposed", "rate twice", "momentum", ""])
def test_no_line_is_wider_than_the_terminal(
    invoke: Invoke, tmp_path: Path, width: int, bug: str
) -> None:
    _write_dump(tmp_path, bug, "W1", "W2", "x", "a1", "delta1")
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml", width=width)
    assert result.exit_code == bool(bug)
    hints = ("next: ", "      bptrace")
    lines = [each for each in result.stdout.splitlines() if not each.strip().startswith(hints)]
    assert max(map(len, lines)) <= width, result.stdout


def test_in_ascii_everything_is_ascii(invoke: Invoke, tmp_path: Path) -> None:
    _write_dump(tmp_path, "W2 not transposed")
    result = invoke("diff", "mazur", "dump.jsonl", "--map", "map.yaml", "--ascii")
    assert result.stdout.isascii()


def test_float32_is_compared_as_such(invoke: Invoke) -> None:
    # numpy: float32(0.29837110876), float32(0.35891647971788465)
    stdin = "E=0.2983711063861847\nw5_new=0.3589164912700653\n"
    assert invoke("diff", "mazur", "-", stdin=stdin).exit_code == 1
    assert invoke("diff", "mazur", "-", "--float32", stdin=stdin).exit_code == 0
    assert "--float32" in invoke("diff", "mazur", "-", stdin=stdin).stdout


def test_the_examples_of_the_help_are_commands() -> None:
    assert all(
        line.strip().startswith(("bptrace diff ", "./train | bptrace diff "))
        for line in EXAMPLES.splitlines()[2:]
    )
