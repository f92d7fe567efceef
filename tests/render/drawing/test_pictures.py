"""The README's figures are what its commands draw."""

from __future__ import annotations

import pytest

from tests.pictures.figures import FIGURES, figure, path_of


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_its_command_draws(name: str) -> None:
    assert path_of(name).read_text(encoding="utf-8") == figure(name)
