"""Which sample an iteration sees: in order, shuffled anew each epoch, or drawn at random.

Any iteration can be asked for without those before it, so that a replay sees what the run saw:
numbers are drawn in blocks of whole epochs, each block from a seed of its own. They come from
`random.Random(…).random()` and are the same on every platform; the stream is not that of the
initial weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random

from bptrace.config.experiment import OrderName

BLOCK = 1024
"""A block has about so many iterations: seeding costs as much as some tens of them."""

Draw = Callable[[int, int, Callable[[], float]], Sequence[int]]


class SampleOrder:
    """The places, from 0, of the samples that iterations see; iterations count from 1."""

    def __init__(self, name: OrderName, samples: int, seed: int) -> None:
        self._samples = samples
        self._epochs = max(1, BLOCK // samples)
        draw = ORDERS[name]

        @lru_cache(maxsize=2)
        def block(number: int) -> Sequence[int]:
            stream = Random(f"bptrace order {seed} {number}").random
            return draw(samples, self._epochs, stream)

        self._block = block

    def epoch(self, iteration: int) -> int:
        """The epoch, from 1, to which an iteration belongs."""
        return (iteration - 1) // self._samples + 1

    def place(self, iteration: int) -> int:
        """The place of the sample that an iteration sees."""
        number, within = divmod(iteration - 1, self._samples * self._epochs)
        return self._block(number)[within]

    def places(self, first: int, last: int) -> Iterator[int]:
        """The places for iterations `first` to `last`."""
        done = first - 1
        while done < last:
            number, within = divmod(done, self._samples * self._epochs)
            part = self._block(number)[within : within + last - done]
            yield from part
            done += len(part)


class OneSample:
    """Always the sample at one place, whichever would have been the iteration's turn."""

    def __init__(self, place: int, order: SampleOrder) -> None:
        self._place = place
        self.epoch = order.epoch

    def place(self, _iteration: int) -> int:
        """The place of the sample."""
        return self._place


def sequential(samples: int, epochs: int, _stream: Callable[[], float]) -> Sequence[int]:
    """In the order in which they are written, again and again."""
    return list(range(samples)) * epochs


def shuffled(samples: int, epochs: int, stream: Callable[[], float]) -> Sequence[int]:
    """Each once an epoch, in an order of its own. Fisher & Yates (1938), Durstenfeld's version."""
    places: list[int] = []
    for _ in range(epochs):
        epoch = list(range(samples))
        for last in range(samples - 1, 0, -1):
            other = int(stream() * (last + 1))
            epoch[last], epoch[other] = epoch[other], epoch[last]
        places += epoch
    return places


def random(samples: int, epochs: int, stream: Callable[[], float]) -> Sequence[int]:
    """Any of them each time, whatever came before: some come twice, some not at all."""
    return [int(stream() * samples) for _ in range(samples * epochs)]


ORDERS: Mapping[OrderName, Draw] = {
    "sequential": sequential,
    "shuffled": shuffled,
    "random": random,
}
