"""Expected values as a C header."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import bptrace
from bptrace.errors import InputError
from bptrace.programs.expected import expected_text
from bptrace.trace.selection import parse_selection
from tests.programs.languages import COMPILER, needs_gcc
from tests.support.networks import worked_example

# Mazur's forward pass, written by hand as somebody would who begins to learn C.
PROGRAM = r"""
#include <assert.h>
#include <math.h>
#include "expected.h"
static double sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }
int main(void)
{
    for (int n = 0; n < BPTRACE_ITERATIONS; n++) {
        double net = bptrace_expected_w1[n] * 0.05 + bptrace_expected_w2[n] * 0.10 + 0.35;
        assert(fabs(net - bptrace_expected_net_h1[n]) < 1e-15);
        assert(fabs(sigmoid(net) - bptrace_expected_out_h1[n]) < 1e-15);
    }
    assert(bptrace_iterations[0] == 1 && bptrace_iterations[1] == 1000);
    assert(fabs(bptrace_expected_dE_dw5[0] - 0.082167041) < 5e-10);
    return 0;
}
"""


def arrays_of(text: str) -> dict[str, list[str]]:
    found = re.findall(r"(\w+)\[BPTRACE_ITERATIONS\] = \{([^}]*)\}", text)
    return {name: [each.strip() for each in values.split(",")] for name, values in found}


@needs_gcc
def test_a_unit_test_in_c_holds_its_own_values_against_the_header(tmp_path: Path) -> None:
    text = expected_text(bptrace.run("mazur"), parse_selection("1,1000"))
    (tmp_path / "expected.h").write_text(text)
    (tmp_path / "test.c").write_text(PROGRAM)
    subprocess.run([*COMPILER, "-o", "test", "test.c", "-lm"], cwd=tmp_path, check=True)
    subprocess.run(["./test"], cwd=tmp_path, check=True)


def test_every_value_of_the_trace_is_there_to_the_last_bit() -> None:
    trace = bptrace.run("three-layers")
    arrays = arrays_of(expected_text(trace, parse_selection("1-3")))
    names = trace.columns(1).names
    assert set(arrays) == {"bptrace_iterations", *(f"bptrace_expected_{each}" for each in names)}
    for name in names:
        values = [float(each) for each in arrays[f"bptrace_expected_{name}"]]
        assert values == [trace[n][name] for n in (1, 2, 3)]


def test_at_first_there_are_ten_iterations_or_as_many_as_there_are() -> None:
    assert arrays_of(expected_text(bptrace.run("mazur")))["bptrace_iterations"][-1] == "10"
    assert arrays_of(expected_text(bptrace.run("rgu")))["bptrace_iterations"] == ["1"]


def test_a_smaller_batch_leaves_gaps_that_are_no_numbers() -> None:
    samples = [{"input": [n, 0.5], "target": [0.1, 0.2]} for n in (0.1, 0.2, 0.3)]
    trace = bptrace.run(worked_example(samples=samples, batch={"size": 2}))
    text = expected_text(trace, parse_selection("1-2"))
    values = arrays_of(text)["bptrace_expected_net_h1_at_2"]
    assert float(values[0]) == trace[1]["net_h1@2"]
    assert values[1] == "NAN"
    assert "#include <math.h>" in text


def test_floats_have_their_suffix() -> None:
    text = expected_text(bptrace.run("mazur"), parse_selection("1"), "float")
    assert "static const float bptrace_expected_i1[BPTRACE_ITERATIONS] = {0.05f};" in text


def test_more_values_than_a_header_should_have_are_refused() -> None:
    with pytest.raises(InputError, match="--show fewer"):
        expected_text(bptrace.run("mazur"), parse_selection("all"))
