"""Instructions -> lines of Python: the iterations of a step, or its forward pass.

    def _iterations(_state, _fixed, _rows):
        W_h, b_h, W_o, b_o = _copies(_state)
        eta, = _fixed
        _array1 = _empty((15,))
        …
        with _errstate(all="ignore"):
            for i, target_o in _rows:
                _dot(W_h, i, _array1)
                …
                if E - E != 0.0: return None
        return (W_h, b_h, W_o, b_o, ) if _are_finite(W_h, b_h, W_o, b_o, ) else None

Records of arrays hold new ones, and each iteration ends in a `yield`. Those of scalars alone, of E,
are yielded from within; whoever takes them learns at the end whether the states are finite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from keyword import iskeyword
from typing import Any

from bptrace.algebra.steps import Step
from bptrace.engine.numpy_code.instructions import Instructions, Special
from bptrace.engine.numpy_code.statements import Statements
from bptrace.engine.numpy_code.storage import Kept, Storage
from bptrace.network.error import ERROR
from bptrace.network.naming import SAMPLE_INDEX

INDENT = "    "


def identifier(name: str) -> str:
    """The variable of a family. Names begin with a letter, so that `_…` is always free."""
    name = name.replace("@", "·")
    return f"_{name}" if iskeyword(name) else name


class GivenNames:
    """The given families of a step by how a program gets them, in its order."""

    def __init__(self, step: Step) -> None:
        names = [each.name for each in step.givens]
        self.row = [each.name for each in step.givens if SAMPLE_INDEX in each.at]
        self.state = [each for each in names if each in step.states]
        self.fixed = [each for each in names if each not in {*self.state, *self.row}]


class Code:
    """Lines of a program and the gaps, as arrays, that they name."""

    def __init__(self, step: Step, recorded: Sequence[str], *, trains: bool) -> None:
        self.step = step
        self.recorded = recorded
        self.given = GivenNames(step)
        states = [*step.states, *step.states.values(), ERROR] if trains else []
        self.code = Instructions(step, [*recorded, *states])
        self.successor = self._successors() if trains else {}
        kept = self._kept()
        storage = Storage(self.code, self._names(), kept)
        self.names = storage.names
        self.fresh = kept.fresh
        still = {*self.given.fixed, *(each for each in self.given.state if not self._leaves(each))}
        self.statements = Statements(storage, set(map(identifier, still)))
        self.body = list(self._body())
        self.before = self.statements.before
        self.gaps = self.statements.gaps

    def variable(self, family: str) -> str:
        """The variable or number that holds a family's values."""
        return self.names[self.code.of_family[family]]

    def _body(self) -> Iterator[str]:
        for value, instruction in self.code.made.items():
            if value in self.fresh:
                yield f"{self.fresh[value]} = _empty({instruction.shape})"
            line = self.statements.line(value, instruction)
            if line:
                yield line

    def _successors(self) -> dict[str, int]:
        """The value that each state becomes, which is computed and is nothing else's."""
        found: dict[str, int] = {}
        for state, becomes in self.step.states.items():
            value = self.code.of_family[becomes]
            is_own = value in self.code.made and value not in found.values()
            found[state] = value if is_own else self.code.unique(value)
        return found

    def _leaves(self, state: str) -> bool:
        """Whether the array of a state goes into a record."""
        return state in self.recorded and self.is_array(self.code.of_family[state])

    def is_array(self, value: int) -> bool:
        """Whether a value has axes."""
        return self.code.shapes[value] != ()

    def _kept(self) -> Kept:
        of, made = self.code.of_family, self.code.made
        fresh: dict[int, str] = {}
        for name in self.recorded:
            value = of[name]
            if value in made and self.is_array(value) and made[value].function != Special.IDENTITY:
                fresh.setdefault(value, identifier(name))
        places: dict[int, tuple[int, str]] = {}
        for state, value in self.successor.items():
            if self.is_array(value) and value not in fresh:
                if self._leaves(state):
                    fresh[value] = f"_new{value}"
                else:
                    places[value] = of[state], identifier(state)
        always = {*self.successor.values(), *(of[name] for name in self.recorded)}
        return Kept(fresh, places, frozenset(always))

    def _names(self) -> dict[int, str]:
        """The variables of what is given, and of scalars with names."""
        names: dict[int, str] = {}
        for name, value in self.code.of_family.items():
            if value not in self.code.made or not self.is_array(value):
                names.setdefault(value, identifier(name))
        return names

    def record(self) -> str:
        """A record: arrays that nobody else has."""
        return "".join(f"{name!r}: {self._own(name)}, " for name in self.recorded)

    def _own(self, name: str) -> str:
        value = self.code.of_family[name]
        variable = self.names[value]
        is_own = self.fresh.get(value) == identifier(name) or name in self.given.state
        return variable if is_own or not self.is_array(value) else f"{variable}.copy()"

    def carried_over(self) -> Iterator[str]:
        """The states as the next iteration finds them."""
        scalars: list[tuple[str, str]] = []
        for state, value in self.successor.items():
            old, new = identifier(state), self.names[value]
            if not self.is_array(value):
                scalars.append((old, new))
            elif self._leaves(state):
                is_recorded = value in map(self.code.of_family.get, self.recorded)
                yield f"{old} = {new}" + ".copy()" * is_recorded
            elif old != new:
                yield f"_copyto({old}, {new})"
        if scalars:
            yield f"{_listed(old for old, _ in scalars)} = {_listed(new for _, new in scalars)}"


