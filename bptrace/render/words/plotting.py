"""The words of curves and of drawn networks, a catalogue of their own; one a language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class PlottingWords(Struct, frozen=True, kw_only=True):
    """Braces are filled in by the renderer. captions: by the scales of the
    iterations and of the values. axes: what stands below the iterations of a picture."""

    title: str
    iterations: str
    captions: Mapping[tuple[str, str], str]
    axes: Mapping[str, str]
    first: str
    last: str
    at: str
    smallest: str
    largest: str
    in_iteration: str
    never_finite: str
    not_finite: str
    by_sample: str
    any_sample: str
    before_update: str
    nothing: str
    no_matplotlib: str


ENGLISH_PLOTTING = PlottingWords(
    title="Curves",
    iterations="iterations {first} to {last}",
    captions={
        ("linear", "linear"): "across: the iteration",
        ("log", "linear"): "across: the iteration, by powers of ten",
        ("linear", "log"): "across: the iteration; upwards by powers of ten",
        ("log", "log"): "across: the iteration; both axes by powers of ten",
    },
    axes={"linear": "iteration", "log": "iteration, by powers of ten"},
    first="first",
    last="last",
    at="in {n}",
    smallest="smallest",
    largest="largest",
    in_iteration="in",
    never_finite="{name}: no value of it is finite",
    not_finite="{name} is {value} in iteration {n}: not drawn",
    by_sample="#1, #2 …: of that sample, in the iterations that see it",
    any_sample="each iteration sees one of {n} samples, and its values are that one's",
    before_update="{name}: of all samples, before the iteration's update",
    nothing="there is nothing to draw: no value is finite",
    no_matplotlib=(
        "a picture needs matplotlib, which is not installed: pip install 'bptrace[plot]'; "
        "--format terminal needs nothing, --format json has the points"
    ),
)
"""English."""
