"""`bptrace run --format markdown|latex|html`: exit code, stdout and stderr."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bptrace.render.documents.renderers import RENDERERS
from tests.cli.conftest import Invoke

DIVERGING = """\
layers:
  - {units: 1, activation: identity, weights: [[0.5]], bias: false}
optimizer: {name: sgd, learning_rate: 1.0e+200}
samples: [{input: 2, target: 3}]
iterations: 5
"""


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_document_shows_the_first_iteration_unless_others_are_asked_for(
    invoke: Invoke, format_: str
) -> None:
    result = invoke("run", "--format", format_)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Iteration 1" in result.stdout
    assert "Iteration 2" not in result.stdout
    assert "Iteration 3" in invoke("run", "--format", format_, "--show", "2-3").stdout


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_document_goes_to_a_file_in_utf_8(invoke: Invoke, tmp_path: Path, format_: str) -> None:
    result = invoke("run", "charlotte77", "--format", format_, "--output", "page")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert "反向传播" in (tmp_path / "page").read_text(encoding="utf-8")


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_run_that_diverges_says_so_in_its_document(invoke: Invoke, format_: str) -> None:
    """By hand: w grows by the factor 1 − 4η each iteration, and 2w overflows in its square."""
    result = invoke("run", "-", "--format", format_, stdin=DIVERGING)
    assert result.exit_code == 1
    assert result.stderr.startswith("bptrace: diverged: in iteration 2, E_o1 is infinite")
    assert "is inf in iteration 2" in result.stdout
    assert "Outputs after 1 iteration" in result.stdout


def test_latex_is_a_fragment_unless_it_is_to_stand_alone(invoke: Invoke) -> None:
    assert "documentclass" not in invoke("run", "--format", "latex").stdout
    standalone = invoke("run", "--format", "latex", "--standalone").stdout
    assert standalone.startswith("% !TeX program = pdflatex\n\\documentclass")
    assert standalone.endswith("\\end{document}\n")


@pytest.mark.parametrize("format_", ["terminal", "json", "jsonl"])
def test_what_is_no_document_cannot_stand_alone(invoke: Invoke, format_: str) -> None:
    result = invoke("run", "--format", format_, "--standalone")
    assert (result.exit_code, result.stdout) == (2, "")
    message = f"bptrace: --standalone is for a document, --format latex; {format_} is none\n"
    assert result.stderr == message


SCRIPT = """
import sys
from bptrace.cli import main
try:
    main(["run", "--iterations", "1"])
finally:
    formats = ("document", "markdown", "latex", "html", "tex_glyphs", "mathml_glyphs")
    print([name for name in formats if f"bptrace.render.{name}" in sys.modules], file=sys.stderr)
"""


def test_the_terminal_waits_for_no_document_format(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        check=True,
        encoding="utf-8",
    )
    assert "Forward" in done.stdout
    assert done.stderr == "[]\n"
