"""The way of a config, on one page: source -> document -> changed by options -> experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike

from msgspec import Struct

from bptrace.config.assignments import Assignment, assign_options
from bptrace.config.document import Document
from bptrace.config.experiment import Experiment
from bptrace.config.files import Files
from bptrace.config.reading import read_document, read_part
from bptrace.config.source import Source
from bptrace.config.validation import validated


class Loaded(Struct, frozen=True):
    """A validated experiment, as written (`bptrace.network.resolve` makes it complete).

    origin: what the output calls it, "built-in mazur". document: turns findings of a later stage
    into problems with places. by_name: assignments to names of the trace, for
    `bptrace.network.assign` to apply once the experiment is complete. files: what it has from other
    files: where its samples come from, what it starts from.
    """

    experiment: Experiment
    origin: str
    document: Document
    by_name: tuple[Assignment, ...]
    files: Files = Files()


def load(
    source: str | PathLike[str] | Mapping[str, object] | Source, *, assignments: Sequence[str] = ()
) -> Loaded:
    """The experiment of a file, a gallery name, stdin (`-`) or a dict.

    assignments: changes, `("optimizer.learning_rate=0.1", "w5=0.9")`.
    Raises ConfigError with everything that is wrong.
    """
    document, by_name = assign_options(assignments, read_document(source))
    experiment, files = validated(document)
    return Loaded(experiment, document.origin, document, by_name, files)


def load_part(text: str, origin: str) -> Loaded:
    """The experiment of a config that something else holds, as JSON: a trace's header."""
    document = read_part(text, origin)
    experiment, files = validated(document)
    return Loaded(experiment, origin, document, (), files)
