"""Where two traces differ first: bugs planted in a program of NumPy, at known lines."""

from __future__ import annotations

import tracemalloc
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

import bptrace
from bptrace.checking.differing.comparing import diff
from bptrace.checking.differing.drifting import Drifting
from bptrace.checking.differing.found import Drift
from bptrace.errors import Diverged, InputError, TraceError
from tests.checking.planted import BUGS, MAP, Dump, dump
from tests.support.networks import worked_example
from tests.support.traces import text_of

THREE_SAMPLES = {
    "layers": [
        {"units": 2, "activation": "tanh", "weights": [[0.1, -0.2], [0.3, 0.4]]},
        {"units": 1, "activation": "identity", "weights": [[0.5, -0.6]]},
    ],
    "samples": [
        {"input": [1.0, 0.0], "target": 0.5},
        {"input": [0.0, 1.0], "target": -0.5},
        {"input": [1.0, 1.0], "target": 0.0},
    ],
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
    "batch": {"size": 2},
    "iterations": 4,
}


@pytest.mark.parametrize("bug", BUGS)
def test_the_first_difference_is_the_line_with_the_bug(bug: str) -> None:
    found = diff("mazur", dump(bug), names=MAP)
    name, iteration = BUGS[bug]
    if found.first is None:
        assert not bug
    else:
        assert (found.first.name, found.first.iteration) == (name, iteration)
        assert found.first.between == ()
        assert all(each.name in GIVEN for each in found.first.not_given)


GIVEN = {"eta", "target_o", "b_h", "b_o"}
"""What the program of NumPy does not write down."""


def test_what_is_not_given_on_the_way_may_be_wrong_too() -> None:
    records = _only(dump("W2 not transposed"), "W1", "W2", "a1", "delta2", "delta1")
    found = diff("mazur", records, names=MAP)
    assert found.first is not None
    spell = found.trace.step.names.spell
    assert found.first.name == "delta_h1"
    assert set(map(spell, found.first.agreed)) == {"out_h1", "delta_o1", "w5", "delta_o2", "w7"}
    assert list(map(spell, found.first.between)) == ["dE_dout_h1", "dout_h1_dnet_h1"]
    assert [spell(each.reference) for each in found.first.working] == [
        "dE_dout_h1",
        "dout_h1_dnet_h1",
        "delta_h1",
    ]


def test_a_weight_at_the_beginning_is_what_the_iteration_before_made_of_it() -> None:
    records = _only(dump("rate twice"), "x", "W1", "W2", "dW1", "dW2")
    found = diff("mazur", records, names=MAP)
    assert found.first is not None
    assert (found.first.name, found.first.iteration) == ("w1", 2)
    spell = found.trace.step.names.spell
    assert spell(found.first.equation) == "w1_new"
    assert found.first.source.iteration == 1
    assert set(map(spell, found.first.agreed)) == {"w1", "dE_dw1"}
    assert list(map(spell, found.first.not_given)) == ["eta"]


def test_a_given_value_comes_from_no_equation() -> None:
    found = diff("mazur", {"w5": 0.45})
    assert found.first is not None
    assert found.first.right is None
    assert [each.reference.name for each in found.first.alike] == ["W_o"]
    assert found.trace.step.names.spell(found.first.alike[0].reference) == "w6"


def test_the_other_sign_is_recognised() -> None:
    found = diff("mazur", {"delta_o1": -0.13849856162855698})
    assert found.first is not None
    assert [each.is_negative for each in found.first.alike] == [True]


def test_a_number_of_the_iteration_after_is_recognised() -> None:
    # E after 1 iteration, as many programs print it (worked example A)
    found = diff("mazur", {"E": 0.29102777369359933})
    assert found.first is not None
    assert [(each.reference.name, each.iteration) for each in found.first.alike] == [("E", 2)]


def test_how_far_two_numbers_are_apart() -> None:
    found = diff("mazur", {"w5": 0.5})
    assert found.first is not None
    distance = found.first.distance
    # 0.5 - 0.4; of the larger, 0.5, whose last place is 2**-53 (52 binary digits after 0.1)
    assert distance.absolute == 0.5 - 0.4
    assert distance.relative == pytest.approx(0.2)
    assert distance.ulps == pytest.approx(0.1 * 2**53)


