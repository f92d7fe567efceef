"""Every number of the golden files is what a trace holds under its name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import bptrace
from bptrace.algebra.expressions import Reference
from bptrace.network.naming import Labels, label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

FILES = sorted(Path(__file__).parent.glob("*.json"))
RELATIVE, ABSOLUTE = 1e-10, 1e-14


@pytest.fixture(scope="module", params=FILES, ids=[path.stem for path in FILES])
def case(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return json.loads(request.param.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def trace_of(case: Mapping[str, Any]) -> Trace:
    data = case["data"]
    pairs = zip(data["inputs"], data["targets"], strict=True)
    return bptrace.run(
        {
            "layers": [_layer(each) for each in case["network"]["layers"]],
            "optimizer": {"name": "sgd", "learning_rate": case["optimizer"]["lr"]},
            "samples": [{"input": each, "target": target} for each, target in pairs],
            "iterations": case["iterations"],
        }
    )


def _layer(layer: Mapping[str, Any]) -> dict[str, Any]:
    activation = layer["activation"]
    trainable = {"fixed": False, "per_neuron": True}[layer["bias_mode"]]
    return {
        "units": layer["size"],
        "activation": "identity" if activation == "linear" else activation,
        "weights": layer["weights"],
        "bias": {"value": layer["bias"], "trainable": trainable},
    }


class Reader:
    """A record of ours, read by the file's words."""

    def __init__(self, trace: Trace, record: Record) -> None:
        self.trace = trace
        self.record = record

    def values(self, family: str, *shape: int, sample: bool) -> Iterator[float]:
        """All values of a family, the file's last index fastest."""
        for at in product(*map(range, shape)):
            yield self.record.value(Reference(family, (0, *at) if sample else at))

    def has(self, family: str) -> bool:
        return any(each.name == family for each in self.trace.step.families)


def numbers(nested: Any) -> Iterator[float]:
    """The numbers of nested lists, in order."""
    if isinstance(nested, Sequence):
        for each in nested:
            yield from numbers(each)
    else:
        yield nested


def differences(what: str, theirs: Any, ours: Iterator[float]) -> list[str]:
    return [
        f"{what}: {their} in the file, {our} computed"
        for their, our in zip(numbers(theirs), ours, strict=True)
        if our != pytest.approx(their, rel=RELATIVE, abs=ABSOLUTE)
    ]


def layer_differences(
    reader: Reader, labels: Labels, above: Labels | None, theirs: Mapping[str, Any]
) -> Iterator[str]:
    """Of one layer, at one sample."""
    units = len(theirs["net"])
    families = {
        "net": labels.net,
        "out": labels.out,
        "dE_dout": f"dE_d{labels.out}",
        "dout_dnet": f"d{labels.out}_d{labels.net}",
        "delta": labels.delta,
    }
    for key, family in families.items():
        yield from differences(family, theirs[key], reader.values(family, units, sample=True))
    if above is not None:
        # [k][j] in the file, [j,k] here
        paths = theirs["dE_dout_via_next_unit"]
        family = f"dE_d{labels.out}_via_{above.label}"
        columns = list(zip(*paths, strict=True))
        yield from differences(
            family, columns, reader.values(family, units, len(paths), sample=True)
        )


def test_what_every_sample_sees_is_what_the_file_says(case: Mapping[str, Any]) -> None:
    trace = trace_of(case)
    labels = label_layers(trace.experiment)
    wrong: list[str] = []
    for theirs in case["records"]:
        record = trace[theirs["iteration"]]
        assert record.samples == tuple(each + 1 for each in theirs["samples"])
        assert record.epoch == theirs["epoch"]
        reader = Reader(trace, record)
        (sample,) = theirs["per_sample"]
        for place, layer in enumerate(sample["layers"]):
            above = labels[place + 1] if place + 1 < len(labels) else None
            wrong += layer_differences(reader, labels[place], above, layer)
        errors = reader.values(labels[-1].error, len(sample["E_per_output"]), sample=True)
        wrong += differences("E_o", sample["E_per_output"], errors)
        wrong += differences("E", [theirs["E"], sample["E"]], iter([record["E"]] * 2))
    assert wrong == []


def test_every_gradient_and_update_is_what_the_file_says(case: Mapping[str, Any]) -> None:
    trace = trace_of(case)
    wrong: list[str] = []
    for theirs in case["records"]:
        reader = Reader(trace, trace[theirs["iteration"]])
        for labels, layer in zip(label_layers(trace.experiment), theirs["layers"], strict=True):
            shape = len(layer["W_before"]), len(layer["W_before"][0])
            trained = reader.has(f"{labels.bias}_new")
            # of a fixed bias the file has the derivative all the same: its neuron's delta
            gradient = f"dE_d{labels.bias}" if trained else labels.delta
            after = f"{labels.bias}_new" if trained else labels.bias
            for key, family, size, sample in (
                ("W_before", labels.weights, shape, False),
                ("dE_dW", f"dE_d{labels.weights}", shape, True),
                ("W_after", f"{labels.weights}_new", shape, False),
                ("b_before", labels.bias, shape[:1], False),
                ("dE_db", gradient, shape[:1], True),
                ("b_after", after, shape[:1], False),
            ):
                wrong += differences(
                    family, layer[key], reader.values(family, *size, sample=sample)
                )
    assert wrong == []


def test_how_e_falls_is_what_the_file_says(case: Mapping[str, Any]) -> None:
    trace = trace_of(case)
    curve = {iteration: trace[iteration]["E"] for iteration, _ in case["E_curve"]}
    assert curve == pytest.approx(dict(case["E_curve"]), rel=RELATIVE)
    for theirs in case["records"]:
        iteration = theirs["iteration"]
        ours = trace.last_error(iteration), trace.error_of_all(iteration)
        keys = "E_after_update_same_batch", "E_after_update_whole_set"
        assert ours == pytest.approx([theirs[key] for key in keys], rel=RELATIVE, abs=ABSOLUTE)


def test_the_network_at_the_end_is_what_the_file_says(case: Mapping[str, Any]) -> None:
    trace = trace_of(case)
    end, final = case["iterations"], case["final"]
    layers = zip(final["W"], final["b"], strict=True)
    in_order = [number for weights, biases in layers for number in numbers([weights, biases])]
    ours = list(trace.parameters(end).values())
    assert ours == pytest.approx(in_order, rel=RELATIVE, abs=ABSOLUTE)
    outputs = [list(each.out.values()) for each in trace.results(end)]
    assert list(numbers(outputs)) == pytest.approx(list(numbers(final["outputs"])), rel=RELATIVE)
    assert trace.error_of_all(end) == pytest.approx(final["E_whole_set"], rel=RELATIVE)
