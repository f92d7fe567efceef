"""Which samples an iteration sees: in order, shuffled anew each epoch, or drawn at random.

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
"""A block has about so many samples: seeding costs as much as some tens of them."""

Draw = Callable[[int, int, Callable[[], float]], Sequence[int]]
Batch = tuple[int, ...]
"""The places of the samples that one iteration sees, from 0."""


class SampleOrder:
    """The batches that iterations see; iterations count from 1.

    size: of a batch; the last one of an epoch has what is left of the samples.
    """

    def __init__(self, name: OrderName, samples: int, seed: int, size: int = 1) -> None:
        self.size = min(size, samples)
        self.rest = samples % self.size or self.size
        """How many samples the last batch of an epoch has."""
        self.batches_in_epoch = -(-samples // self.size)
        self._epochs = max(1, BLOCK // samples)
        draw = ORDERS[name]

        @lru_cache(maxsize=2)
        def block(number: int) -> Sequence[Batch]:
            stream = Random(f"bptrace order {seed} {number}").random
            places = draw(samples, self._epochs, stream)
            return list(_batches(places, samples, self.size))

        self._block = block

    def epoch(self, iteration: int) -> int:
        """The epoch, from 1, to which an iteration belongs."""
        return (iteration - 1) // self.batches_in_epoch + 1

    def ends_epoch(self, iteration: int) -> bool:
        """Whether an iteration is the last of its epoch."""
        return iteration % self.batches_in_epoch == 0

    def length(self, iteration: int) -> int:
        """How many samples an iteration sees."""
        return self.rest if self.ends_epoch(iteration) else self.size

    def last_like(self, iteration: int) -> int | None:
        """The last iteration in a row that sees as many samples; None where all do."""
        if self.rest == self.size:
            return None
        ends_epoch = self.ends_epoch(iteration)
        return iteration if ends_epoch else self.epoch(iteration) * self.batches_in_epoch - 1

    def batch(self, iteration: int) -> Batch:
        """The places of the samples that an iteration sees."""
        number, within = divmod(iteration - 1, self.batches_in_epoch * self._epochs)
        return self._block(number)[within]

    def batches(self, first: int, last: int) -> Iterator[Batch]:
        """The batches of iterations `first` to `last`."""
        done = first - 1
        while done < last:
            number, within = divmod(done, self.batches_in_epoch * self._epochs)
            part = self._block(number)[within : within + last - done]
            yield from part
            done += len(part)


class OneSample:
    """Always the sample at one place, whichever would have been the iteration's turn."""

    def __init__(self, place: int, order: SampleOrder) -> None:
        self._place = place
        self.epoch = order.epoch

    def batch(self, _iteration: int) -> Batch:
        """The place of the sample."""
        return (self._place,)


def _batches(places: Sequence[int], samples: int, size: int) -> Iterator[Batch]:
    """The places, epoch after epoch, as batches that do not reach into the next epoch."""
    if size == 1:
        yield from zip(places, strict=True)
        return
    for start in range(0, len(places), samples):
        epoch = places[start : start + samples]
        yield from (tuple(epoch[at : at + size]) for at in range(0, samples, size))


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
