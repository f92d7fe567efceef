"""The pages that the tests look at: small networks of every kind, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping

import bptrace
from bptrace.render.documents.terminal import Canvas
from bptrace.render.layout.lines import Line
from bptrace.render.run.report import report_lines
from bptrace.render.signs.glyphs import UNICODE, Glyphs
from bptrace.render.signs.page import Page, page_for
from bptrace.render.words.english import ENGLISH
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Trace
from tests.render.networks import MASKED, TIED, network_of

DEEP: Mapping[str, object] = {
    "title": "Three layers, three activations, names of its own",
    "source": "tests",
    "layers": [
        {
            "units": 3,
            "activation": "tanh",
            "name": "enc",
            "weights": [0.1, -0.2, 0.3, 0.4, -0.5, 1],
        },
        {
            "units": 2,
            "activation": "relu",
            "weights": [[1.0, -1.0, 0.5], [0.25, 0.75, -0.125]],
            "bias": {"value": -0.1, "shared": True},
        },
        {
            "units": 1,
            "activation": "identity",
            "weights": [[0.5, -2.0]],
            "bias": False,
            "names": {"neurons": ["y"], "weights": [["v1", "v2"]]},
        },
    ],
    "samples": [{"input": [1, 0], "target": 1}, {"input": [-1, 0.5], "target": 0}],
    "optimizer": {"name": "sgd", "learning_rate": 0.05},
    "update_order": "sequential",
    "iterations": 50,
}

WIDE: Mapping[str, object] = {
    "layers": [
        {
            "units": 9,
            "activation": "sigmoid",
            "weights": [[(-1) ** i * (i + j) / 100 for i in range(30)] for j in range(9)],
            "bias": {"value": 0.1, "shared": True},
        },
        {
            "units": 9,
            "activation": "sigmoid",
            "weights": [[(i - j) / 10 for i in range(9)] for j in range(9)],
            "bias": 0.5,
        },
    ],
    "samples": [{"input": [i / 30 for i in range(30)], "target": [j / 9 for j in range(9)]}] * 3,
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "iterations": 3,
}

DIVERGING: Mapping[str, object] = {
    "layers": [{"units": 1, "activation": "identity", "weights": [[0.5]], "bias": False}],
    "samples": [{"input": 2, "target": 3}],
    "optimizer": {"name": "sgd", "learning_rate": 1e200},
    "iterations": 5,
}

NETWORKS = {"softmax": "16_softmax_cce", "batch": "05_xor_batch_sum", "momentum": "20_momentum"}
NETWORKS["adam"] = "23a_adam"

TRACES: Mapping[str, Trace] = {
    "mazur": bptrace.run("mazur"),
    "deep": bptrace.run(DEEP),
    "wide": bptrace.run(WIDE),
    "diverging": bptrace.run(DIVERGING),
    **{name: bptrace.run(network_of(file)) for name, file in NETWORKS.items()},
    "mask": bptrace.run(MASKED),
    "tied": bptrace.run(TIED),
}


def page(trace: Trace, width: int = 80, digits: int = 9, glyphs: Glyphs = UNICODE) -> Page:
    return page_for(trace, glyphs, ENGLISH, digits, width)


def lines(trace: Trace, page_: Page, show: str = "1") -> list[Line]:
    return list(report_lines(page_, trace, parse_selection(show)))


def text(trace: Trace, page_: Page, show: str = "1") -> str:
    canvas = Canvas(page_.width, page_.glyphs, {})
    return "".join(f"{canvas.text(line)}\n" for line in lines(trace, page_, show))