def test_every_iteration_is_counted_and_the_largest_difference_named() -> None:
    records = [{"E": 0.2983711087600027}, {"E": 0.4, "w5": 0.5}, {"w5": nan}]
    found = diff("mazur", records)
    second = (0.4 - 0.29102777369359933) / 0.4
    assert (found.compared, found.differing, found.iterations) == (4, 3, 3)
    assert [(each.iteration, each.compared, each.differing) for each in found.drift] == [
        (1, 1, 0),
        (2, 2, 2),
        (3, 1, 1),
    ]
    assert found.drift[1].largest == pytest.approx(0.5 / 0.5 - 0.35891647971788465 / 0.5)
    assert found.drift[1].name == "w5"
    assert second < found.drift[1].largest
    assert found.largest == inf


def test_names_that_only_one_has_are_listed_each_once() -> None:
    found = diff("mazur", [{"E": 0.29837110876, "lr": 0.5}, {"E": 0.29102777369, "lr": 0.5}])
    assert found.same
    assert found.missing.theirs == ("lr",)
    assert set(found.missing.ours) == set(bptrace.run("mazur")[1]) - {"E"}


@pytest.mark.parametrize("name", ["mazur", "batch", "adam", "softmax", "three-layers", "xor"])
def test_a_trace_is_the_same_as_itself_bit_for_bit(name: str) -> None:
    found = diff(bptrace.run(name, assignments=["iterations=20"]), bptrace.run(name).records(1, 20))
    assert found.same
    assert found.identical
    assert found.iterations == 20
    assert found.missing.ours == ()


def test_a_smaller_last_batch_has_fewer_values() -> None:
    records = list(bptrace.run(THREE_SAMPLES))
    found = diff(THREE_SAMPLES, [{**record} for record in records])
    assert found.identical
    assert found.compared == sum(map(len, records))
    assert found.missing.theirs == ()


def test_in_a_batch_an_array_has_a_row_a_sample() -> None:
    first = bptrace.run(THREE_SAMPLES)[1]
    rows = [[first[f"out_h{unit}@{place}"] for unit in (1, 2)] for place in (1, 2)]
    names = {"a": "outputs of layer 1", "columns": "outputs of layer 1, by columns"}
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = diff(
        THREE_SAMPLES,
        {"a": rows, "columns": columns, "out_h1": rows[0][:1] + rows[1][:1]},
        names=names,
    )
    assert found.identical
    assert found.compared == 10


def test_our_training_goes_as_far_as_the_other() -> None:
    records = list(bptrace.run(worked_example(iterations=7)))
    found = diff(worked_example(iterations=3), [{**record} for record in records])
    assert found.identical
    assert found.iterations == 7


def test_a_recorded_number_that_does_not_follow_from_its_own_is_said_to_be_wrong(
    tmp_path: Path,
) -> None:
    file = tmp_path / "edited.jsonl"
    text = text_of(bptrace.run("mazur", assignments=["iterations=3"])).decode()
    good = "0.08216704056423078"  # dE_dw5: worked example A, in full
    assert text.count(f":{good}") == 1
    file.write_text(text.replace(f":{good}", ":0.0922"))
    found = diff(file, "mazur")
    assert found.first is not None
    assert found.first.name == "dE_dw5"
    assert found.first.should_be == float(good)
    other = diff("mazur", file)
    assert other.first is not None
    assert other.first.should_be is None


def test_iterations_may_be_counted_from_0() -> None:
    records = [
        {"iteration": n, "E": error} for n, error in enumerate(bptrace.run("mazur").errors(1, 3))
    ]
    found = diff("mazur", records)
    assert found.same
    assert found.shifted
    assert [each.iteration for each in found.drift] == [1, 2, 3]


def test_iterations_may_be_left_out_but_not_exchanged() -> None:
    errors = dict(enumerate(bptrace.run("mazur").errors(1, 9), start=1))
    some = [{"iteration": n, "E": errors[n]} for n in (2, 5, 9)]
    assert diff("mazur", some).identical
    found = diff("mazur", some[::-1])
    assert isinstance(found.damage, TraceError)
    assert found.iterations == 1


def test_where_our_training_ends_the_comparison_does() -> None:
    config = worked_example(
        layers=[{"units": 1, "activation": "identity", "weights": [[3.0, 3.0]], "bias": False}],
        samples=[{"input": [1e3, 1e3], "target": 0.0}],
        iterations=500,
    )
    ended = bptrace.run(config).outcome
    found = diff(config, [{"E": 1.0}] * 500)
    assert isinstance(found.ended, Diverged)
    assert found.iterations == ended.iterations + 1
    theirs = diff(config, config)
    assert theirs.identical
    assert theirs.ended is None


