"""Which sample an iteration sees."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.config.experiment import OrderName
from bptrace.network.order import ORDERS, Batch, SampleOrder


def places(order: SampleOrder, first: int, last: int) -> list[int]:
    """What iterations see, one sample after the other."""
    return [place for batch in order.batches(first, last) for place in batch]


def test_in_order_they_come_again_and_again() -> None:
    assert places(SampleOrder("sequential", 3, seed=1), 1, 7) == [0, 1, 2, 0, 1, 2, 0]


@given(st.integers(1, 2000), st.integers(0, 99), st.integers(0, 3))
def test_shuffled_each_comes_once_an_epoch(samples: int, seed: int, epoch: int) -> None:
    order = SampleOrder("shuffled", samples, seed)
    first = epoch * samples + 1
    assert sorted(places(order, first, first + samples - 1)) == list(range(samples))


def test_shuffled_is_fisher_and_yates_from_a_stream_of_its_own() -> None:
    """By hand from the numbers of `random.Random("bptrace order 7 0")`."""
    stream = Random("bptrace order 7 0").random
    epoch = [0, 1, 2]
    j = int(stream() * 3)
    epoch[2], epoch[j] = epoch[j], epoch[2]
    j = int(stream() * 2)
    epoch[1], epoch[j] = epoch[j], epoch[1]
    assert places(SampleOrder("shuffled", 3, seed=7), 1, 3) == epoch


def test_at_random_each_is_drawn_from_all() -> None:
    stream = Random("bptrace order 7 0").random
    expected = [int(stream() * 4) for _ in range(50)]
    assert places(SampleOrder("random", 4, seed=7), 1, 50) == expected


@pytest.mark.parametrize("name", ["shuffled", "random"])
def test_another_seed_gives_another_order(name: OrderName) -> None:
    one, other = (places(SampleOrder(name, 10, seed), 1, 50) for seed in (1, 2))
    assert one != other


@given(st.integers(1, 40), st.integers(1, 50))
def test_an_epoch_ends_with_what_is_left_of_the_samples(samples: int, size: int) -> None:
    order = SampleOrder("shuffled", samples, seed=1, size=size)
    epoch = list(order.batches(1, order.batches_in_epoch))
    size = min(size, samples)
    assert [len(each) for each in epoch[:-1]] == [size] * ((samples - 1) // size)
    assert len(epoch[-1]) == order.rest == samples - size * ((samples - 1) // size)
    assert sorted(place for batch in epoch for place in batch) == list(range(samples))


def test_seven_samples_by_three_are_batches_of_3_3_and_1() -> None:
    order = SampleOrder("sequential", 7, seed=0, size=3)
    expected: list[Batch] = [(0, 1, 2), (3, 4, 5), (6,), (0, 1, 2)]
    assert list(order.batches(1, 4)) == expected
    assert [order.length(n) for n in range(1, 5)] == [3, 3, 1, 3]
    assert [order.epoch(n) for n in range(1, 5)] == [1, 1, 1, 2]
    assert [order.ends_epoch(n) for n in range(1, 5)] == [False, False, True, False]
    assert [order.last_like(n) for n in range(1, 5)] == [2, 2, 3, 5]


def test_where_all_batches_are_alike_nothing_ends_them() -> None:
    assert SampleOrder("sequential", 6, seed=0, size=3).last_like(1) is None


@given(
    st.sampled_from(sorted(ORDERS)),
    st.integers(1, 1500),
    st.integers(1, 100),
    st.integers(1, 5000),
    st.integers(0, 3000),
)
def test_any_iteration_can_be_asked_for_without_those_before_it(
    name: OrderName, samples: int, size: int, first: int, count: int
) -> None:
    """A replay sees the samples that the run saw."""
    run = list(SampleOrder(name, samples, 3, size).batches(1, first + count))
    assert (
        list(SampleOrder(name, samples, 3, size).batches(first, first + count)) == run[first - 1 :]
    )
    assert SampleOrder(name, samples, 3, size).batch(first) == run[first - 1]
