"""The whole of a run on one page: config -> experiment -> equations -> program -> trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from os import PathLike

from msgspec import structs

from bptrace.algebra.steps import Step
from bptrace.config import Loaded, load
from bptrace.config.experiment import Experiment
from bptrace.engine.choice import AnyEngine, chosen_engine, engine_called
from bptrace.engine.columns import Columns
from bptrace.engine.training import Training
from bptrace.network.build import build_step
from bptrace.network.claimed_names import check_claims
from bptrace.network.clashes import check_names
from bptrace.network.layer_checks import check_layers
from bptrace.network.naming import batch_length, output_family
from bptrace.network.resolve import resolve, rules_drawn_by
from bptrace.network.values import order_of, sample_values, start_values
from bptrace.trace.trace import Origin, Trace

Source = str | PathLike[str] | Mapping[str, object]


def run(
    source: Source = "mazur",
    *,
    assignments: Sequence[str] = (),
    engine: AnyEngine = "auto",
) -> Trace:
    """The trace of a config: a file, a gallery name, `-` for stdin, or the config as a dict.

    assignments: changes to it, `("optimizer.learning_rate=0.1", "w5=0.9")`. engine: what computes
    it; "auto" takes what is faster for a network of that size.
    Raises ConfigError, which lists everything that is wrong with it.
    """
    return trace_of_loaded(load(source, assignments=assignments), engine)


def trace_of_loaded(loaded: Loaded, engine: AnyEngine = "auto") -> Trace:
    """The trace of a config that was read. Raises ConfigError, where names in it clash."""
    origin = Origin(loaded.origin, rules_drawn_by(loaded.experiment), loaded.files.data)
    return trace_of(experiment_of(loaded), origin, engine)


def experiment_of(loaded: Loaded) -> Experiment:
    """The experiment with nothing left open: defaults taken, weights drawn, options applied."""
    experiment = resolve(loaded.experiment)
    check_layers(experiment, loaded.document)
    check_names(experiment, loaded.document)
    check_claims(experiment, loaded.document)
    if loaded.files.start is not None or experiment.states is not None:
        from bptrace.network.starting import started  # noqa: PLC0415  # start-up time

        experiment = started(experiment, loaded.files.start, loaded.document)
    if loaded.by_name:
        from bptrace.network.assign import assign  # noqa: PLC0415  # start-up time

        experiment = assign(experiment, loaded.by_name)
    return experiment


def trace_of(
    experiment: Experiment,
    origin: Origin,
    engine: AnyEngine = "auto",
    steps: Callable[[int], Step] | None = None,
    step_of_one_sample: Callable[[], Step] | None = None,
) -> Trace:
    """The trace of a resolved experiment; nothing is compiled before a value is asked for.

    steps: the step of so many samples; step_of_one_sample: of one, as if there were no batches;
    where they are others than the experiment's own.
    """
    steps = steps or lru_cache(maxsize=None)(partial(build_step, experiment))
    chosen = chosen_engine(steps(batch_length(experiment)), engine)

    def train(columns: Callable[[int], Columns], alone: Callable[[], Columns]) -> Training:
        return Training(
            engine_called(chosen),
            columns,
            alone,
            outputs=output_family(experiment),
            start=start_values(experiment, steps(batch_length(experiment))),
            samples=sample_values(experiment),
            order=order_of(experiment),
        )

    origin = structs.replace(origin, engine=chosen)
    return Trace(experiment, steps, train, origin, step_of_one_sample)
