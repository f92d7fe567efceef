"""A training run that can be read like a list of iterations, without holding them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment, InitName
from bptrace.engine.choice import EngineName
from bptrace.engine.columns import Columns, recorded_columns
from bptrace.engine.engine import Packed
from bptrace.engine.training import Training
from bptrace.errors import Diverged, EndedEarly
from bptrace.network.build import step_of_one
from bptrace.network.naming import has_places, label_layers
from bptrace.network.order import OneSample
from bptrace.network.values import order_of, sample_values, scalars_of, start_values
from bptrace.trace.accuracy import Accuracy, SampleResult, accuracy_of, tells_classes_apart
from bptrace.trace.record import Record, RecordOnDemand
from bptrace.trace.selection import Selection

if TYPE_CHECKING:  # data files are read by few
    from bptrace.config.data_files.samples import Data

PARAMETER_ROLES = frozenset({"weight", "bias", "state"})


class Origin(Struct, frozen=True):
    """Where a trace comes from: what its config is called, "built-in mazur", the rules by which its
    initial values were drawn, the file that its samples are from, and the engine that computes
    it."""

    source: str
    drawn: tuple[InitName, ...] = ()
    data: Data | None = None
    engine: EngineName = "scalar"


class Outcome(Struct, frozen=True):
    """How training ended: after how many complete iterations, and what ended it early, if so."""

    iterations: int
    ended: EndedEarly | None


class Trace:
    """Every iteration of a run: `trace[1]["dE_dw5"]`, `for record in trace: …`.

    Iterations count from 1. Nothing is kept but a few checkpoints: a record is computed when it is
    asked for, and is the same each time. Raises EndedEarly where training ends before the record.

    experiment: resolved, so that it reproduces the run. step: the equations of an iteration; the
    last one of an epoch may see fewer samples, its record has a step of its own. order: which
    samples an iteration sees. steps: the step for so many samples; step_of_one_sample: of one, as
    if there were no batches, where that is another than the experiment's own.
    """

    def __init__(
        self,
        experiment: Experiment,
        steps: Callable[[int], Step],
        train: Callable[[Callable[[int], Columns], Callable[[], Columns]], Training],
        origin: Origin,
        step_of_one_sample: Callable[[], Step] | None = None,
    ) -> None:
        self.experiment = experiment
        self.order = order_of(experiment)
        self.step = steps(self.order.size)
        self.origin = origin
        self.columns = lru_cache(maxsize=None)(lambda length: recorded_columns(steps(length)))
        """What the record of an iteration holds that sees so many samples."""
        self.alone = lru_cache(maxsize=None)(self._columns_alone)
        """The same, of an iteration that sees one sample as if there were no batches."""
        self._train = train
        self._step_of_one = step_of_one_sample or partial(step_of_one, experiment)

    @cached_property
    def training(self) -> Training:
        """What computes it, compiled when the first value is asked for."""
        return self._train(self.columns, self.alone)

    def __len__(self) -> int:
        """How many iterations were asked for."""
        iterations = self.experiment.iterations
        assert iterations is not None, "a resolved experiment has a number"
        return iterations

    def __iter__(self) -> Iterator[Record]:
        return self.records(1, len(self))

    def __repr__(self) -> str:
        return f"<Trace of {self.origin.source}, {len(self):,} iterations>"

    def __getitem__(self, iteration: int) -> Record:
        """The record of an iteration, counting from 1; negative ones count from the end."""
        if not isinstance(iteration, int):
            raise TypeError("one iteration at a time; several are trace.records(first, last)")
        number = len(self) + 1 + iteration if iteration < 0 else iteration
        if not 1 <= number <= len(self):
            there_are = f"there are iterations 1 to {len(self)}" if len(self) else "there are none"
            raise IndexError(f"{there_are}, not {iteration}")
        return next(self.records(number, number))

    __reversed__ = None
    """Iterations are computed forwards; `reversed` would count from 0."""

    @cached_property
    def first(self) -> Record:
        """Iteration 1, computed value by value as it is asked for, without compiling anything."""
        start = scalars_of(self.step, start_values(self.experiment, self.step))
        return RecordOnDemand(self.step, self.order, 1, dict(start) | self.samples_of(1))

    def after(self, updates: int) -> Record:
        """What the samples that the last of so many updates saw give at the weights that it left
        behind; of 0, those of the first iteration. Computed as it is asked for."""
        iteration = max(updates, 1)
        values = dict(self.training.values_after(updates)) | self.samples_of(iteration)
        return RecordOnDemand(self._step_of(iteration), self.order, iteration, values)

    def samples_of(self, iteration: int) -> dict[Reference, float]:
        """The inputs and targets that an iteration sees."""
        places = self.order.batch(iteration)
        samples = sample_values(self.experiment)
        batch = {name: [rows[place] for place in places] for name, rows in samples.items()}
        return dict(scalars_of(self._step_of(iteration), batch))

    def _step_of(self, iteration: int) -> Step:
        """The equations of an iteration: of as many samples as it sees."""
        return self.columns(self.order.length(iteration)).step

    def record_of_sample(self, iteration: int, sample: int) -> Record:
        """What a sample, counting from 1, gives at the weights that an iteration started with, as
        if the iteration had seen nothing else."""
        row = self.training.record_of_sample(iteration, sample - 1)
        return Record(self.alone(), OneSample(sample - 1, self.order), iteration, row)

    def _columns_alone(self) -> Columns:
        if not has_places(self.experiment):
            return self.columns(1)
        return recorded_columns(self._step_of_one())

    def select(self, selection: Selection) -> Iterator[Record]:
        """The selected records, in order; `last` is the one in which a run ends, if early."""
        reached = 0
        try:
            for first, last in selection.ranges(len(self)):
                for record in self.records(first, last):
                    reached = record.iteration
                    yield record
        except EndedEarly as ended:
            last = ended.iteration if isinstance(ended, Diverged) else ended.complete
            if selection.wants_last and reached < last:
                yield self[last]
            raise

    def records(self, first: int, last: int) -> Iterator[Record]:
        """The records of iterations `first` to `last`, in constant memory."""
        order, size = self.order, self.order.size
        columns, last_one = self.columns(size), self.columns(order.rest)
        for iteration, row in enumerate(self.training.records(first, last), start=first):
            is_whole = columns is last_one or order.length(iteration) == size
            yield Record(columns if is_whole else last_one, order, iteration, row)

    def errors(self, first: int = 1, last: int | None = None) -> Iterator[float]:
        """E of iterations `first` to `last` (or the end), without the cost of whole records."""
        return self.training.errors(first, len(self) if last is None else last)

    @cached_property
    def outcome(self) -> Outcome:
        """How training ended; runs it to the end."""
        try:
            self.training.state_after(len(self))
        except EndedEarly as ended:
            return Outcome(ended.complete, ended)
        return Outcome(len(self), None)

    def check_outcome(self) -> None:
        """Raises what ended training early, if anything did."""
        if self.outcome.ended is not None:
            raise self.outcome.ended

    def curve(self, after: Iterable[int]) -> Iterator[tuple[int, float]]:
        """(n, E_all after n updates) for every n in ascending order, up to where training ended."""
        for n in after:
            try:
                error = self.error_of_all(n)
            except EndedEarly:
                return
            yield n, error

    def error_of_all(self, after: int) -> float:
        """E_all, E summed over all samples, after so many updates."""
        return self.training.error_of_all(self.training.state_after(after))

    def error_of_all_before(self, record: Record) -> float:
        """E_all at the weights that an iteration started with."""
        return self._error_of_all(record, {name: name for name in self.training.states})

    def error_at_epoch_end(self, record: Record) -> float | None:
        """E_all at the weights that an iteration left behind, where it is the last of an epoch and
        there are several samples."""
        if len(self.experiment.samples) == 1 or not self.order.ends_epoch(record.iteration):
            return None
        return self._error_of_all(record, record.step.states)

    def _error_of_all(self, record: Record, families: Mapping[str, str]) -> float:
        """E_all at states that are found in a record under other names."""
        training = self.training
        values = {name: record.family(families[name]) for name in training.states}
        return training.error_of_all(training.engine.packed(record.step, training.states, values))

    def parameters(self, after: int) -> Mapping[str, float]:
        """Weights, biases and states of the optimizer after so many updates, those that are not
        trained too, by name."""
        values = dict(self.training.values_after(after))
        given = (each for each in self.step.givens if each.role in PARAMETER_ROLES)
        scalars = (reference for each in given for reference in self.step.positions(each))
        return {self.step.names.spell(reference): values[reference] for reference in scalars}

    def results(self, after: int) -> Iterator[SampleResult]:
        """What every sample's outputs are after so many updates."""
        training = self.training
        samples = self.experiment.samples
        outputs = self.step.names.tables[label_layers(self.experiment)[-1].label]
        results = training.results(training.state_after(after), range(len(samples)))
        for number, (sample, (out, _)) in enumerate(zip(samples, results, strict=True), start=1):
            names = [outputs.name((place,)) for place in range(len(out))]
            assert isinstance(sample.target, list)
            target = dict(zip(names, sample.target, strict=True))
            yield SampleResult(number, target, dict(zip(names, map(float, out), strict=True)))

    def accuracy(self, after: int) -> Accuracy | None:
        """How many samples are in the right class after so many updates; None for a network that
        does not tell classes apart."""
        if not tells_classes_apart(self.experiment):
            return None
        return accuracy_of(self.results(after))

    def last_error(self, after: int) -> float:
        """E of the samples that the last of so many iterations saw, after its update: reduced over
        the batch as E is."""
        state = self.training.state_after(after)
        return self.error_of_batch(state, self.order.batch(max(after, 1)))

    def error_of_batch(self, state: Packed, places: Sequence[int]) -> float:
        """E of the samples at those places, from 0, at a state of the training."""
        total = 0.0
        for _, error in self.training.results(state, places):
            total += error
        is_mean = self.experiment.batch.reduction == "mean"
        return total / len(places) if is_mean else total
