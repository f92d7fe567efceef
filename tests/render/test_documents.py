"""A run and an explanation as Markdown, LaTeX and HTML."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

import bptrace
from bptrace.network.activations import ACTIVATIONS
from bptrace.network.losses import LOSSES
from bptrace.render.documents.latex import inline as in_latex
from bptrace.render.documents.markdown import inline as in_markdown
from bptrace.render.documents.renderers import RENDERERS
from bptrace.render.signs.texts import Formula
from tests.render.documents import Reader, document, explanation
from tests.render.pages import DEEP, TRACES

GOLDEN = Path(__file__).with_name("golden")
REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ
SUFFIXES = {"markdown": "md", "latex": "tex", "html": "html"}

TITLE = "a_b & 50% #1 $x$ <tag> c|d \\ ~^{} \"q\" 'r' `s` -- *t* [u](v) 反向传播"

EVERY_ACTIVATION = bptrace.run(
    {
        **DEEP,
        "layers": [{"units": 2, "activation": "step", "trainable": False}]
        + [{"units": 2, "activation": each} for each in ACTIVATIONS if each != "step"]
        + [{"units": 1, "activation": "identity"}],
        "iterations": 1,
    }
)

# What Mazur's article prints of iteration 1, by its own method.
ARTICLE = ["0.593269992", "1.105905967", "0.274811083", "0.298371109", "0.186815602", "0.082167041"]
ARTICLE += ["0.138498562", "0.055399425", "0.036350306", "0.241300709", "0.000438568"]
ARTICLE += ["0.149780716", "0.408666186", "0.511301270", "0.561370121"]


RUNS = [("mazur", "1"), ("deep", "2"), ("diverging", "1-2"), ("softmax", "1"), ("batch", "2")]
RUNS += [("momentum", "2"), ("adam", "2"), ("mask", "1"), ("tied", "2")]
EXPLAINED = [("mazur", "w5"), ("mazur", "w1"), ("deep", "w3"), ("softmax", "delta_o1")]
EXPLAINED += [("softmax", "w21"), ("batch", "dE_dw11"), ("momentum", "velocity_w1"), ("adam", "w1")]
EXPLAINED += [("mask", "w1"), ("tied", "w1"), ("tied", "gradient_norm")]


def golden(name: str, written: str) -> None:
    path = GOLDEN / name
    if REWRITE:
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("format_", RENDERERS)
@pytest.mark.parametrize(("name", "show"), RUNS)
def test_a_run_looks_as_it_did_when_somebody_read_it(format_: str, name: str, show: str) -> None:
    golden(f"{name}-{show}.{SUFFIXES[format_]}", document(format_, TRACES[name], show))


@pytest.mark.parametrize("format_", RENDERERS)
@pytest.mark.parametrize(("name", "value"), EXPLAINED)
def test_an_explanation_looks_as_it_did_when_somebody_read_it(
    format_: str, name: str, value: str
) -> None:
    golden(f"{name}-{value}.{SUFFIXES[format_]}", explanation(format_, TRACES[name], value))


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_document_has_the_numbers_that_the_article_prints(format_: str) -> None:
    text = document(format_, TRACES["mazur"])
    if format_ == "latex":
        text = text.replace("$ & $.", ".")  # the columns before and after the decimal point
    assert [number for number in ARTICLE if number not in text] == []


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_document_rendered_twice_has_the_same_bytes(format_: str) -> None:
    assert document(format_, TRACES["deep"]) == document(format_, TRACES["deep"])


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_block_says_how_much_it_leaves_out(format_: str) -> None:
    assert "250 more; -" in document(format_, TRACES["wide"], digits=6)


def test_a_title_in_html_is_read_as_it_was_written() -> None:
    texts = Reader(document("html", bptrace.run({**DEEP, "title": TITLE}))).texts
    assert texts["h1"] == texts["title"] == [TITLE]


def test_a_title_in_markdown_is_read_as_it_was_written() -> None:
    html = MarkdownIt("commonmark").render(f"# {in_markdown(TITLE)}")
    assert Reader(html).texts == {"h1": [TITLE]}


@pytest.mark.parametrize("words", ["1. one", "- one", "+ one", "7) one", "> one", "# one"])
def test_words_in_markdown_begin_neither_a_list_nor_a_quotation(words: str) -> None:
    html = MarkdownIt("commonmark").render(in_markdown(words))
    assert Reader(html).texts == {"p": [words]}


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("50% of a_b & $c #1", r"50\% of a\_b \& \$c \#1"),
        (r"{\x}", r"\{\textbackslash{}x\}"),
        ("~ ^", r"\textasciitilde{} \textasciicircum{}"),
        ("< > |", r"\textless{} \textgreater{} \textbar{}"),
        ("a-b --set", "a-b -{}-set"),
    ],
)
def test_words_in_latex_have_no_commands(words: str, written: str) -> None:
    assert in_latex(words) == written


def test_formulas_in_markdown_survive_readers_that_do_not_know_them() -> None:
    """GitHub takes a backslash before punctuation away; elsewhere `}_{` would begin emphasis."""
    names = ["a_long_name", "another_long_name"]
    config = {**DEEP, "layers": [{"units": 2, "activation": "relu", "names": {"neurons": names}}]}
    config["samples"] = [{"input": [1, 0], "target": [1, 0]}]
    text = document("markdown", bptrace.run(config))
    formulas = re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", text)
    assert len(formulas) > 50
    assert [each for each in formulas if re.search(r"\\[^a-z]|\}_\{", each)] == []


@pytest.mark.parametrize("name", TRACES)
def test_formulas_in_markdown_stand_free(name: str) -> None:
    """GitHub wants no letter or digit directly before or after the dollars."""
    text = document("markdown", TRACES[name], digits=6)
    outside = re.split(r"\$\$?.+?\$\$?", text)
    touching = [
        (before[-1:], after[:1])
        for before, after in pairwise(outside)
        if before[-1:].isalnum() or after[:1].isalnum()
    ]
    assert touching == []


@pytest.mark.parametrize("name", TRACES)
def test_every_table_in_markdown_is_one(name: str) -> None:
    """All rows have as many cells as the headings, so none is lost to a stray pipe."""
    text = document("markdown", TRACES[name], digits=6)
    tables = [block.split("\n") for block in text.split("\n\n") if block.startswith("|")]
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert len(Reader(html).texts["table"]) == len(tables) > 5
    for rows in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


@pytest.mark.parametrize("name", [*TRACES, "every activation"])
def test_html_is_well_formed_and_leads_nowhere(name: str) -> None:
    text = document("html", TRACES.get(name, EVERY_ACTIVATION), digits=6)
    reader = Reader(text)
    assert text.startswith("<!DOCTYPE html>")
    assert reader.links == []
    assert "script" not in reader.texts
    assert re.findall(r"url\(|@import|https?:", text) == []


@pytest.mark.parametrize("name", [*TRACES, "every activation"])
def test_every_element_of_mathml_has_as_many_operands_as_it_takes(name: str) -> None:
    """MathML Core, 3.3 and 3.4: what is below, above and beside a base."""
    takes = {"msub": 2, "msup": 2, "msubsup": 3, "mfrac": 2}
    text = document("html", TRACES.get(name, EVERY_ACTIVATION), digits=6)
    formulas = re.findall(r"<math.*?</math>", text)
    assert len(formulas) > 20
    for formula in formulas:
        for element in ElementTree.fromstring(formula).iter():
            assert len(element) == takes.get(element.tag, len(element)), formula
            is_leaf = element.tag in {"mi", "mn", "mo", "mtext"}
            assert is_leaf == bool((element.text or "").strip()), formula
            assert not (element.tail or "").strip(), formula


@pytest.mark.parametrize("name", [*TRACES, "every activation"])
def test_latex_of_names_and_words_in_ascii_is_ascii(name: str) -> None:
    assert document("latex", TRACES.get(name, EVERY_ACTIVATION), digits=6).isascii()


@pytest.mark.parametrize("format_", RENDERERS)
def test_every_activation_and_loss_is_written_in_every_format(format_: str) -> None:
    text = document(format_, EVERY_ACTIVATION)
    signs = {
        "markdown": [
            r"\sigma(\mathit{net})",
            r"\tanh(\mathit{net})",
            r"\mathrm{relu}(\mathit{net})",
        ],
        "html": ["<mi>σ</mi>", "<mi>tanh</mi>", "<mi>relu</mi>"],
    }
    assert [sign for sign in signs.get(format_, signs["markdown"]) if sign not in text] == []
    for loss in LOSSES:
        assert document(format_, bptrace.run({**DEEP, "loss": loss, "iterations": 1}))


def test_chinese_takes_xelatex_and_accents_do_not() -> None:
    chinese, accents = (
        document("latex", bptrace.run({**DEEP, "title": title})) for title in ("反向传播", "Müller")
    )
    assert "% !TeX program = xelatex" in chinese
    assert "{ctexart}" in chinese
    assert "% !TeX program = pdflatex" in accents


def test_a_formula_among_words_keeps_its_dollars() -> None:
    text = ("through ", Formula("o_{1}"))
    assert in_latex(text) == in_markdown(text) == "through $o_{1}$"


LATEX = sorted(GOLDEN.glob("*.tex"))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("path", LATEX, ids=lambda path: path.stem)
def test_golden_latex_compiles_and_stays_on_its_paper(path: Path, tmp_path: Path) -> None:
    log = _compiled("pdflatex", path.read_text(encoding="utf-8"), tmp_path)
    assert "Overfull" not in log


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_of_every_activation_and_any_title_compiles(tmp_path: Path) -> None:
    _compiled("pdflatex", document("latex", EVERY_ACTIVATION), tmp_path)
    titled = bptrace.run({**DEEP, "title": TITLE.removesuffix(" 反向传播") + " é"})
    _compiled("pdflatex", document("latex", titled), tmp_path)


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="xelatex is not installed")
def test_latex_with_chinese_in_it_compiles(tmp_path: Path) -> None:
    log = _compiled("xelatex", document("latex", bptrace.run("charlotte77")), tmp_path)
    assert "Missing character" not in log


def _compiled(engine: str, text: str, folder: Path) -> str:
    (folder / "page.tex").write_text(text, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    log = done.stdout.decode(errors="replace")
    assert done.returncode == 0, log[-2000:]
    return log
