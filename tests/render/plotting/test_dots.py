"""Lines of dots: which are set, and whose colour they have."""

from __future__ import annotations

from bptrace.render.layout.lines import Span, Tone
from bptrace.render.plotting.dots import Stroke, dotted, spans_of

RISING = Stroke([(0.0, 0.0), (1.0, 1.0)], Tone.ERROR, "*")
FALLING = Stroke([(0.0, 1.0), (1.0, 0.0)], Tone.UPDATE, "+")


def _text(strokes: list[Stroke], width: int, height: int, braille: bool = True) -> list[str]:
    rows = dotted(strokes, width, height, braille)
    return ["".join(text for text, _ in row) for row in rows]


def test_a_line_goes_from_corner_to_corner() -> None:
    """Unicode counts dots 1 2 3 7 down the left side of a character and 4 5 6 8 down the right one:
    upwards these are 7 and 3 on the left, 5 and 4 on the right."""
    character = _text([RISING], 1, 1)[0]
    assert ord(character) == 0x2800 + 2**6 + 2**2 + 2**4 + 2**3
    assert _text([RISING], 2, 2, braille=False) == [" *", "* "]


def test_where_two_lines_meet_both_are_seen_in_the_tone_of_the_later() -> None:
    both = dotted([RISING, FALLING], 1, 1, braille=True)
    (((character, tone),),) = both
    single = [ord(_text([each], 1, 1)[0]) for each in (RISING, FALLING)]
    assert ord(character) == single[0] | single[1]
    assert tone is Tone.UPDATE


def test_one_place_is_a_dot() -> None:
    assert _text([Stroke([(0.0, 0.0)], Tone.PLAIN, "*")], 3, 1) == ["\u2840  "]


def test_what_follows_in_one_tone_is_one_span() -> None:
    cells = [("a", Tone.ERROR), (" ", Tone.PLAIN), ("b", Tone.ERROR), ("c", Tone.UPDATE)]
    assert spans_of(cells) == (Span("a b", Tone.ERROR), Span("c", Tone.UPDATE))
