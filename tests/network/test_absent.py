"""Why a network has no value of a name that another one has."""

from __future__ import annotations

import pytest

import bptrace
from bptrace.errors import ConfigError, UnknownNameError
from bptrace.network.absent import absence_of

SHARED = "the layer of h1 shares one bias, b1, which is never updated"
FIXED = "b1 is not trained: it has no gradient, and is never updated"


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("mazur", "b_h1", SHARED),
        ("mazur", "b_h1_new", SHARED),
        ("mazur", "∂E/∂b_h1", SHARED),
        ("mazur", "b1_new", FIXED),
        ("mazur", "b₁⁺", FIXED),
        ("mazur", "dE_db1", FIXED),
        ("rgu", "b_h1", "h1 has no bias"),
    ],
)
def test_a_bias_that_is_not_there_is_explained(source: str, name: str, why: str) -> None:
    said = f'no value is called "{name}"; {why}'
    with pytest.raises(UnknownNameError) as unknown:
        bptrace.explain(bptrace.run(source), name)
    assert str(unknown.value) == said
    with pytest.raises(ConfigError) as claimed:
        bptrace.check(source, {name: 0.3})
    assert str(claimed.value) == f"claims: {name}: {said}"


def test_a_shared_bias_that_learns_is_named() -> None:
    config = {
        "layers": [{"units": 2, "activation": "sigmoid", "bias": {"value": 0.1, "shared": True}}],
        "samples": [{"input": 1, "target": [0, 1]}],
    }
    with pytest.raises(UnknownNameError, match=r"the layer of o1 shares one bias, b1$"):
        bptrace.explain(bptrace.run(config), "b_o1_new")


@pytest.mark.parametrize("name", ["b_h9", "b_", "dE_db9", "w9_new", "h1_new", "b_i1", "b_h"])
def test_of_anything_else_nothing_is_said(name: str) -> None:
    assert absence_of(bptrace.run("mazur").step, name) is None
