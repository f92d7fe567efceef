"""What a network gives after so many updates, value by value."""

from __future__ import annotations

from pathlib import Path

import pytest

import bptrace
from bptrace.trace.selection import ALL
from bptrace.trace.writers import write_json_lines


@pytest.mark.parametrize("network", ["mazur", "batch", "xor", "adam", "softmax"])
@pytest.mark.parametrize("updates", [0, 1, 7])
def test_after_an_iteration_comes_what_the_next_one_starts_from(network: str, updates: int) -> None:
    trace = bptrace.run(network)
    after = trace.after(updates)
    weights = trace.parameters(updates)
    assert {name: after[name] for name in weights} == weights
    assert after["E"] == trace.last_error(updates)
    assert after.samples == trace[max(updates, 1)].samples


def test_the_worked_example_s_error_after_one_update() -> None:
    """0.29102777369359933 in 60-digit arithmetic."""
    assert bptrace.run("mazur").after(1)["E"] == pytest.approx(0.29102777369359933, rel=1e-14)


def test_recorded_weights_are_the_weights_after_their_update(tmp_path: Path) -> None:
    written: list[bytes] = []
    write_json_lines(bptrace.run("mazur", assignments=["iterations=2"]), ALL, written.append)
    text = b"".join(written)
    new = repr(bptrace.run("mazur")[1]["w5_new"]).encode()
    file = tmp_path / "trace.jsonl"
    file.write_bytes(text.replace(b'"w5_new":' + new, b'"w5_new":0.25', 1))
    trace = bptrace.read_trace(file)
    assert trace.after(1)["w5"] == 0.25
    assert trace.after(0)["w5"] == 0.4