def iterations_lines(step: Step, recorded: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The lines of `_iterations`, and the gaps that they name."""
    code = Code(step, recorded, trains=True)
    has_arrays = any(code.is_array(code.code.of_family[name]) for name in recorded)
    return list(_with_arrays(code) if has_arrays else _in_place(code)), code.gaps


def forward_lines(step: Step, results: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The lines of `_forward`, and the gaps that they name."""
    code = Code(step, results, trains=False)
    lines = [
        "def _forward(_state, _fixed, _row):",
        *_indented(1, _unpacked(code.given.state, "_state")),
        *_indented(1, _unpacked(code.given.fixed, "_fixed")),
        *_indented(1, _unpacked(code.given.row, "_row")),
        *_indented(1, code.before),
        *_indented(1, ['with _errstate(all="ignore"):']),
        *_indented(2, code.body),
        *_indented(2, [f"return {_listed(map(code.variable, results))}"]),
    ]
    return lines, code.gaps


def _begin(code: Code) -> Iterator[str]:
    yield "def _iterations(_state, _fixed, _rows):"
    yield from _indented(1, _unpacked(code.given.state, "_copies(_state)"))
    yield from _indented(1, _unpacked(code.given.fixed, "_fixed"))
    yield from _indented(1, code.before)


def _in_place(code: Code) -> Iterator[str]:
    yield from _begin(code)
    body = [
        *code.body,
        *[f"yield {_listed(map(code.variable, code.recorded))}"] * bool(code.recorded),
        _leave_unless_finite(code.variable(ERROR)),
        *code.carried_over(),
    ]
    yield from _indented(1, ['with _errstate(all="ignore"):'])
    yield from _indented(2, [f"for {_listed(map(identifier, code.given.row))} in _rows:"])
    yield from _indented(3, body)
    yield from _indented(2, [f"if not _are_finite({_states(code)}): return None"])
    yield from _indented(1, [f"return {_states(code) or '()'}", "yield"])


def _with_arrays(code: Code) -> Iterator[str]:
    yield from _begin(code)
    yield from _indented(1, [f"for {_listed(map(identifier, code.given.row))} in _rows:"])
    body = [
        *code.body,
        f"_record = _as_record({{{code.record()}}})",
        *code.carried_over(),
        f"_goes_on = _are_finite({code.variable(ERROR)}, {_states(code)})",
    ]
    yield from _indented(2, ['with _errstate(all="ignore"):'])
    yield from _indented(3, body)
    yield from _indented(2, ["yield _record", "if not _goes_on: return None"])
    yield from _indented(1, [f"return {_states(code) or '()'}"])


def _states(code: Code) -> str:
    return _listed(map(identifier, code.given.state))


def _leave_unless_finite(variable: str) -> str:
    return f"if {variable} - {variable} != 0.0: return None"


def _unpacked(names: Sequence[str], source: str) -> Iterator[str]:
    if names:
        yield f"{_listed(map(identifier, names))} = {source}"


def _listed(texts: Iterable[str]) -> str:
    return "".join(f"{text}, " for text in texts)


def _indented(depth: int, lines: Iterable[str]) -> Iterator[str]:
    return (depth * INDENT + line for line in lines)
