"""`bptrace draw`: the network in the terminal, as SVG, as TikZ."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bptrace.cli import draw
from bptrace.cli.draw import EXAMPLES
from bptrace.config.gallery import gallery
from tests.cli.conftest import Invoke

TEX_FILES = ["kpsewhich", "tikz.sty", "standalone.cls"]


def _texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).findall(".//{*}text")]


def test_the_worked_example_in_a_terminal(invoke: Invoke) -> None:
    result = invoke("draw", "mazur")
    assert (result.exit_code, result.stderr) == (0, "")
    for name in ["(i1)", "(b2)", "(o2)", *(f"w{n}" for n in range(1, 9)), "target_o1", "sigmoid"]:
        assert name in result.stdout
    assert result.stdout.splitlines()[-1] == "built-in mazur"


def test_values_are_those_of_an_iteration(invoke: Invoke) -> None:
    """Mazur (2015): out_h1 0.593269992, out_o1 0.75136507; w5 = 0.35891648 after the update."""
    first = invoke("draw", "mazur", "--values").stdout
    assert {"0.5933", "0.7514", "0.05"} <= {*first.split()}
    assert "w5 = 0.4" in first
    assert "w5 = 0.3589" in invoke("draw", "mazur", "--iteration", "2").stdout
    assert (
        "w5 = 0.35891648" in invoke("draw", "mazur", "--iteration", "2", "--precision", "8").stdout
    )


def test_what_is_highlighted_is_seen_without_colours(invoke: Invoke) -> None:
    text = invoke("draw", "mazur", "--path", "i1-h1-o1").stdout
    assert {"[i1]", "[h1]", "[o1]"} <= {*re.findall(r"\[\w+\]", text)}
    assert "highlighted: i1, h1, o1, w1, w5" in text


def test_another_sample_is_drawn_where_it_is_asked_for(invoke: Invoke) -> None:
    """xor's second sample: input 0 1 (its config), target 1."""
    text = invoke("draw", "xor", "--sample", "2").stdout
    assert "sample 2 of 4" in text
    assert "target_o1 = 1" in text


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("name", gallery())
def test_no_line_is_wider_than_the_terminal_or_it_says_how_wide_it_must_be(
    invoke: Invoke, name: str, width: int
) -> None:
    for options in (["--ascii"], ["--values"]):
        result = invoke("draw", name, *options, width=width)
        if result.exit_code == 2:
            found = re.search(r"needs (\d+) columns", result.stderr)
            assert found is not None
            needed = int(found[1])
            assert needed > width
            result = invoke("draw", name, *options, width=needed)
            width = max(width, needed)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= width


def test_plain_ascii(invoke: Invoke) -> None:
    for name in ("mazur", "digits", "xor"):
        assert invoke("draw", name, "--ascii", "--values").stdout.isascii()


def test_an_svg_has_every_name_as_text_for_light_and_dark_and_is_the_same_each_time(
    invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("draw", "mazur", "--values", "--path", "i1-h1-o1", "--output", "net.svg")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    svg = (tmp_path / "net.svg").read_text(encoding="utf-8")
    assert {"i1", "b2", "o2", "0.5933", "w5 = 0.4", "target_o1 = 0.01"} <= {*_texts(svg)}
    assert "prefers-color-scheme:dark" in svg
    again = invoke("draw", "mazur", "--values", "--path", "i1-h1-o1", "--format", "svg").stdout
    assert again == svg
    highlighted = re.findall(r'<path class="on" d="M([\d.]+) ', svg)
    assert len(highlighted) == 2


def test_what_a_file_is_called_cannot_break_a_picture(invoke: Invoke, tmp_path: Path) -> None:
    config = invoke("examples", "mazur").stdout
    for name in ("a<b>&c.yaml", "50%_$x#{y}^~.yaml"):
        (tmp_path / name).write_text(config, encoding="utf-8")
        assert name in _texts(invoke("draw", name, "--format", "svg").stdout)
        assert invoke("draw", name, "--format", "tikz").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [["mazur", "--values", "--path", "i1-h1-o1"], ["three-layers"]]
)
def test_tikz_names_are_those_of_tex(invoke: Invoke, arguments: list[str]) -> None:
    text = invoke("draw", *arguments, "--format", "tikz").stdout
    assert text.isascii()
    assert "$w_{1}" in text
    assert text.count("\\begin{tikzpicture}") == text.count("\\end{tikzpicture}") == 1
    assert "documentclass" not in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize(
    "arguments",
    [["mazur", "--values", "--path", "i1-h1-o1"], ["digits", "--iteration", "3"], ["three-layers"]],
)
def test_tikz_compiles(invoke: Invoke, tmp_path: Path, arguments: list[str]) -> None:
    if subprocess.run(TEX_FILES, capture_output=True, check=False).returncode:
        pytest.skip("TeX has no tikz or no standalone")
    invoke("draw", *arguments, "--standalone", "--output", "net.tex")
    result = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "net.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:].decode(errors="replace")
    assert (tmp_path / "net.pdf").stat().st_size > 5000


def test_without_a_source_it_is_the_last_run_as_it_was_changed(invoke: Invoke) -> None:
    invoke("run", "mazur", "--set", "w5=0.9", "--iterations", "3")
    assert "w5 = 0.9" in invoke("draw", "--values").stdout
    assert "w5 = 0.7" in invoke("draw", "--values", "--set", "w5=0.7").stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["mazur", "--iteration", "10001"], "there are iterations 1 to 10000"),
        (["mazur", "--sample", "2"], "there are samples 1 to 1, not 2"),
        (["mazur", "--path", "i1-o1"], "no connection leads from i1 to o1"),
        (["mazur", "--highlight", "w99"], 'no value is called "w99"'),
        (["mazur", "--standalone"], "--standalone is for a document, --format tikz"),
        (["no-such-net"], "no-such-net"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_exits_with_2(
    invoke: Invoke, arguments: list[str], complaint: str
) -> None:
    result = invoke("draw", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    assert draw.command.epilog == EXAMPLES
    examples = [line for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 4
    for line in examples:
        result = invoke(*line.split()[1:])
        assert (result.exit_code, result.stderr) == (0, ""), line


def test_the_config_is_not_overwritten(invoke: Invoke, tmp_path: Path) -> None:
    config = invoke("examples", "mazur").stdout
    (tmp_path / "net.yaml").write_text(config, encoding="utf-8")
    result = invoke("draw", "net.yaml", "--output", "net.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "net.yaml is the config" in result.stderr
    assert (tmp_path / "net.yaml").read_text(encoding="utf-8") == config
