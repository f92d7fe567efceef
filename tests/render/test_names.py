"""Names as people write them: signs for what bptrace calls a value, none for what a config does."""

from __future__ import annotations

from typing import Any

import pytest

from bptrace.algebra.steps import Step
from bptrace.network.optimizers import OPTIMIZERS
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.signs.mathml_glyphs import MATHML
from bptrace.render.signs.names import DisplayNames
from bptrace.render.signs.tex_glyphs import TEX
from tests.support.networks import dense, step_of


@pytest.mark.parametrize(
    ("glyphs", "written"), [(UNICODE, ["d", "∂E/∂d", "d⁺"]), (ASCII, ["d", "dE/dd", "d_new"])]
)
def test_a_name_of_the_config_s_own_is_written_as_it_is(glyphs: Glyphs, written: list[str]) -> None:
    config = dense(1, 1)
    config["layers"][0]["names"] = {"weights": ["d"]}
    step = step_of(config)
    references = map(step.names.find, ["d", "dE_dd", "d_new"])
    assert [DisplayNames(step, glyphs).of(each) for each in references if each] == written


OF_OPTIMIZERS = [
    ("velocity_w1", "v_w1", "velocity_w1", "v_{w1}"),
    ("velocity_w1_new", "v_w1⁺", "velocity_w1_new", "v_{w1}^{+}"),
    ("momentum", "μ", "momentum", r"\mu"),
    ("weight_decay", "λ", "weight_decay", r"\lambda"),
    ("sum_w1", "G_w1", "sum_w1", "G_{w1}"),
    ("m_w1_new", "m_w1⁺", "m_w1_new", "m_{w1}^{+}"),
    ("m_hat_w1", "m̂_w1", "m_hat_w1", r"\hat{m}_{w1}"),
    ("v_hat_b_o1", "v̂_b_o1", "v_hat_b_o1", r"\hat{v}_{b_{o1}}"),
    ("alpha", "α", "alpha", r"\alpha"),
    ("beta1", "β1", "beta1", r"\beta_{1}"),
    ("beta2", "β2", "beta2", r"\beta_{2}"),
    ("eps", "ε", "eps", r"\varepsilon"),
    ("gradient_norm", "‖∇E‖", "gradient_norm", r"\lVert \nabla E\rVert "),
    ("clip_norm", "clip_norm", "clip_norm", r"\mathit{clip\_norm}"),
    (
        "clipped_dE_dw1",
        "clipped ∂E/∂w1",
        "clipped_dE/dw1",
        r"\text{clipped }\partial E/\partial w_{1}",
    ),
    (
        "decayed_dE_dw1",
        "decayed ∂E/∂w1",
        "decayed_dE/dw1",
        r"\text{decayed }\partial E/\partial w_{1}",
    ),
    ("eta_0", "η₀", "eta_0", r"\eta_{0}"),
    ("eta_h", "η_h", "eta_h", r"\eta_{h}"),
    ("t_new", "t⁺", "t_new", "t^{+}"),
]


def _steps() -> list[Step]:
    """A step of every optimizer, with all that it may take."""
    steps = []
    for name in OPTIMIZERS:
        optimizer: dict[str, Any] = {
            "name": name,
            "weight_decay": 0.1,
            "clip_norm": 1,
            "clip_value": 1,
        }
        optimizer |= {"momentum": 0.9} if name == "sgd" else {}
        optimizer |= {"schedule": {"name": "exponential", "factor": 0.9}}
        config = dense(1, 1, 1, optimizer=optimizer, batch={"size": 2})
        config["samples"] = [{"input": 1, "target": 1}] * 2
        steps.append(step_of(config))
    rates = dense(1, 1, 1, optimizer="adam")
    rates["layers"][0]["learning_rate"] = 0.5
    return [*steps, step_of(rates)]


STEPS = _steps()


@pytest.mark.parametrize(("name", "unicode", "ascii_", "tex"), OF_OPTIMIZERS)
def test_what_an_optimizer_computes_is_written_as_in_its_paper(
    name: str, unicode: str, ascii_: str, tex: str
) -> None:
    step, reference = next(
        (step, found) for step in STEPS if (found := step.names.find(name)) is not None
    )
    written = [DisplayNames(step, glyphs).of(reference) for glyphs in (UNICODE, ASCII, TEX)]
    assert written == [unicode, ascii_, tex]


PLAIN = {"_via_", "net_", "out_", "target_", "E_", "E", "t", "@", "v_", "m_", "d"}
PLAIN |= {"clip_norm", "clip_value", "clip_coefficient"}
"""Parts of names that are written as they are, d only by those that have no ∂."""
BELOW = {"_h"}
"""Of a rate's name: the layer that it is of, below it."""


@pytest.mark.parametrize("glyphs", [UNICODE, TEX, MATHML], ids=["unicode", "tex", "mathml"])
def test_every_part_of_a_name_has_a_form(glyphs: Glyphs) -> None:
    parts = {
        part for step in STEPS for each in step.families for part in each.spelling if part != "_0"
    }
    special = glyphs.typeset.special if glyphs.typeset is not None else {}
    without = [
        part
        for part in parts
        if isinstance(part, str)
        and part not in glyphs.parts
        and part.rstrip("_") not in special
        and part not in PLAIN | BELOW
    ]
    assert without == []


@pytest.mark.parametrize(
    ("name", "unicode", "tex"),
    [
        ("net_h1@2", "net_h1@2", r"\mathit{net}_{h1}^{(2)}"),
        ("E@1", "E@1", "E^{(1)}"),
        ("delta_o1@2", "δ_o1@2", r"\delta_{o1}^{(2)}"),
        ("i1@1", "i1@1", "i_{1}^{(1)}"),
        ("dE_dw2@2", "∂E/∂w2@2", r"\partial E^{(2)}/\partial w_{2}"),
        (
            "dE_dout_h1@2",
            "∂E/∂out_h1@2",
            r"\partial E^{(2)}/\partial \mathit{out}_{h1}^{(2)}",
        ),
        (
            "dnet_o1_dw2@2",
            "∂net_o1/∂w2@2",
            r"\partial \mathit{net}_{o1}^{(2)}/\partial w_{2}",
        ),
        ("dE_dw2", "∂E/∂w2", r"\partial E/\partial w_{2}"),
    ],
)
def test_a_value_says_of_which_sample_it_is(name: str, unicode: str, tex: str) -> None:
    step = STEPS[0]
    reference = step.names.find(name)
    assert reference is not None
    written = [DisplayNames(step, glyphs).of(reference) for glyphs in (UNICODE, TEX)]
    assert written == [unicode, tex]
    alone = DisplayNames(step, UNICODE, placed=False).of(reference)
    assert alone == unicode.partition("@")[0]
