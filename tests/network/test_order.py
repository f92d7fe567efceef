"""Which sample an iteration sees."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.config.experiment import OrderName
from bptrace.network.order import ORDERS, SampleOrder


def test_in_order_they_come_again_and_again() -> None:
    assert list(SampleOrder("sequential", 3, seed=1).places(1, 7)) == [0, 1, 2, 0, 1, 2, 0]


@given(st.integers(1, 2000), st.integers(0, 99), st.integers(0, 3))
def test_shuffled_each_comes_once_an_epoch(samples: int, seed: int, epoch: int) -> None:
    order = SampleOrder("shuffled", samples, seed)
    first = epoch * samples + 1
    assert sorted(order.places(first, first + samples - 1)) == list(range(samples))


def test_shuffled_is_fisher_and_yates_from_a_stream_of_its_own() -> None:
    """By hand from the numbers of `random.Random("bptrace order 7 0")`."""
    stream = Random("bptrace order 7 0").random
    epoch = [0, 1, 2]
    j = int(stream() * 3)
    epoch[2], epoch[j] = epoch[j], epoch[2]
    j = int(stream() * 2)
    epoch[1], epoch[j] = epoch[j], epoch[1]
    assert list(SampleOrder("shuffled", 3, seed=7).places(1, 3)) == epoch


def test_at_random_each_is_drawn_from_all() -> None:
    stream = Random("bptrace order 7 0").random
    expected = [int(stream() * 4) for _ in range(50)]
    assert list(SampleOrder("random", 4, seed=7).places(1, 50)) == expected


@pytest.mark.parametrize("name", ["shuffled", "random"])
def test_another_seed_gives_another_order(name: OrderName) -> None:
    one, other = (list(SampleOrder(name, 10, seed).places(1, 50)) for seed in (1, 2))
    assert one != other


@given(
    st.sampled_from(sorted(ORDERS)),
    st.integers(1, 1500),
    st.integers(1, 5000),
    st.integers(0, 3000),
)
def test_any_iteration_can_be_asked_for_without_those_before_it(
    name: OrderName, samples: int, first: int, count: int
) -> None:
    """A replay sees the samples that the run saw."""
    run = list(SampleOrder(name, samples, seed=3).places(1, first + count))
    assert list(SampleOrder(name, samples, seed=3).places(first, first + count)) == run[first - 1 :]
    assert SampleOrder(name, samples, seed=3).place(first) == run[first - 1]
