"""`bptrace explain`: every number of the article, in the terminal and in JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import bptrace
from bptrace.cli.explain import EXAMPLES
from tests.cli.conftest import Invoke

# What Mazur (2015) prints of each value, by worked-examples' names; -0.019049119 is his misprint of
# -0.0190491182583 (design of the check, not of this test).
ARTICLE = {
    "w1": ["0.055399425", "0.036350306", "0.241300709", "0.000438568", "0.149780716"],
    "w2": ["0.036350306", "0.241300709", "0.199561432"],
    "w3": ["0.249751144"],
    "w4": ["0.299502287"],
    "w5": ["0.741365070", "0.186815602", "0.593269992", "0.082167041", "0.358916480"],
    "w6": ["0.596884378", "0.408666186"],
    "w7": ["0.511301270"],
    "w8": ["0.561370121"],
    "h1": ["0.377500000", "0.593269992"],
    "h2": ["0.596884378"],
    "o1": ["1.105905967", "0.751365070"],
    "o2": ["0.772928465"],
    "delta_o1": ["0.138498562"],
    "E": ["0.274811083", "0.023560026", "0.298371109"],
}


@pytest.mark.parametrize("name", ARTICLE)
def test_every_number_that_the_article_prints_of_a_value_is_shown(
    invoke: Invoke, name: str
) -> None:
    result = invoke("explain", name, "mazur")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [number for number in ARTICLE[name] if number not in result.stdout] == []


@pytest.mark.parametrize("name", ARTICLE)
def test_the_same_numbers_are_in_the_json_with_every_digit(invoke: Invoke, name: str) -> None:
    document = json.loads(invoke("explain", name, "mazur", "--format", "json").stdout)
    values = list(_values(document))
    for printed in ARTICLE[name]:
        assert any(abs(value - float(printed)) <= 0.5e-9 for value in values)
    assert any(len(repr(value)) > 15 for value in values)


def _values(node: Any) -> Any:
    match node:
        case dict():
            for each in node.values():
                yield from _values(each)
        case list():
            for each in node:
                yield from _values(each)
        case float():
            yield node


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("source", ["mazur", "xor", "three-layers", "han-kamber"])
def test_no_line_is_wider_than_the_terminal(invoke: Invoke, source: str, width: int) -> None:
    names = list(bptrace.run(source)[1])
    for name in names[:: max(1, len(names) // 25)]:
        result = invoke("explain", name, source, "--paths", width=width)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= width, result.stdout


def test_in_ascii_everything_is_ascii(invoke: Invoke) -> None:
    assert invoke("explain", "w1", "mazur", "--paths", "--ascii").stdout.isascii()


def test_any_iteration_is_explained(invoke: Invoke) -> None:
    """E after 10,000 updates is 3.510187782978859e-05; in iteration 10,000 it is a little more."""
    result = invoke("explain", "E", "mazur", "--iteration", "10000")
    assert "0.000035109" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["w5", "mazur", "--iteration", "10001"],
            "iteration 10001: there are iterations 1 to 10000",
        ),
        (["w5", "xor", "--sample", "5"], "there are samples 1 to 4, not 5"),
        (["w5", "mazur", "--depth", "0"], "is neither a number from 1 nor 'all'"),
        (["w99", "mazur"], 'no value is called "w99"'),
    ],
)
def test_what_is_not_there_is_an_error(invoke: Invoke, arguments: list[str], message: str) -> None:
    result = invoke("explain", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    examples = [line.split() for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 3
    for _, *arguments in examples:
        result = invoke(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")


def test_the_last_run_is_explained_as_it_was_run(invoke: Invoke) -> None:
    """Drawn weights and options included; the header says which run it was."""
    invoke("run", "xor", "--seed", "7", "--set", "eta=0.25")
    result = invoke("explain", "w1", "--format", "json")
    ran = bptrace.run("xor", assignments=["seed=7", "eta=0.25"])
    document = json.loads(result.stdout)
    assert document["source"].startswith("last run, 20")
    assert document["source"].endswith(": built-in xor")
    assert document["update"]["value"] == ran[1]["w1_new"]


def test_without_a_last_run_it_is_the_worked_example(invoke: Invoke) -> None:
    result = invoke("explain", "E")
    assert "built-in mazur" in result.stdout


def test_a_trace_in_a_pipe_is_explained(invoke: Invoke) -> None:
    written = invoke("run", "mazur", "--iterations", "2", "--format", "jsonl").stdout
    result = invoke("explain", "w5", "-", "--iteration", "2", stdin=written)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        result.stdout.replace("stdin", "built-in mazur").split()[20:]
        == (invoke("explain", "w5", "mazur", "--iteration", "2").stdout.split()[20:])
    )


def test_a_trace_is_explained_though_its_config_has_changed(invoke: Invoke, tmp_path: Path) -> None:
    config = tmp_path / "net.yaml"
    config.write_text(invoke("examples", "mazur").stdout, encoding="utf-8")
    invoke("run", "net.yaml", "--iterations", "1", "--format", "json", "--output", "trace.json")
    config.write_text("layers: []", encoding="utf-8")
    result = invoke("explain", "w5", "trace.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0.082167041" in result.stdout


def test_where_a_trace_and_its_config_disagree_it_says_so(invoke: Invoke) -> None:
    written = invoke("run", "mazur", "--iterations", "1", "--format", "jsonl").stdout
    edited = written.replace('"dE_dw5":0.08216704056423078', '"dE_dw5":0.09216704056423078')
    result = invoke("explain", "w5", "-", stdin=edited)
    assert result.exit_code == 0
    assert "0.092167041" in result.stdout, "recorded values are shown"
    assert result.stderr == (
        "bptrace: recorded values are shown; dE_dw5 is 0.09216704056423078 there, and "
        "0.08216704056423078 by the trace's own config (another machine, or an edited file)\n"
    )


def test_an_iteration_that_is_not_recorded_is_replayed(invoke: Invoke) -> None:
    show = ["run", "mazur", "--format", "jsonl", "--show", "1"]
    written = invoke(*show).stdout
    result = invoke("explain", "E", "-", "--iteration", "10000", stdin=written)
    assert result.exit_code == 0
    assert "0.000035109" in result.stdout
    assert result.stderr == "bptrace: iteration 10000 is not recorded: replayed\n"


def test_what_the_shell_left_of_an_arrow_is_understood(invoke: Invoke) -> None:
    result = invoke("explain", "h1-", "mazur")
    assert result.exit_code == 2
    assert "the shell took what follows the > for a file" in result.stderr
    assert "h1:o1" in result.stderr


@pytest.mark.parametrize("format_", ["markdown", "latex", "html"])
def test_a_document_has_the_numbers_of_the_terminal(invoke: Invoke, format_: str) -> None:
    result = invoke("explain", "w1", "mazur", "--format", format_)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [number for number in ARTICLE["w1"] if number not in result.stdout] == []


def test_standalone_is_for_documents(invoke: Invoke) -> None:
    result = invoke("explain", "w1", "mazur", "--standalone")
    assert result.exit_code == 2
    assert "--standalone is for a document" in result.stderr
    assert "\\documentclass" in (
        invoke("explain", "w1", "mazur", "--format", "latex", "--standalone").stdout
    )


def test_an_explanation_shows_itself_in_notebooks_and_in_rich() -> None:
    explained = bptrace.explain(bptrace.run("mazur"), "∂E/∂w₅")
    assert "<math" in explained._repr_html_()
    assert "\\frac" in explained._repr_latex_()
    assert "0.082167041" in str(explained)
    console = Console(file=io.StringIO(), width=80)
    console.print(explained)
    assert isinstance(console.file, io.StringIO)
    assert "0.082167041" in console.file.getvalue()
