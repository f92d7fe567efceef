"""What would take absurdly much is said before it begins, with the estimate and the way out."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

import bptrace
from bptrace.errors import TooMuchError
from bptrace.trace.cost import DATA, MOST_MEMORY, PAGES, Writing, check_cost, cost_of
from bptrace.trace.selection import parse_selection
from tests.cli.conftest import Invoke

MILLION_MILLION = 10**12
EXAMPLE = Path(__file__).parents[2] / "configs" / "mazur.yaml"


def test_a_million_million_iterations_are_not_begun(invoke: Invoke) -> None:
    result = invoke("run", "--iterations", str(MILLION_MILLION))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "bptrace: 1,000,000,000,000 iterations take about 56 days: "
        "give fewer --iterations, or --force it\n"
    )


@pytest.mark.parametrize("format_", ["terminal", "markdown", "json", "jsonl", "csv"])
def test_writing_all_of_ten_thousand_million_iterations_is_not_begun(
    invoke: Invoke, format_: str
) -> None:
    result = invoke("run", "--iterations", str(10**10), "--show", "all", "--format", format_)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "write 1,000 of them by --show every:10000000, or --force it" in result.stderr


def test_a_file_that_no_disk_has_room_for_is_not_begun(invoke: Invoke) -> None:
    result = invoke("run", "--iterations", str(10**9), "--output", "trace.jsonl")
    assert result.exit_code == 2
    assert "2.8 TB" in result.stderr, "80 values of some 35 bytes each"


def test_what_was_refused_is_begun_by_force() -> None:
    command = [sys.executable, "-m", "bptrace", "run", "--format", "jsonl", "--force"]
    with subprocess.Popen(
        [*command, "--iterations", str(MILLION_MILLION)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith(b'{"record":"header"')
        child.terminate()


def of_samples(count: int) -> dict[str, object]:
    return {
        "layers": [{"units": 1, "activation": "sigmoid"}],
        "samples": [{"input": [0.5] * 20, "target": 1}] * count,
        "batch": {"size": "full"},
        "iterations": 1,
    }


def test_a_batch_that_no_memory_holds_is_not_begun() -> None:
    trace = bptrace.run(of_samples(40_000), engine="scalar")
    with pytest.raises(TooMuchError, match=r"make the layers or batch\.size smaller"):
        check_cost(trace, parse_selection("1"), PAGES, to_file=False)


def test_a_comparison_that_no_memory_holds_is_not_begun(invoke: Invoke) -> None:
    """2,250,000 weights: each with its gradient and its new value, 1,200 bytes each, are 8.1 GB."""
    layer = {"units": 1500, "activation": "identity", "weights": {"init": "constant", "value": 0}}
    samples = [{"input": [0] * 1500, "target": [0] * 1500}]
    text = json.dumps({"layers": [layer], "samples": samples, "iterations": 1})
    Path("large.json").write_text(text, encoding="utf-8")
    result = invoke("diff", "large.json", "large.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "8.1 GB of memory" in result.stderr


@pytest.mark.parametrize("part", ["1", "2-5", "every:3", "first", "last", "all", "1-3,every:2"])
def test_the_count_of_a_selection_is_at_least_what_it_selects(part: str) -> None:
    selection = parse_selection(part)
    selected = sum(last - first + 1 for first, last in selection.ranges(10))
    assert selected <= selection.at_most(10) <= 10


@pytest.mark.slow
@pytest.mark.parametrize(("format_", "writing"), [("jsonl", DATA), ("html", PAGES)])
def test_the_estimate_is_not_far_from_what_it_takes(format_: str, writing: Writing) -> None:
    """Ten times: machines differ, and only what is absurd is to be told."""
    iterations = 3_000
    trace = bptrace.run("mazur", assignments=[f"iterations={iterations}"])
    cost = cost_of(trace, iterations, writing)
    command = [sys.executable, "-m", "bptrace", "run", "--show", "all", "--format", format_]
    start = perf_counter()
    done = subprocess.run(
        [*command, "--iterations", str(iterations)], capture_output=True, check=True
    )
    took = perf_counter() - start
    assert len(done.stdout) / 3 < cost.written < 3 * len(done.stdout)
    assert took / 10 < cost.writing + cost.training + 0.3 < 10 * took
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert cost.memory < most < MOST_MEMORY


FAR = [
    ("explain", "w5", "far.yaml", "--iteration", str(MILLION_MILLION)),
    ("gradcheck", "far.yaml", "--iteration", str(MILLION_MILLION)),
    ("check", "mazur", f"{MILLION_MILLION}:E=0.1"),
    ("check", "mazur", f"after:{1000 * MILLION_MILLION}:E=0.1"),
    ("plot", "far.yaml"),
    ("plot", "far.yaml", "--show", "1,last"),
    ("plot", "far.yaml", "--every", "1"),
    ("draw", "far.yaml", "--iteration", str(MILLION_MILLION)),
    ("code", "far.yaml", "--format", "c-header", "--show", "1,last"),
    ("diff", "far.yaml", "far.yaml"),
    ("diff", "mazur", "far.jsonl"),
]


@pytest.fixture
def _far_away(invoke: Invoke) -> None:  # noqa: ARG001  # which goes to a folder of its own
    """The worked example for a million million iterations, and one number of the last of them."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("10000\n", f"{MILLION_MILLION}\n", 1)
    Path("far.yaml").write_text(text, encoding="utf-8")
    record = f'{{"iteration": {MILLION_MILLION}, "values": {{"E": 1}}}}'
    Path("far.jsonl").write_text(record, encoding="utf-8")


@pytest.mark.usefixtures("_far_away")
@pytest.mark.parametrize("command", FAR, ids=" ".join)
def test_no_command_begins_to_train_for_months(invoke: Invoke, command: tuple[str, ...]) -> None:
    result = invoke(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(
        r"bptrace: iteration [\d,]{17,} takes about \d+ (days|years) to reach: "
        r"ask for an earlier one, or --force it\n",
        result.stderr,
    )


@pytest.mark.usefixtures("_far_away")
@pytest.mark.parametrize(
    "command",
    [
        ("plot", "far.yaml", "--show", "1-3"),
        ("explain", "w5", "far.yaml"),
        ("draw", "far.yaml", "--values"),
    ],
)
def test_what_is_near_is_shown_of_any_training(invoke: Invoke, command: tuple[str, ...]) -> None:
    assert invoke(*command).exit_code == 0


def test_a_header_of_too_many_values_is_refused_without_counting_them(invoke: Invoke) -> None:
    changes = ("--set", f"iterations={MILLION_MILLION}", "--force")
    result = invoke("code", *changes, "--format", "c-header", "--show", "every:1000")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "80,000,000,000 values, more than a test needs" in result.stderr


def test_what_is_recorded_needs_no_training(invoke: Invoke) -> None:
    """Of a trace that says so of its last iteration, a million million away."""
    invoke("run", "--iterations", "2", "-o", "trace.jsonl")
    lines = Path("trace.jsonl").read_text(encoding="utf-8").splitlines()
    header = lines[0].replace('"iterations":2', f'"iterations":{MILLION_MILLION}')
    last = lines[2].replace('"iteration":2', f'"iteration":{MILLION_MILLION}')
    Path("trace.jsonl").write_text("\n".join([header, lines[1], last, ""]), encoding="utf-8")
    draw = ("draw", "trace.jsonl", "--iteration", str(MILLION_MILLION))
    assert invoke(*draw).exit_code == 0
    assert invoke("draw", "trace.jsonl", "--iteration", str(MILLION_MILLION - 1)).exit_code == 2
