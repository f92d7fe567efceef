"""Names as people write them: signs for what bptrace calls a value, none for what a config does."""

from __future__ import annotations

import pytest

from bptrace.render.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.names import DisplayNames
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
