"""Config files that nobody should write, and some that everybody does: as bytes.

A sound config, of which parts are replaced by anything; written as YAML or JSON; then with YAML's
odd corners put in between, lines twice, in another order or missing, in other encodings.
"""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.config.test_robustness import MUTANTS, paths, replaced
from tests.support.strategies import configs

ODD_NUMBERS: list[object] = [
    *(5e-324, -5e-324, -0.0, 2.2e-308, 1e-300, 1e300, -1e300, 1.7976931348623157e308, 1e16),
    *(2**53 + 1, 2**63, 2**64, -(2**63), 10**15, 10**16, 10**400, 1e-320, 709.8, -745.2, 0.1),
    *(float("inf"), float("-inf"), float("nan"), "1e5", "1,5", "−1", "１", "0x1F", "1_000", "½"),
]
ODD_TEXTS: list[object] = [
    *(
        "",
        " ",
        "\t",
        "\0",
        "\ud800",
        "\u202e",
        "é",
        "e\u0301",
        "δ_h1",
        "反向传播",
        "🙂",
        "a" * 1000,
    ),
    *("w1", "w5", "net_h1", "E", "eta", "h1:o1", "__class__", "{0}", "%s", "[b]", "\x1b[31m", "$x"),
    *("import os", "net*1e300", "1/net", "exp(exp(net))", "log(net)", "net^net", "((((net))))"),
    *("step", "full", "mean", "2001-12-14", "null", "yes", "NO", "~", "*a", "&a", "<<", "=", "-"),
]
ANYTHING = st.one_of(
    st.sampled_from([each for each in MUTANTS if type(each) is not object]),
    st.sampled_from(ODD_NUMBERS),
    st.sampled_from(ODD_TEXTS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    ),
)

CORNERS = [
    *("<<: *a", "&a ", "*a", "&a {<<: *a}", "<<: {units: 2}", "<<: [*a, *b]", "? x", "? [a]\n: b"),
    *("!!python/object/apply:os._exit [3]", "!!python/name:os.system", "!!python/object:x.Y {}"),
    *(
        "!!binary aGk=",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!timestamp 2001-12-14",
        "!!float 1",
        "!x",
    ),
    *("2001-12-14t21:59:43.10-05:00", "2001-12-14", "12:30:45", ".inf", "-.INF", ".NaN", "0o17"),
    *("0x_1", "1__0", "0b1", "+.5", "1.", "1e", "1e999", "-0.0", "~", "yes", "NO", "on", "null"),
    *("---\n", "...\n", "%YAML 1.1\n---\n", "%TAG ! x\n", "# x", " #", "\t", "  ", "\r", "\r\n"),
    *("\x0b", "\x85", "\u2028", "\ufeff", "\0", "\x1b[2J", "'", '"', '"\\ud800"', "|\n", ">-\n"),
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "- ",
        "[" * 60,
        "{a: " * 60,
        "@",
        "`",
        "%",
        "!",
        "&",
        "*",
    ),
    *(
        "layers:\n",
        "samples: [{input: 1, target: 1}]\n",
        "iterations: 3\n",
        "seed: 1\n",
        "a: &a b\n",
    ),
]
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"]


@st.composite
def changed_configs(draw: st.DrawFn) -> Any:
    """A sound config with none, one or some of its parts replaced, or added to."""
    data: Any = draw(configs(iterations=draw(st.sampled_from([0, 1, 3, 10, 1000]))))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 4]))):
        path = draw(st.sampled_from(paths(data)))
        if draw(st.integers(0, 4)):
            data = replaced(data, path, draw(ANYTHING))
        elif isinstance(data, dict):
            key = draw(st.sampled_from([*KEYS, "x"]))
            data = {**data, key: draw(ANYTHING)}
        if not isinstance(data, dict | list):
            break
    return data


KEYS = ["title", "inputs", "states", "expected", "epochs", "seed", "start_from", "update_order"]


@st.composite
def config_files(draw: st.DrawFn) -> bytes:
    """What may be in a file that is given as a config."""
    text = _text(draw(changed_configs()), draw(st.sampled_from(["block", "flow", "json"])))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 3]))):
        text = _damaged(draw, text)
    if draw(st.integers(0, 7)) == 0:
        text = text.replace("\n", draw(st.sampled_from(["\r\n", "\r", "\n\n", "\n\t", "\n "])))
    return text.encode(draw(st.sampled_from(ENCODINGS)), "ignore")


def _text(data: Any, style: str) -> str:
    if style == "json":
        return json.dumps(data, ensure_ascii=False, default=str)
    return yaml.dump(data, default_flow_style=style == "flow", allow_unicode=True, sort_keys=False)


def _damaged(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    kind = draw(st.sampled_from(["corner", "corner", "cut", "twice", "line"]))
    if kind == "corner":
        return text[:start] + draw(st.sampled_from(CORNERS)) + text[start:]
    if kind == "cut":
        return text[:start] + text[start + draw(st.integers(1, 40)) :]
    lines = text.split("\n")
    place = draw(st.integers(0, len(lines) - 1))
    again = [lines[place]] if kind == "twice" else [draw(st.sampled_from(CORNERS))]
    return "\n".join(lines[:place] + again + lines[place:])
