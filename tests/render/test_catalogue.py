"""Every activation, loss, optimizer and schedule as it is written in every format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import bptrace
from bptrace.config.experiment import ScheduleName
from bptrace.network.activations import ACTIVATIONS
from bptrace.network.losses import LOSSES, PAIRS
from bptrace.network.optimizers import OPTIMIZERS
from bptrace.network.schedules import SCHEDULES
from bptrace.render.documents.filling import fill_all
from bptrace.render.documents.parts import Part, Section
from bptrace.render.documents.renderers import RENDERERS, renderer_of
from bptrace.render.documents.terminal import Canvas
from bptrace.render.layout.blocks import Remark
from bptrace.render.layout.laid_out import block_lines, ruled
from bptrace.render.layout.lines import BLANK, Line
from bptrace.render.run.overview_training import training_texts
from bptrace.render.run.update import update_blocks
from bptrace.render.signs.families import family_formula
from bptrace.render.signs.glyphs import ASCII, UNICODE
from bptrace.render.signs.page import Page, page_for
from bptrace.render.signs.texts import Formula, Text
from bptrace.render.words.english import ENGLISH
from bptrace.trace.trace import Trace

GOLDEN = Path(__file__).with_name("golden")
REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ
SUFFIXES = {"markdown": "md", "latex": "tex", "html": "html"}
TERMINALS = {"unicode": UNICODE, "ascii": ASCII}

BASE: dict[str, Any] = {
    "layers": [{"units": 1, "activation": "sigmoid", "weights": [[0.5]], "bias": 0.25}],
    "samples": [{"input": 1, "target": 1}],
    "iterations": 1,
}
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "sgd": [
        {"momentum": 0.9, "weight_decay": 0.01},
        {"momentum": 0.9, "nesterov": True, "clip_value": 0.1, "clip_norm": 0.05},
    ],
}
SCHEDULED: dict[str, dict[str, Any]] = {
    "step": {"every": 10},
    "exponential": {"factor": 0.9},
    "cosine": {"over": 20, "low": 0.001, "warmup": 3},
    "warmup": {"over": 5},
}


def _activations() -> Iterator[tuple[str, Trace]]:
    for name in ACTIVATIONS:
        layer = {"units": 2, "activation": name, "trainable": name != "step"}
        layers = [layer, *BASE["layers"]] if name != "softmax" else [layer]
        target = 1 if name != "softmax" else [1, 0]
        layers = [{**each, "weights": {"init": "constant", "value": 0.5}} for each in layers]
        samples = [{"input": 1, "target": target}]
        yield name, bptrace.run({**BASE, "layers": layers, "samples": samples})


def _losses() -> Iterator[tuple[str, Trace]]:
    for name in LOSSES:
        layer = {"units": 2, "activation": "identity", "weights": [[0.5], [0.25]]}
        samples = [{"input": 1, "target": [1, 0]}]
        yield name, bptrace.run({**BASE, "layers": [layer], "samples": samples, "loss": name})


def _pairs() -> Iterator[tuple[str, Trace]]:
    for loss, activation in PAIRS:
        layer = {"units": 2, "activation": activation, "weights": [[0.5], [0.25]]}
        samples = [{"input": 1, "target": [1, 0]}]
        config = {**BASE, "layers": [layer], "samples": samples, "loss": loss}
        yield f"{loss} after {activation}", bptrace.run(config)


def _optimizers() -> Iterator[tuple[str, Trace]]:
    for name in OPTIMIZERS:
        for options in ({}, *OPTIONS.get(name, ())):
            yield name, bptrace.run({**BASE, "optimizer": {"name": name, **options}})


def _schedules() -> Iterator[tuple[str, Trace]]:
    for name in SCHEDULES:
        schedule: dict[str, Any] = {"name": name, **SCHEDULED.get(name, {})}
        optimizer = {"name": "sgd", "learning_rate": 0.1, "schedule": schedule}
        yield name, bptrace.run({**BASE, "optimizer": optimizer})


TRACES = {
    "activation": list(_activations()),
    "loss": list(_losses()),
    "pair": list(_pairs()),
    "optimizer": list(_optimizers()),
    "schedule": list(_schedules()),
}


def formulas(page: Page, trace: Trace, kind: str) -> Iterator[Text]:
    """What is written of an activation or a loss."""
    labels = page.labels[1] if kind == "activation" else page.labels[-1]
    if kind != "activation":
        yield next(iter(training_texts(page, trace)))
    names = {
        "activation": [labels.out, f"d{labels.out}_d{labels.net}"],
        "loss": [labels.error, f"dE_d{labels.out}"],
        "pair": [labels.error, f"dE_d{labels.out}", labels.delta],
    }
    for name in names[kind]:
        equation = page.step.equation(name)
        if equation is not None:
            yield Formula(family_formula(page, equation))
    out = page.equation(labels.out)
    if kind == "activation":
        yield Formula(page.formulas.in_symbols(next(page.step.positions(out))))


def parts(page: Page, name: str, trace: Trace, kind: str) -> Iterator[Part]:
    yield Section(name)
    if kind in {"optimizer", "schedule"}:
        yield from fill_all(page, update_blocks(page), trace[1])
    else:
        yield from (Remark((each,)) for each in formulas(page, trace, kind))


def lines(page: Page, name: str, trace: Trace, kind: str) -> Iterator[Line]:
    yield from ruled(page, name)
    if kind in {"optimizer", "schedule"}:
        yield from block_lines(page, update_blocks(page), trace[1])
    else:
        blocks = [Remark((each,)) for each in formulas(page, trace, kind)]
        yield from block_lines(page, blocks, trace[1])
    yield BLANK


def held_against(file: str, written: str) -> None:
    path = GOLDEN / file
    if REWRITE:
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", TRACES)
@pytest.mark.parametrize("format_", RENDERERS)
def test_every_record_is_written_in_a_document_as_when_somebody_read_it(
    format_: str, kind: str
) -> None:
    renderer = renderer_of(format_)
    pages = [page_for(trace, renderer.glyphs, ENGLISH, 9, 80) for _, trace in TRACES[kind]]
    all_parts = (
        part
        for page, (name, trace) in zip(pages, TRACES[kind], strict=True)
        for part in parts(page, name, trace, kind)
    )
    written = "".join(renderer.render_standalone(pages[0], all_parts))
    held_against(f"every-{kind}.{SUFFIXES[format_]}", written)


@pytest.mark.parametrize("kind", TRACES)
@pytest.mark.parametrize("signs", TERMINALS)
def test_every_record_is_written_in_a_terminal_as_when_somebody_read_it(
    signs: str, kind: str
) -> None:
    canvas = Canvas(80, TERMINALS[signs], {})
    written = ""
    for name, trace in TRACES[kind]:
        page = page_for(trace, canvas.glyphs, ENGLISH, 9, canvas.width)
        written += "".join(f"{canvas.text(line)}\n" for line in lines(page, name, trace, kind))
    held_against(f"every-{kind}-{signs}.txt", written)


def test_every_schedule_is_among_them() -> None:
    assert {name for name, _ in TRACES["schedule"]} == set(get_args(ScheduleName))
