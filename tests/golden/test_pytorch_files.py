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

ACTIVATIONS = {"linear": "identity"}
LOSSES = {
    "half_sse": "half_squared_error",
    "sse": "squared_error",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "bce": "binary_cross_entropy",
    "cce": "categorical_cross_entropy",
}
STATES = {
    "momentum_buffer": "velocity_{}_new",
    "sum": "sum_{}_new",
    "square_avg": "v_{}_new",
    "m": "m_{}_new",
    "v": "v_{}_new",
    "m_hat": "m_hat_{}",
    "v_hat": "v_hat_{}",
}
"""The files have a state as it is after the update."""


@pytest.fixture(scope="module", params=FILES, ids=[path.stem for path in FILES])
def case(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return json.loads(request.param.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=["scalar", "array"])
def trace(case: Mapping[str, Any], request: pytest.FixtureRequest) -> Trace:
    data, batch = case["data"], case["batch"]
    pairs = zip(data["inputs"], data["targets"], strict=True)
    return bptrace.run(
        {
            "layers": [_layer(each) for each in case["network"]["layers"]],
            "loss": LOSSES[case["loss"]["name"]],
            "optimizer": _optimizer(case["optimizer"]),
            "batch": {
                "size": {"full": "full", "online": 1}.get(batch["mode"]) or batch["size"],
                "reduction": batch.get("reduction", "mean"),
            },
            "samples": [{"input": each, "target": target} for each, target in pairs],
            "iterations": case["iterations"],
        },
        engine=request.param,
    )


def _layer(layer: Mapping[str, Any]) -> dict[str, Any]:
    activation = layer["activation"]
    trainable = {"fixed": False, "per_neuron": True}[layer["bias_mode"]]
    return {
        "units": layer["size"],
        "activation": ACTIVATIONS.get(activation, activation),
        "weights": layer["weights"],
        "bias": {"value": layer["bias"], "trainable": trainable},
    }


def _optimizer(theirs: Mapping[str, Any]) -> dict[str, Any]:
    ours = {key: each for key, each in theirs.items() if key not in {"lr", "betas", "semantics"}}
    if "betas" in theirs:
        ours["beta1"], ours["beta2"] = theirs["betas"]
    return {**ours, "learning_rate": theirs["lr"]}


class Reader:
    """A record of ours, read by the file's words."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.step = record.step

    def values(self, family: str, *shape: int, sample: int = 0) -> Iterator[float]:
        """All values of a family, at the place of a sample if it has one; the file's last index
        fastest."""
        has_samples = "s" in self.step.family(family).at
        for at in product(*map(range, shape)):
            yield self.record.value(Reference(family, (sample, *at) if has_samples else at))

    def has(self, family: str) -> bool:
        return any(each.name == family for each in self.step.families)


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
    reader: Reader, labels: Labels, above: Labels | None, theirs: Mapping[str, Any], sample: int
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
        if not reader.has(family):
            # the derivative of E_o is 1, of out = net too: not worth a name
            continue
        is_matrix = isinstance(theirs[key][0], list)
        shape = (units, units) if is_matrix else (units,)
        yield from differences(family, theirs[key], reader.values(family, *shape, sample=sample))
    if above is not None:
        # [k][j] in the file, [j,k] here
        paths = theirs["dE_dout_via_next_unit"]
        family = f"dE_d{labels.out}_via_{above.label}"
        columns = list(zip(*paths, strict=True))
        yield from differences(
            family, columns, reader.values(family, units, len(paths), sample=sample)
        )


def test_what_every_sample_sees_is_what_the_file_says(
    case: Mapping[str, Any], trace: Trace
) -> None:
    labels = label_layers(trace.experiment)
    wrong: list[str] = []
    for theirs in case["records"]:
        record = trace[theirs["iteration"]]
        assert record.samples == tuple(each + 1 for each in theirs["samples"])
        assert record.epoch == theirs["epoch"]
        reader = Reader(record)
        of_sample = "E@" if len(record.samples) > 1 else "E"
        for at, sample in enumerate(theirs["per_sample"]):
            for place, layer in enumerate(sample["layers"]):
                above = labels[place + 1] if place + 1 < len(labels) else None
                wrong += layer_differences(reader, labels[place], above, layer, at)
            outputs = len(sample["E_per_output"])
            errors = reader.values(labels[-1].error, outputs, sample=at)
            wrong += differences("E_o", sample["E_per_output"], errors)
            wrong += differences("E@", sample["E"], reader.values(of_sample, sample=at))
        wrong += differences("E", theirs["E"], iter([record["E"]]))
    assert wrong == []


def test_every_gradient_and_update_is_what_the_file_says(
    case: Mapping[str, Any], trace: Trace
) -> None:
    wrong: list[str] = []
    for theirs in case["records"]:
        reader = Reader(trace[theirs["iteration"]])
        for labels, layer in zip(label_layers(trace.experiment), theirs["layers"], strict=True):
            shape = len(layer["W_before"]), len(layer["W_before"][0])
            trained = reader.has(f"{labels.bias}_new")
            # of a fixed bias the file has the derivative all the same: its neuron's delta
            gradient = f"dE_d{labels.bias}" if trained else labels.delta
            after = f"{labels.bias}_new" if trained else labels.bias
            for key, family, size in (
                ("W_before", labels.weights, shape),
                ("dE_dW", f"dE_d{labels.weights}", shape),
                ("W_after", f"{labels.weights}_new", shape),
                ("b_before", labels.bias, shape[:1]),
                ("dE_db", gradient, shape[:1]),
                ("b_after", after, shape[:1]),
            ):
                wrong += differences(family, layer[key], reader.values(family, *size))
            for key, family, size in (
                ("state_W", labels.weights, shape),
                ("state_b", labels.bias, shape[:1]),
            ):
                wrong += state_differences(reader, family, layer.get(key, {}), size)
    assert wrong == []


def state_differences(
    reader: Reader, parameter: str, theirs: Mapping[str, Any], shape: tuple[int, ...]
) -> Iterator[str]:
    for key, values in theirs.items():
        if key == "t":
            yield from differences("t", values, reader.values("t"))
            continue
        family = STATES[key].format(parameter)
        yield from differences(family, values, reader.values(family, *shape))


def test_how_e_falls_is_what_the_file_says(case: Mapping[str, Any], trace: Trace) -> None:
    errors = list(trace.errors())
    curve = {iteration: errors[iteration - 1] for iteration, _ in case["E_curve"]}
    assert curve == pytest.approx(dict(case["E_curve"]), rel=RELATIVE)
    for theirs in case["records"]:
        iteration = theirs["iteration"]
        ours = trace.last_error(iteration), reduced(case, trace.error_of_all(iteration))
        keys = "E_after_update_same_batch", "E_after_update_whole_set"
        assert ours == pytest.approx([theirs[key] for key in keys], rel=RELATIVE, abs=ABSOLUTE)


def test_the_network_at_the_end_is_what_the_file_says(
    case: Mapping[str, Any], trace: Trace
) -> None:
    end, final = case["iterations"], case["final"]
    layers = zip(final["W"], final["b"], strict=True)
    in_order = [number for weights, biases in layers for number in numbers([weights, biases])]
    ours = list(trace.parameters(end).values())[: len(in_order)]  # the optimizer's states follow
    assert ours == pytest.approx(in_order, rel=RELATIVE, abs=ABSOLUTE)
    outputs = [list(each.out.values()) for each in trace.results(end)]
    assert list(numbers(outputs)) == pytest.approx(list(numbers(final["outputs"])), rel=RELATIVE)
    error = reduced(case, trace.error_of_all(end))
    assert error == pytest.approx(final["E_whole_set"], rel=RELATIVE)


def reduced(case: Mapping[str, Any], error_of_all: float) -> float:
    """E_all is a sum; the files reduce E over the whole set as they do over a batch."""
    samples = len(case["data"]["inputs"])
    is_mean = case["batch"]["mode"] != "online" and case["batch"]["reduction"] == "mean"
    return error_of_all / samples if is_mean else error_of_all
