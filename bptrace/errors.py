"""The exceptions a user can meet.

    BptraceError            exit code 1
    ├── InputError          exit code 2   the config or the command line cannot be used
    │   ├── UnknownNameError              no value of the trace is called that
    │   │   ├── AbsentNameError           which other networks have
    │   │   └── RedirectedNameError       because the shell took half of it for a file
    │   ├── TooMuchError                  it would take absurdly much memory, time or room
    │   ├── NothingExpectedError          there are no numbers to check
    │   ├── TraceError                    a trace cannot be read, and where
    │   └── ConfigError                   every problem of a config at once, each with its place
    └── EndedEarly                        training ended before all iterations were done
        ├── Diverged        exit code 1   E, a parameter or a state stopped being finite
        └── Interrupted     exit code 130 somebody pressed Ctrl-C

`str(error)` is what the user reads. Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bptrace.problems.problem import Finding, Place, Problem


class BptraceError(Exception):
    """Base of all errors that are the user's to know about."""

    exit_code = 1


class InputError(BptraceError):
    """The input or the command line cannot be used."""

    exit_code = 2


class UnknownNameError(InputError, KeyError):
    """No value of the trace is called that."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        super().__init__(name, near)
        self.name = name
        self.near = near

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else ""
        return f'no value is called "{self.name}"{hint}'


class AbsentNameError(UnknownNameError):
    """A value that other networks have. absence: why this one has it not."""

    def __init__(self, name: str, absence: Finding) -> None:
        super().__init__(name)
        self.absence = absence

    def __str__(self) -> str:
        from bptrace.problems.layout import show_problem  # noqa: PLC0415  # start-up time

        return show_problem(Problem(self.absence, Place("")))


class RedirectedNameError(UnknownNameError):
    """A weight by its ends, of which a shell left `h1-`; `near` has what needs no quotes."""

    def __str__(self) -> str:
        return (
            f'no value is called "{self.name}": where that was {self.name}>…, the shell took what '
            f"follows the > for a file to write to; write {self.near[0]}, which needs no quotes"
        )


class NothingExpectedError(InputError):
    """A trace is to be checked, and nobody says against what. source: what its config is called."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source

    def __str__(self) -> str:
        return (
            f"there is nothing to check: {self.source} expects no numbers; give some, as "
            "NAME=VALUE (E=0.298), with --claims FILE, or under `expected` in the config"
        )


class Excess:
    """What a run can take too much of, in words."""

    MEMORY = (
        "{count:,} values an iteration, {samples:,} samples in a batch, take about {room} of "
        "memory: make the layers or batch.size smaller, or --force it"
    )
    TRAINING = "{count:,} iterations take about {time}: give fewer --iterations, or --force it"
    REACHING = (
        "iteration {count:,} takes about {time} to reach: ask for an earlier one, or --force it"
    )
    WRITING = (
        "{count:,} iterations take about {time} to write, and {room}: "
        "write 1,000 of them by --show every:{step}, or --force it"
    )


