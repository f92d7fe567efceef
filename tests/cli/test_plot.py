"""`bptrace plot`: curves in the terminal, as a picture, as points."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bptrace.cli import plot
from bptrace.cli.plot import EXAMPLES, split
from bptrace.render.plotting import svg
from tests.cli.conftest import Invoke

BRAILLE = re.compile("[\u2801-\u28ff]")
DIVERGING = """
layers: [{units: 1, activation: identity, weights: [[1]], bias: false}]
optimizer: {name: sgd, learning_rate: 3}
samples: [{input: 1, target: 0}]
iterations: 10000
"""


def test_the_error_of_the_worked_example_falls(invoke: Invoke) -> None:
    result = invoke("plot", "mazur")
    assert (result.exit_code, result.stderr) == (0, "")
    drawn = [line for line in result.stdout.splitlines() if BRAILLE.search(line)]
    ends = [max(each.start() for each in BRAILLE.finditer(line)) for line in drawn]
    assert ends == sorted(ends), "from the upper left to the lower right"
    assert drawn[-1].endswith(" E")
    # Mazur (2015) prints 0.298371109 at the start
    (row,) = (line for line in result.stdout.splitlines() if line.startswith("  E "))
    assert row.split()[:2] == ["E", "0.298371109"]
    assert "both axes by powers of ten" in result.stdout


def test_the_source_comes_first_or_last_and_names_with_commas_or_spaces(invoke: Invoke) -> None:
    first = invoke("plot", "mazur", "w5", "dE/dw5").stdout
    assert invoke("plot", "w5", "∂E/∂w₅", "mazur").stdout == first
    assert invoke("plot", "mazur", "w5,h1:o1,dE_dw5").stdout == first
    assert split(["net.yaml", "w5,w6", "E"]) == ("net.yaml", ["w5", "w6", "E"])
    assert split(["w5", "-"]) == ("-", ["w5"])
    assert split(["a,b.yaml", "w5"]) == ("a,b.yaml", ["w5"])
    assert split([]) == (None, [])


def test_without_a_source_it_is_the_last_run_as_it_was_changed(invoke: Invoke) -> None:
    invoke("run", "mazur", "--set", "w5=0.9", "--iterations", "50")
    document = json.loads(invoke("plot", "w5", "--format", "json").stdout)
    assert document["source"].startswith("last run")
    assert (document["last"], document["curves"][0]["points"][0]) == (50, [1, 0.9])
    longer = json.loads(invoke("plot", "w5", "--iterations", "60", "--format", "json").stdout)
    assert (longer["last"], longer["curves"][0]["points"][0]) == (60, [1, 0.9])


def test_a_trace_in_a_pipe_is_plotted(invoke: Invoke) -> None:
    written = invoke("run", "mazur", "--iterations", "9", "--format", "jsonl").stdout
    result = invoke("plot", "-", "E", "--format", "json", stdin=written)
    (curve,) = json.loads(result.stdout)["curves"]
    records = [json.loads(line) for line in written.splitlines()]
    errors = [[each["iteration"], each["values"]["E"]] for each in records if "iteration" in each]
    assert curve["points"] == errors
    assert curve["smallest"] == errors[-1]


@pytest.mark.parametrize("width", [30, 40, 80, 100, 160])
@pytest.mark.parametrize("names", [("mazur",), ("xor", "E", "out_o1"), ("batch", "w*", "net_h1")])
def test_no_line_is_wider_than_the_terminal(
    invoke: Invoke, names: tuple[str, ...], width: int
) -> None:
    for options in ([], ["--ascii"]):
        result = invoke("plot", *names, *options, width=width)
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert max(map(len, lines)) <= width
        rule, chart = (
            len(lines[0]),
            max(len(line) for line in lines if "└" in line or "+--" in line),
        )
        assert rule == width
        assert chart > width - 15 or width < 80, "and the width is used"


def test_in_ascii_every_curve_has_a_sign_of_its_own(invoke: Invoke) -> None:
    text = invoke("plot", "mazur", "w5", "w7", "--ascii").stdout
    assert text.isascii()
    assert {"*", "+"} <= {line.split()[0] for line in text.splitlines() if " w" in line}


def test_a_run_that_diverges_is_shown_up_to_there_and_said_so(invoke: Invoke) -> None:
    result = invoke("plot", "-", "E", "w1", stdin=DIVERGING)
    assert result.exit_code == 1
    assert result.stderr.startswith("bptrace: diverged: in iteration 513, ")
    assert BRAILLE.search(result.stdout)
    assert "E is inf in iteration 513: not drawn" in result.stdout


def test_axes_are_as_asked_for(invoke: Invoke) -> None:
    plain = invoke("plot", "mazur", "--log", "none").stdout
    assert "powers" not in plain
    assert "upwards by powers of ten" in invoke("plot", "mazur", "--log", "y").stdout
    refused = invoke("plot", "mazur", "dE_dw7", "--log", "y")
    assert refused.exit_code == 2
    assert "a logarithmic axis has no place for 0 or less" in refused.stderr


def test_every_is_short_for_a_selection(invoke: Invoke) -> None:
    every = invoke("plot", "mazur", "--every", "2500", "--format", "json").stdout
    shown = invoke("plot", "mazur", "--show", "first,every:2500,last", "--format", "json").stdout
    assert every == shown
    (curve,) = json.loads(every)["curves"]
    assert [iteration for iteration, _ in curve["points"]] == [1, 2500, 5000, 7500, 10000]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["mazur", "w55"], 'no value is called "w55"; did you mean w5?'),
        (["qqq"], '"qqq" is neither a config, a trace or an example, nor a value of '),
        (["none.yaml", "E"], "none.yaml"),
        (["digits", "w*"], "curves cannot be told apart: name at most 40 values"),
        (["mazur", "--show", "1-99999"], 'cannot show "1-99999"'),
        (["mazur", "--show", "1", "--every", "2"], "give one of them"),
        (["mazur", "--iterations", "0"], "there is no iteration to plot"),
    ],
)
def test_what_cannot_be_plotted_is_said_and_exits_with_2(
    invoke: Invoke, arguments: list[str], complaint: str
) -> None:
    result = invoke("plot", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_a_picture_is_the_same_each_time_and_has_the_names_as_text(
    invoke: Invoke, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib", reason="pictures are drawn by matplotlib: bptrace[plot]")
    for name in ("one.svg", "two.svg"):
        result = invoke("plot", "mazur", "w5", "w6", "dE/dw5", "--output", name)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    one, two = ((tmp_path / name).read_bytes() for name in ("one.svg", "two.svg"))
    assert one == two
    texts = {each.text for each in ElementTree.fromstring(one).findall(".//{*}text")}
    assert {"w5", "w6", "∂E/∂w5", "iteration, by powers of ten"} <= texts
    assert b"prefers-color-scheme: dark" in one


def test_names_in_a_picture_do_not_stand_on_each_other(invoke: Invoke) -> None:
    pytest.importorskip("matplotlib", reason="pictures are drawn by matplotlib: bptrace[plot]")
    names = ["w[1-8]", "dE_dw[1-8]"]
    picture = invoke("plot", "mazur", *names, "--format", "svg").stdout_bytes
    places = []
    for text in ElementTree.fromstring(picture).findall(".//{*}text"):
        if text.text and text.text.startswith(("w", "∂")):
            found = re.search(r"translate\(([\d.]+) ([\d.]+)\)", text.get("transform", ""))
            y = float(found[2]) if found else float(text.get("y", "nan"))
            places.append(y)
    places.sort()
    assert len(places) == 16
    assert min(after - before for before, after in pairwise(places)) > 9.5


def test_without_matplotlib_it_says_what_to_install(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(svg, "find_spec", lambda _name: None)
    result = invoke("plot", "mazur", "--format", "svg")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'bptrace[plot]'" in result.stderr


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    assert plot.command.epilog == EXAMPLES
    examples = [line for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 4
    for line in examples:
        if "svg" not in line:
            arguments = [each.strip("'") for each in line.split()[1:]]
            assert invoke(*arguments).exit_code == 0, line


def test_the_config_is_not_overwritten(invoke: Invoke, tmp_path: Path) -> None:
    config = invoke("examples", "mazur").stdout
    (tmp_path / "net.yaml").write_text(config, encoding="utf-8")
    result = invoke("plot", "net.yaml", "--output", "net.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "net.yaml is the config" in result.stderr
    assert (tmp_path / "net.yaml").read_text(encoding="utf-8") == config


LARGEST, SMALLEST = "1.7e308", "5e-324"
ENDS = [
    ("w1", f"w1={LARGEST}"),
    ("w1", f"w1=-{LARGEST}"),
    ("i1", f"i1={SMALLEST}"),
    ("i1,i2", f"i1={SMALLEST}", f"i2={LARGEST}"),
    ("i1,i2", f"i1=-{LARGEST}", f"i2={LARGEST}"),
    ("i1,i2", f"i1={SMALLEST}", "i2=5e-323"),
    ("i1,i2", "i1=1e-310", "i2=-1e-310"),
]


@pytest.mark.parametrize("format_", ["terminal", "svg", "json"])
@pytest.mark.parametrize("case", ENDS, ids=" ".join)
def test_numbers_at_the_ends_of_what_there_is_are_drawn(
    case: tuple[str, ...], format_: str, invoke: Invoke
) -> None:
    if format_ == "svg":
        pytest.importorskip("matplotlib", reason="matplotlib is not installed: bptrace[plot]")
    names, *changes = case
    options = [part for each in changes for part in ("--set", each)]
    result = invoke("plot", "mazur", names, *options, "--iterations", "3", "--format", format_)
    assert (result.exit_code, result.stderr) == (0, "")
    assert not re.search(r"\b(nan|inf)\b", result.stdout)


def test_a_run_that_ends_in_the_infinite_is_a_picture_too(invoke: Invoke) -> None:
    """E = ½w², w⁺ = −1e10·w: up to 5e299 in iteration 16."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: bptrace[plot]")
    Path("net.yaml").write_text(
        "layers: [{units: 1, activation: identity, weights: [[1]], bias: false}]\n"
        "samples: [{input: 1, target: 0}]\niterations: 50\n"
        "optimizer: {name: sgd, learning_rate: 1e10}\n",
        encoding="utf-8",
    )
    result = invoke("plot", "net.yaml", "E", "w1", "--format", "svg")
    assert result.exit_code == 1
    assert result.stderr.startswith("bptrace: diverged: in iteration 17, E_o1 is infinite")
    assert result.stdout.startswith("<?xml")
