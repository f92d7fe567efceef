"""What another program's array is, in words -> values of the trace.

E   w5   dE/dw5                                a value, in any spelling
weights of layer 1, by rows                    an array; by columns: its transpose
gradients of weights of layer 2                or of biases, outputs, nets, inputs
new weights of layer 1                         after the update
biases, nets, outputs, slopes, deltas of layer 2
inputs, targets, errors                        of no layer
W_o   velocity_W_o, by columns                 a family, as a trace's header calls it
minus …                                        with the other sign

Layers count from 1, the first hidden one; or by name. By rows: one row a neuron, one column an
input; of what a batch has for each sample, one row a sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.steps import Step
from bptrace.network.naming import INPUTS, Labels
from bptrace.network.near_names import near_values
from bptrace.network.spellings import look_up
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path

MINUS = re.compile(r"minus\s+|[-−]\s*")
LAYOUTS = {"by rows": False, "by columns": True}
OF_LAYER = re.compile(r"(?P<what>.+?) of layer (?P<layer>\S+)")
NEW, GRADIENTS = "new ", "gradients of "
MOST_NEAR = 2

OF_A_LAYER = ("weights", "biases", "nets", "outputs", "slopes", "deltas")
OF_NO_LAYER = ("inputs", "targets", "errors")
PLURALS = {
    "weight": "weights", "bias": "biases", "net": "nets", "output": "outputs", "out": "outputs",
    "outs": "outputs", "slope": "slopes", "delta": "deltas", "input": "inputs",
    "target": "targets", "error": "errors", "gradient of": "gradients of",
}  # fmt: skip


class Meaning(Struct, frozen=True):
    """What something is called here.

    names: of values, one after the other; or family: all values of one, as an array. transposed:
    the array's last two axes are exchanged. sign: −1 where it has the other sign. text: as written.
    """

    text: str
    names: tuple[str, ...] = ()
    family: str | None = None
    transposed: bool = False
    sign: int = 1


class Wrong(Exception):  # noqa: N818  # as in "this is wrong"; it never reaches a user
    """A text means nothing, and why."""

    def __init__(self, kind: str, **data: object) -> None:
        super().__init__(kind, data)
        self.kind = kind
        self.data = data

    def finding(self, path: Path) -> Finding:
        """The same, of the text at a place of the map."""
        return Finding(self.kind, path, self.data)


class Vocabulary:
    """What can be said of a network. labels: of its layers, without the inputs."""

    def __init__(self, step: Step, labels: Sequence[Labels]) -> None:
        self._step = step
        self._labels = labels

    def meaning(self, text: str) -> Meaning:
        """What a text means. Raises Wrong."""
        words = " ".join(text.split())
        minus = MINUS.match(words)
        body, comma, layout = words[minus.end() if minus else 0 :].partition(", ")
        if comma and layout not in LAYOUTS:
            raise Wrong(Kind.NO_LAYOUT, text=layout, near=near(layout, LAYOUTS))
        transposed, sign = LAYOUTS.get(layout, False), -1 if minus else 1
        found = look_up(self._step, body)
        family = None if found is not None and found.value else self._family(body)
        if family is not None:
            return Meaning(words, family=family, transposed=transposed, sign=sign)
        self._check(body)
        return Meaning(words, names=(body,), sign=sign)

    def listed(self, names: Sequence[str]) -> Meaning:
        """Values by name, in the order of an array. Raises Wrong for the first that is none."""
        for name in names:
            self._check(name)
        return Meaning(", ".join(names), names=tuple(names))

    def _check(self, name: str) -> None:
        """Raises Wrong where a name is not that of a value, or of one of each sample."""
        found = look_up(self._step, name)
        if found is None or len(found.references) > 1:
            raise Wrong(Kind.NO_MEANING, text=name, near=self._near(name))

    def _family(self, body: str) -> str | None:
        """The family that is meant; None where it may be a single value."""
        if any(each.name == body for each in self._step.families):
            return body
        found = OF_LAYER.fullmatch(body)
        what = _in_plural(found["what"] if found else body)
        kind = what.removeprefix(NEW).removeprefix(GRADIENTS)
        if found is None and kind in OF_A_LAYER:
            raise Wrong(Kind.OF_NO_LAYER, text=what, layer=str(len(self._labels)))
        if kind not in {*OF_A_LAYER, *OF_NO_LAYER}:
            return None
        labels = self._labels_of(found["layer"]) if found else None
        name = self._named(what, kind, labels)
        if name is None or not any(each.name == name for each in self._step.families):
            raise Wrong(Kind.NOT_IN_NETWORK, text=body)
        return name

    def _labels_of(self, layer: str) -> Labels:
        by_name = {str(number): each for number, each in enumerate(self._labels, start=1)}
        by_name |= {each.label: each for each in self._labels}
        if layer not in by_name:
            raise Wrong(
                Kind.NO_SUCH_LAYER, name=layer, near=near(layer, by_name), known=list(by_name)
            )
        return by_name[layer]

    def _named(self, what: str, kind: str, labels: Labels | None) -> str | None:
        """What the step calls the family; None where it has none."""
        of = labels or (INPUTS if kind == "inputs" else self._labels[-1])
        name: str | None = {
            "weights": of.weights, "biases": of.bias, "nets": of.net, "outputs": of.out,
            "slopes": f"d{of.out}_d{of.net}", "deltas": of.delta,
            "inputs": INPUTS.out, "targets": of.target, "errors": of.error,
        }[kind]  # fmt: skip
        if what.startswith(NEW):
            return self._step.states.get(str(name))
        if what.startswith(GRADIENTS):
            return of.delta if kind == "nets" else f"{PREFIX}{name}"
        return name

    def _near(self, text: str) -> list[str]:
        """What may have been meant: a phrase, or a name."""
        phrases = near(text, self._phrases(), most=MOST_NEAR)
        return phrases or near_values(self._step, text, self._step.families)

    def _phrases(self) -> Iterator[str]:
        yield from OF_NO_LAYER
        yield f"{GRADIENTS}inputs"
        for number in range(1, len(self._labels) + 1):
            for kind in OF_A_LAYER:
                yield f"{kind} of layer {number}"
                if kind in {"weights", "biases"}:
                    yield f"{NEW}{kind} of layer {number}"
                if kind in {"weights", "biases", "outputs"}:
                    yield f"{GRADIENTS}{kind} of layer {number}"
        yield from (each.name for each in self._step.families)


def _in_plural(what: str) -> str:
    """The same in the words of the catalogue: "gradient of the weight", "dE/d weights"."""
    words = what.replace(" the ", " ").removeprefix("the ")
    for one, many in PLURALS.items():
        words = re.sub(rf"\b{one}\b", many, words)
    return words


Map = Mapping[str, Meaning]
"""By what the other program calls it."""
