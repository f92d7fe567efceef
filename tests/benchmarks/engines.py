"""Time per iteration against the number of weights, for both engines: where do they cross?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf
from pathlib import Path
from time import perf_counter

from msgspec import Struct, json

from bptrace import api
from bptrace.engine.choice import EngineName
from bptrace.trace.trace import Origin, Trace
from tests.benchmarks.measure import text_of
from tests.benchmarks.networks import square
from tests.support.networks import resolved

MEASURED = Path(__file__).parent.parent / "pictures" / "engines.json"
"""What the README's picture is drawn from."""

WIDTHS = (2, 3, 4, 5, 6, 7, 9, 11, 14, 22, 39, 71, 122, 224, 387, 707)
MOST_FOR_SCALARS = 15_000
"""Of more weights, compiling takes longer than anybody waits."""
SECONDS = 0.15
REPEATS = 5


class Point(Struct, frozen=True):
    """weights: how many; seconds: an iteration of which every recorded value is handed over, and
    one of which E alone is."""

    engine: EngineName
    weights: int
    seconds: float
    seconds_of_errors: float


def measured_points() -> Iterator[Point]:
    """Networks of 8 to 1,000,000 weights, one sample an iteration."""
    engines: tuple[EngineName, ...] = ("scalar", "array")
    for width in WIDTHS:
        weights = 2 * width * width
        for engine in engines:
            if engine == "array" or weights <= MOST_FOR_SCALARS:
                trace = api.trace_of(resolved(square(width)), Origin("a benchmark"), engine)
                yield Point(engine, weights, *map(seconds_an_iteration, ways(trace)))


def ways(trace: Trace) -> Iterator[Callable[[int], Iterable[object]]]:
    """What may be asked of the first so many iterations: everything, or E."""
    yield lambda iterations: trace.training.records(1, iterations)
    yield lambda iterations: trace.training.errors(1, iterations)


def seconds_an_iteration(way: Callable[[int], Iterable[object]]) -> float:
    """The least of several measurements, each long enough for the clock."""
    iterations, least = 1, inf
    while _seconds(way, iterations) < SECONDS / 2:
        iterations *= 2
    for _ in range(REPEATS):
        least = min(least, _seconds(way, iterations) / iterations)
    return least


def _seconds(way: Callable[[int], Iterable[object]], iterations: int) -> float:
    start = perf_counter()
    for _ in way(iterations):
        pass
    return perf_counter() - start


def table(points: Iterable[Point]) -> Iterator[str]:
    """A line a point."""
    yield "weights".rjust(9) + "engine".rjust(8) + "all values".rjust(12) + "E alone".rjust(12)
    for point in points:
        times = text_of(point.seconds), text_of(point.seconds_of_errors)
        yield f"{point.weights:9,}{point.engine:>8}{times[0]:>12}{times[1]:>12}"


def crossing(points: Iterable[Point]) -> int:
    """From how many weights on the array engine hands over all values faster."""
    scalar = {each.weights: each.seconds for each in points if each.engine == "scalar"}
    array = {each.weights: each.seconds for each in points if each.engine == "array"}
    return min(each for each in scalar if array[each] < scalar[each])


def store(points: Iterable[Point]) -> None:
    MEASURED.write_bytes(json.format(json.encode(list(points)), indent=2) + b"\n")


def stored() -> list[Point]:
    return json.decode(MEASURED.read_bytes(), type=list[Point])
