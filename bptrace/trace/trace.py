"""A training run that can be read like a list of iterations, without holding them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment, InitName
from bptrace.engine.training import Training
from bptrace.errors import Diverged, EndedEarly
from bptrace.network.order import OneSample, SampleOrder
from bptrace.network.values import parameter_values, sample_values
from bptrace.trace.columns import Columns, recorded_columns
from bptrace.trace.record import FirstRecord, Record
from bptrace.trace.selection import Selection

PARAMETER_ROLES = frozenset({"weight", "bias"})


class Origin(Struct, frozen=True):
    """Where an experiment came from: what its config is called, "built-in mazur", and the rules by
    which its initial values were drawn."""

    source: str
    drawn: tuple[InitName, ...] = ()


class Outcome(Struct, frozen=True):
    """How training ended: after how many complete iterations, and what ended it early, if so."""

    iterations: int
    ended: EndedEarly | None


class SampleResult(Struct, frozen=True):
    """One sample at some state: targets and outputs by the name of the output neuron."""

    sample: int
    target: Mapping[str, float]
    out: Mapping[str, float]


class Trace:
    """Every iteration of a run: `trace[1]["dE_dw5"]`, `for record in trace: …`.

    Iterations count from 1. Nothing is kept but a few checkpoints: a record is computed when it is
    asked for, and is the same each time. Raises EndedEarly where training ends before the record.

    experiment: resolved, so that it reproduces the run. step: the equations.
    """

    def __init__(
        self,
        experiment: Experiment,
        step: Step,
        train: Callable[[Columns], Training],
        origin: Origin,
    ) -> None:
        self.experiment = experiment
        self.step = step
        self.origin = origin
        self._train = train

    @cached_property
    def columns(self) -> Columns:
        """What a record holds."""
        return recorded_columns(self.step)

    @cached_property
    def training(self) -> Training:
        """What computes it, compiled when the first value is asked for."""
        return self._train(self.columns)

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
    def order(self) -> SampleOrder:
        """Which sample an iteration sees."""
        experiment = self.experiment
        return SampleOrder(experiment.batch.order, len(experiment.samples), experiment.seed)

    @cached_property
    def first(self) -> Record:
        """Iteration 1, computed value by value as it is asked for, without compiling anything."""
        sample = sample_values(self.experiment, self.order.place(1))
        given = {**parameter_values(self.experiment), **sample}
        return FirstRecord(self.step, self.order, given)

    def record_of_sample(self, iteration: int, sample: int) -> Record:
        """What a sample, counting from 1, gives at the weights that an iteration started with."""
        row = self.training.record_of_sample(iteration, sample - 1)
        return Record(self.columns, OneSample(sample - 1, self.training.order), iteration, row)

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
        columns, order = self.columns, self.training.order
        for iteration, row in enumerate(self.training.records(first, last), start=first):
            yield Record(columns, order, iteration, row)

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
        state = tuple(record.value(each) for each in self.training.program.layout.state)
        return self.training.error_of_all(state)

    def error_at_epoch_end(self, record: Record) -> float | None:
        """E_all at the weights that an iteration left behind, where it is the last of an epoch and
        there are several samples."""
        samples = len(self.experiment.samples)
        if samples == 1 or record.iteration % samples:
            return None
        after, state = self.step.states, self.training.program.layout.state
        successors = (Reference(after[each.name], each.at) for each in state)
        return self.training.error_of_all(tuple(map(record.value, successors)))

    def parameters(self, after: int) -> Mapping[str, float]:
        """Weights and biases after so many updates, the fixed ones too, by name."""
        training, spell = self.training, self.step.names.spell
        values = dict(training.fixed_values)
        layout = training.program.layout
        values |= zip(layout.state, training.state_after(after), strict=True)
        given = (each for each in self.step.givens if each.role in PARAMETER_ROLES)
        scalars = (reference for each in given for reference in self.step.positions(each))
        return {spell(reference): values[reference] for reference in scalars}

    def results(self, after: int) -> Iterator[SampleResult]:
        """What every sample's outputs are after so many updates."""
        state = self.training.state_after(after)
        *outputs, _error = self.training.program.layout.results
        neurons = [self.step.names.parts(each)[-1] for each in outputs]
        for number, sample in enumerate(self.experiment.samples, start=1):
            values = self.training.results(state, number - 1)
            assert isinstance(sample.target, list)
            yield SampleResult(
                number,
                dict(zip(neurons, sample.target, strict=True)),
                dict(zip(neurons, values, strict=False)),
            )

    def last_error(self, after: int) -> float:
        """E of the sample that the last of so many iterations saw, after its update."""
        training = self.training
        place = training.order.place(max(after, 1))
        return training.results(training.state_after(after), place)[-1]