def test_what_is_no_number_is_the_same_only_as_itself() -> None:
    config = worked_example()
    assert not diff(config, {"E": nan}).same
    assert not diff(config, {"E": None}).same
    assert not diff(config, {"E": inf}).same


def test_two_configs_are_compared_key_by_key() -> None:
    other = worked_example(iterations=3, optimizer={"name": "sgd", "learning_rate": 0.25})
    found = diff(worked_example(), other)
    assert [(each.key, each.ours, each.theirs) for each in found.settings] == [
        ("optimizer.learning_rate", 0.5, 0.25),
        ("iterations", 10000, 3),
    ]
    assert found.first is not None
    assert found.first.name == "eta"


def test_nothing_in_common_is_an_error() -> None:
    with pytest.raises(InputError, match="none of its names is one of ours: loss, lr; ours are"):
        diff("mazur", {"loss": 0.3, "lr": 0.5})
    with pytest.raises(InputError, match="holds no numbers"):
        diff("mazur", [])


# float32


def test_honest_float32_is_the_same_and_a_bug_in_it_is_found() -> None:

    right = dump(iterations=10, float_type=np.float32)
    assert not diff("mazur", right, names=MAP).same
    assert diff("mazur", right, names=MAP, float32=True).same
    for bug, (name, iteration) in BUGS.items():
        found = diff("mazur", dump(bug, float_type=np.float32), names=MAP, float32=True)
        if bug:
            assert found.first is not None
            assert (found.first.name, found.first.iteration) == (name, iteration)


@pytest.mark.parametrize("names", [("W1", "W2", "delta1"), ("W1_new", "W2_new", "da1", "loss")])
def test_roundings_that_add_up_over_many_iterations_are_no_difference(
    names: tuple[str, ...],
) -> None:
    records = _only(dump(iterations=600, float_type=np.float32), *names)
    found = diff("mazur", records, names=MAP, float32=True)
    assert found.same
    assert found.largest > 1e-5
    value = records[499]["values"][names[0]][0]
    value[0] *= 1 + 1e-5
    late = diff("mazur", records, names=MAP, float32=True)
    assert late.first is not None
    assert late.first.iteration == 500


def test_errors_of_roundings_are_those_of_numpy() -> None:
    # net = 1·1000.1 − 1·1000 = 0.1: of two numbers of about 1000, each off by up to 2**-15
    config = worked_example(
        layers=[{"units": 1, "activation": "identity", "weights": [[1.0, -1.0]], "bias": False}],
        samples=[{"input": [1000.1, 1000.0], "target": 0.0}],
    )
    net = float(np.float32(1000.1) - np.float32(1000.0))
    assert abs(net - 0.1) / 0.1 > 1e-4
    assert diff(config, {"net_o1": net}, float32=True).same
    assert not diff(config, {"net_o1": 0.103}, float32=True).same


# long runs


def test_of_a_long_run_some_iterations_are_kept_the_decisive_ones_among_them() -> None:
    drifting = Drifting()
    for iteration in range(1, 20_001):
        is_worst = iteration == 7_777
        largest = 9.0 if is_worst else float(iteration >= 333)
        drifting.take(Drift(iteration, 1, int(iteration >= 333), largest, "w5"))
    kept = [each.iteration for each in drifting.rows]
    assert kept == [
        1, 2, 5, 10, 20, 50, 100, 200, 333, 500, 1000, 2000, 5000, 7777, 10000, 20000,
    ]  # fmt: skip
    assert drifting.iterations == 20_000


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    def peak(iterations: int) -> int:
        file = tmp_path / f"{iterations}.jsonl"
        errors = bptrace.run("mazur").errors(1, iterations)
        lines = (f'{{"iteration": {n}, "E": {each!r}}}' for n, each in enumerate(errors, start=1))
        file.write_text("\n".join(lines))
        tracemalloc.start()
        assert diff("mazur", file).same
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)  # what is made once
    assert peak(8_000) < peak(2_000) + 1_000_000


def _only(records: Dump, *names: str) -> Dump:
    return [{**each, "values": {name: each["values"][name] for name in names}} for each in records]
