"""The worked example (Matt Mazur, 2015), number by number as it is printed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import bptrace
from bptrace.trace.trace import Trace
from tests.support.networks import worked_example, worked_example_with_bias
from tests.support.printed import holds

PRINTED = {
    "net_h1": "0.3775",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "net_o1": "1.105905967",
    "out_o1": "0.75136507",
    "out_o2": "0.772928465",
    "E_o1": "0.274811083",
    "E_o2": "0.023560026",
    "E": "0.298371109",
    "dE_dout_o1": "0.74136507",
    "dout_o1_dnet_o1": "0.186815602",
    "dE_dw5": "0.082167041",
    "delta_o1": "0.138498562",
    "dE_dout_h1_via_o1": "0.055399425",
    "dE_dout_h1": "0.036350306",
    "dout_h1_dnet_h1": "0.241300709",
    "dE_dw1": "0.000438568",
    "w1_new": "0.149780716",
    "w2_new": "0.19956143",
    "w3_new": "0.24975114",
    "w4_new": "0.29950229",
    "w5_new": "0.35891648",
    "w6_new": "0.408666186",
    "w7_new": "0.511301270",
    "w8_new": "0.561370121",
}

MISPRINTED = ("dE_dout_h1_via_o2", "-0.019049119", -0.0190491182582781)
"""It rounded delta_o2 to 9 digits before halving it."""

HEADLINES = {"out_o1": "0.015912196", "out_o2": "0.984065734", "E": "0.000035085"}
"""After 10,000 iterations, from a program that updated the output weights first."""


@pytest.fixture(scope="module")
def trace() -> Trace:
    return bptrace.run()


@pytest.fixture(scope="module")
def sequential() -> Trace:
    return bptrace.run("mazur", assignments=["update_order=sequential"])


@pytest.fixture(scope="module")
def by_command(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The document that the real command writes."""
    command = [sys.executable, "-m", "bptrace", "run", "mazur", "--iterations", "1"]
    done = subprocess.run(
        [*command, "--format", "json"],
        capture_output=True,
        cwd=tmp_path_factory.mktemp("anywhere"),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("name", "printed"), PRINTED.items())
def test_the_command_gives_every_number_of_the_hand_calculation(
    by_command: Mapping[str, Any], name: str, printed: str
) -> None:
    (iteration,) = by_command["iterations"]
    assert holds(printed, iteration["values"][name])


@pytest.mark.parametrize("name", PRINTED)
def test_the_library_gives_the_same_number_as_the_command(
    by_command: Mapping[str, Any], trace: Trace, name: str
) -> None:
    assert trace[1][name] == by_command["iterations"][0]["values"][name]


def test_the_one_misprint_of_the_hand_calculation_is_not_what_it_should_be(trace: Trace) -> None:
    name, printed, exact = MISPRINTED
    assert not holds(printed, trace[1][name])
    assert trace[1][name] == pytest.approx(exact, rel=1e-14)


def outputs(trace: Trace) -> dict[str, float]:
    """Outputs and E after 10,000 updates."""
    (sample,) = trace.results(10_000)
    values = {f"out_{neuron}": out for neuron, out in sample.out.items()}
    return {**values, "E": trace.error_of_all(10_000)}


def test_the_headline_numbers_are_not_what_the_article_s_own_method_gives(trace: Trace) -> None:
    assert not holds("0.291027924", trace.error_of_all(1))
    computed = outputs(trace)
    assert not [name for name, printed in HEADLINES.items() if holds(printed, computed[name])]


def test_sequential_updates_give_the_headline_numbers(sequential: Trace) -> None:
    assert holds("0.291027924", sequential.error_of_all(1))
    computed = outputs(sequential)
    assert [name for name, printed in HEADLINES.items() if holds(printed, computed[name])] == list(
        HEADLINES
    )


def test_everything_before_the_hidden_deltas_is_the_same_in_both_update_orders(
    trace: Trace, sequential: Trace
) -> None:
    names = [name for name in PRINTED if "h1_via" not in name]
    untouched = names[: names.index("dE_dout_h1")]
    assert [trace[1][name] for name in untouched] == [sequential[1][name] for name in untouched]
    assert trace[1]["dE_dout_h1"] != sequential[1]["dE_dout_h1"]


# These and the ones below: recomputed from the definitions in 60-digit arithmetic (mpmath).
E_AFTER = {
    ("simultaneous", 1): 0.29102777369359933,
    ("simultaneous", 10_000): 3.510187782978859e-05,
    ("sequential", 1): 0.29102792390544197,
    ("sequential", 10_000): 3.5084786296312774e-05,
}


@pytest.mark.parametrize(("order", "iterations"), E_AFTER)
def test_e_after_one_and_after_ten_thousand_iterations(order: str, iterations: int) -> None:
    trace = bptrace.run(worked_example(update_order=order))
    assert trace.error_of_all(iterations) == pytest.approx(E_AFTER[order, iterations], rel=1e-12)


FIXED = {"trainable": False}
ONE_A_NEURON = {"shared": False, "trainable": True}
ONE_A_LAYER = {"trainable": True}


@pytest.mark.parametrize(
    ("bias", "order", "error"),
    [
        (FIXED, "simultaneous", 0.29102777369359933),
        (FIXED, "sequential", 0.29102792390544197),
        (ONE_A_NEURON, "simultaneous", 0.28047144679143016),
        (ONE_A_NEURON, "sequential", 0.2804840766059972),
        (ONE_A_LAYER, "simultaneous", 0.2857508866992965),
        (ONE_A_LAYER, "sequential", 0.28577447006940215),
    ],
)
def test_e_after_one_iteration_by_convention(
    bias: Mapping[str, bool], order: str, error: float
) -> None:
    trace = bptrace.run({**worked_example_with_bias(**bias), "update_order": order})
    assert trace.error_of_all(1) == pytest.approx(error, rel=1e-12)


def test_trained_biases_after_the_step() -> None:
    record = bptrace.run(worked_example_with_bias(**ONE_A_NEURON))[1]
    printed = {
        "b_h1_new": "0.345614323",
        "b_h2_new": "0.345022873",
        "b_o1_new": "0.530750719",
        "b_o2_new": "0.619049118",
    }
    assert [name for name, each in printed.items() if not holds(each, record[name])] == []


def test_the_chinese_article_s_program_trains_towards_another_target() -> None:
    """0.09 where its text says 0.99 (Charlotte77, 2016)."""
    trace = bptrace.run("mazur", assignments=["target_o2=0.09"])
    assert holds("0.000018102", trace.error_of_all(10_000))


def test_the_packaged_example_is_the_one_in_the_clone() -> None:
    clone = Path(__file__).parents[2] / "configs" / "mazur.yaml"
    assert bptrace.run(clone).experiment == bptrace.run("mazur").experiment