class TooMuchError(InputError):
    """What was asked for would take absurdly much; nothing of it was begun.

    count: of what. memory: bytes, in memory or of a file. seconds: how long.
    """

    def __init__(
        self,
        excess: str,
        *,
        count: int,
        samples: int = 1,
        memory: float = 0.0,
        seconds: float = 0.0,
    ) -> None:
        super().__init__(excess, count, memory, seconds)
        self.excess = excess
        self.count = count
        self.samples = samples
        self.memory = memory
        self.seconds = seconds

    def __str__(self) -> str:
        return self.excess.format(
            count=self.count,
            samples=self.samples,
            step=-(-self.count // 1000),
            room=_in_units(self.memory, BYTES),
            time=_in_units(self.seconds, SECONDS),
        )


BYTES = {1e3: "kB", 1e6: "MB", 1e9: "GB", 1e12: "TB", 1e15: "PB", 1e18: "EB"}
SECONDS = {1.0: "seconds", 60.0: "minutes", 3600.0: "hours", 86400.0: "days", 31_557_600.0: "years"}


def _in_units(amount: float, units: Mapping[float, str]) -> str:
    """To two digits, in the largest unit of which there are at least two."""
    unit = max((each for each in units if amount >= 2 * each), default=min(units))
    return f"{float(f'{amount / unit:.2g}'):,.10g} {units[unit]}"


class Flaw:
    """What can be wrong with a trace that is read, in words."""

    NOT_A_TRACE = "not a trace, as `bptrace run --format jsonl` writes it"
    UTF_16 = (
        "a trace in UTF-16, as PowerShell's > writes it; "
        "let bptrace write it: --format jsonl --output FILE"
    )
    NEWER = (
        "version {version} of the format, written by {generator}; "
        "this is bptrace {own}, which reads version {known}"
    )
    CUT_OFF = "the trace was cut off here, in the middle of a record"
    NOT_JSON = "damaged: {detail}"
    NOT_A_RECORD = "expected an iteration, counted from 1, or the summary"
    NOT_ASCENDING = "iteration {iteration} comes after iteration {before}"
    NO_NUMBER = "{name} is null, and not_finite does not say what it was"
    TOO_LONG = "a record of more than {most} MB"
    UNREADABLE = "cannot be read: {detail}"
    # of a trace that is a table
    NO_VALUE = "{name} has no value"
    NOT_ITS_SAMPLE = "sample {sample}, of {name}, is none that this iteration saw"
    OF_ANOTHER_TABLE = "{beside} is of another table: its columns are called otherwise"
    NO_HEADER = (
        "a CSV does not say what was run, and {beside}, which `bptrace run --output` writes beside "
        "it, is not there"
    )
    NO_HEADER_OF_STREAM = (
        "a CSV does not say what was run: name the file, which has that beside it, or pipe "
        "--format jsonl"
    )
    NOT_PARQUET = "damaged, or cut off, and then nothing of the file can be read: {detail}"
    OTHER_COLUMNS = "has other columns than the first part"
    NOT_NPZ = "damaged, or cut off, and then nothing of the archive can be read: {detail}"
    NOT_AS_WRITTEN = "damaged: it is not as it was written"
    OTHER_ARRAY = "is {found}: expected float64, a row an iteration, in the shape of its family"
    # of another program's numbers
    NO_NUMBERS = (
        "neither a trace nor a config nor numbers: expected JSON Lines, CSV with a first line of "
        "names, or name=value"
    )
    NO_OBJECT = "expected an object with an iteration's values"
    NO_ITERATION = "expected the number of an iteration, found {found}"
    NO_ASSIGNMENT = "expected name=value"
    NOT_A_NUMBER = "{name} is {found}, which is no number"
    RAGGED = "expected {needed} cells, as in the first line, found {found}"
    NO_ENTRIES = "holds no numbers of any iteration"
    NOTHING_IN_COMMON = (
        "none of its names is one of ours: {names}; ours are called {ours}. "
        "--map FILE says which is which"
    )
    OTHER_SHAPE = "{name} is {found}; {meaning} would be {needed}"


class TraceError(InputError):
    """A trace cannot be read. where: "trace.jsonl:51", its 51st line."""

    def __init__(self, where: str, flaw: str, **data: object) -> None:
        super().__init__(where, flaw, data)
        self.where = where
        self.flaw = flaw
        self.data = data

    def __str__(self) -> str:
        return f"{self.where}: {self.flaw.format(**self.data)}"


class ConfigError(InputError):
    """Everything that is wrong with a config, each problem with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __repr__(self) -> str:
        return f"<ConfigError of {len(self.problems)} problems>"

    def __str__(self) -> str:
        from bptrace.problems.layout import show_problems  # noqa: PLC0415  # start-up time

        return show_problems(self.problems)


class EndedEarly(BptraceError):  # noqa: N818  # not an error of anybody's: an outcome of a run
    """Training ended before all iterations were done; `complete` of them were."""

    complete: int


class Diverged(EndedEarly):
    """Training ended because E, a parameter or an optimizer state was no longer finite.

    `iteration` counts from 1; `name` is the first name, in the order of computation, whose value
    in that iteration is infinite or not a number.
    """

    def __init__(self, iteration: int, name: str, value: float) -> None:
        super().__init__(iteration, name, value)
        self.iteration = iteration
        self.complete = iteration - 1
        self.name = name
        self.value = value

    def __str__(self) -> str:
        what = "not a number" if self.value != self.value else "infinite"
        return (
            f"diverged: in iteration {self.iteration}, {self.name} is {what}; "
            "everything before it is kept (a smaller learning rate often helps)"
        )


class Interrupted(EndedEarly):
    """Training ended because somebody pressed Ctrl-C."""

    exit_code = 130

    def __init__(self, complete: int) -> None:
        super().__init__(complete)
        self.complete = complete

    def __str__(self) -> str:
        return f"interrupted after {self.complete:,} iterations; everything up to there is kept"
