"""`--set`: what it may say about config paths, and what is said where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from bptrace.config import Assignment, load
from bptrace.config.experiment import ActivationName, Batch, Bias, Optimizer
from tests.config.conftest import GOOD, Complaint, complaint_about, loaded

MAZUR = "mazur"


@pytest.mark.parametrize(
    ("option", "attribute", "value"),
    [
        ("iterations=5", "iterations", 5),
        ("title=A title, with punctuation", "title", "A title, with punctuation"),
        ("update_order=sequential", "update_order", "sequential"),
        ("optimizer.learning_rate=0.1", "optimizer", Optimizer("sgd", 0.1)),
        ("optimizer={name: sgd, learning_rate: 1e-3}", "optimizer", Optimizer("sgd", 0.001)),
    ],
)
def test_a_config_path_sets_a_value_written_as_in_yaml(
    option: str, attribute: str, value: object
) -> None:
    assert getattr(load(MAZUR, assignments=[option]).experiment, attribute) == value


def test_a_path_may_lead_into_lists() -> None:
    options = ["layers.1.weights.0.1=7", "samples.0.input=[0.5, 0.25]"]
    experiment = load(MAZUR, assignments=options).experiment

    assert experiment.layers[1].weights == [[0.4, 7.0], [0.5, 0.55]]
    assert experiment.samples[0].input == [0.5, 0.25]


@pytest.mark.parametrize("written", ["", "optimizer: sgd\n", "optimizer: {name: sgd}\n"])
def test_a_learning_rate_makes_a_mapping_of_an_optimizer_that_is_a_name_or_left_out(
    written: str,
) -> None:
    loaded(GOOD + written)
    experiment = load("net.yaml", assignments=["optimizer.learning_rate=0.25"]).experiment

    assert experiment.optimizer == Optimizer("sgd", 0.25)


@pytest.mark.parametrize(
    ("written", "bias"),
    [
        ("0.5", Bias(value=0.5, trainable=False)),
        ("[1, 2]", Bias(value=[1.0, 2.0], trainable=False)),
        ("null", Bias(trainable=False)),
        ("{shared: true}", Bias(shared=True, trainable=False)),
    ],
)
def test_a_part_of_a_bias_makes_a_mapping_of_a_bias_that_is_a_number(
    written: str, bias: Bias
) -> None:
    loaded(GOOD.replace("sigmoid", f"sigmoid\n    bias: {written}"))
    options = ["layers.0.bias.trainable=false"]

    assert load("net.yaml", assignments=options).experiment.layers[0].bias == bias


def test_the_place_after_the_last_entry_takes_one_more() -> None:
    options = [
        "samples.1={input: [1, 0], target: [0, 1]}",
        "layers.2={units: 2, activation: relu}",
        "samples.1.input.0=0.5",
    ]
    experiment = load(MAZUR, assignments=options).experiment

    assert [each.input for each in experiment.samples] == [[0.05, 0.1], [0.5, 0.0]]
    assert [each.activation for each in experiment.layers] == ["sigmoid", "sigmoid", "relu"]


def test_the_last_of_two_options_wins() -> None:
    assert load(MAZUR, assignments=["seed=1", "seed=2"]).experiment.seed == 2


@pytest.mark.parametrize("written", ["", "batch: 1\n", "batch: {size: 1}\n"])
def test_an_order_makes_a_mapping_of_a_batch_that_is_a_number_or_left_out(written: str) -> None:
    Path("net.yaml").write_text(GOOD + written)
    experiment = load("net.yaml", assignments=["batch.order=random"]).experiment

    assert experiment.batch == Batch(size=1, order="random")


@pytest.mark.parametrize(
    ("written", "option", "iterations", "epochs"),
    [
        ("epochs: 3\n", "iterations=5", 5, None),
        ("iterations: 5\n", "epochs=3", None, 3),
    ],
)
def test_an_option_says_how_long_to_train_whatever_the_config_says(
    written: str, option: str, iterations: int | None, epochs: int | None
) -> None:
    loaded(GOOD + written)
    experiment = load("net.yaml", assignments=[option]).experiment

    assert (experiment.iterations, experiment.epochs) == (iterations, epochs)


def test_an_option_for_what_is_no_config_is_not_a_traceback(complaint: Complaint) -> None:
    assert complaint("hello", "net.yaml", "seed=1") == (
        "net.yaml:1:1: a config is a mapping with keys such as layers and samples; "
        'this is the text "hello"\n\n  1 | hello\n    | ^^^^^'
    )


def test_a_part_that_two_places_share_is_changed_in_one() -> None:
    loaded(
        "layers: [&layer {units: 1, activation: relu, bias: {value: 1}}, *layer]\n"
        "samples: [{input: 1, target: 1}]\n"
    )
    layers = load("net.yaml", assignments=["layers.0.bias.value=2"]).experiment.layers

    assert [layer.bias for layer in layers] == [Bias(value=2.0), Bias(value=1.0)]


def test_the_dict_of_a_caller_is_not_changed() -> None:
    config: dict[str, Any] = {
        "layers": [{"units": 1, "activation": "relu"}],
        "samples": [{"input": [1], "target": 1}],
    }
    load(config, assignments=["layers.0.units=2", "samples.0.target=[1, 2]"])

    assert config["layers"][0]["units"] == 1


def test_a_name_of_the_trace_is_kept_for_later() -> None:
    found = load(MAZUR, assignments=["w5=0.9", "eta=1e-1"])

    assert found.by_name == (
        Assignment("w5", 0.9, "--set w5=0.9"),
        Assignment("eta", 0.1, "--set eta=1e-1"),
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        *(
            (
                option,
                "expected KEY=VALUE or NAME=NUMBER\n\n"
                "for example optimizer.learning_rate=0.1, or w5=0.9",
            )
            for option in ("w5", "=1", "w5=", "seed=")
        ),
        ("w5=big", 'expected a finite number, found the text "big"'),
        ("w5=[1]", "expected a finite number, found a list of 1 entry"),
        ("w5=true", "expected a finite number, found true"),
        ("w5=1e400", "expected a finite number, found infinity"),
        ("w5=.nan", "expected a finite number, found nan, which is not a number"),
        ("iterations=-1", "iterations: expected 0 or more, found -1"),
        (
            "layers.1.activation=sigmod",
            'layers.1.activation (layer 2, the output): unknown activation "sigmod"; '
            f'did you mean "sigmoid"?\n\nknown: {", ".join(get_args(ActivationName))}',
        ),
        (
            "optimizer.lr=1",
            'optimizer.lr: unknown key "lr"; here it is called learning_rate',
        ),
        (
            "layer.0.units=3",
            'there is no "layer" here; did you mean "layers"?\n\nknown: title, source, inputs, '
            "layers, loss, optimizer, batch, update_order, samples, iterations, epochs, "
            "start_from, states, seed, expected",
        ),
        (
            "layers.0.nmaes.neurons=3",
            'layers.0 (layer 1): there is no "nmaes" here\n\n'
            "known: units, activation, weights, bias",
        ),
        ("layers.3={units: 3}", 'layers: no entry "3" among 2 entries, counted from 0'),
        (
            "samples.1={input: [1, 2]}",
            'samples.1 (sample 2): the key "target" is missing; '
            "expected target: a number or a list of numbers",
        ),
        ("layers.2.units=3", 'layers: no entry "2" among 2 entries, counted from 0'),
        ("layers.last.units=3", 'layers: no entry "last" among 2 entries, counted from 0'),
        ("layers.-1.units=3", 'layers: no entry "-1" among 2 entries, counted from 0'),
        (
            "loss.delta=3",
            'loss.delta: `loss: half_squared_error` takes no "delta"',
        ),
        (
            "title=[1",
            "not valid YAML: did not find expected ',' or ']'\n\n"
            "while parsing a flow sequence, which begins in line 1",
        ),
        (
            "title=!!python/name:os.system",
            "the tag !!python/name:os.system is not allowed here: a config holds plain values only",
        ),
    ],
)
def test_a_problem_with_an_option_names_the_option(option: str, message: str) -> None:
    assert complaint_about(MAZUR, option) == f"--set {option}: {message}"


def test_a_problem_elsewhere_that_an_option_causes_has_its_place_in_the_file() -> None:
    loaded(GOOD.replace("sigmoid", "sigmoid\n    weights: [[1, 2], [3, 4]]"))

    assert complaint_about("net.yaml", "layers.0.units=1") == (
        "net.yaml:4:14: layers.0.weights (layer 1, the output): "
        "expected 1 row of 2, found 2 rows of 2\n\n"
        "  3 |     activation: sigmoid\n"
        "  4 |     weights: [[1, 2], [3, 4]]\n"
        "    |              ^^^^^^^^^^^^^^^^\n\n"
        "layer 1 has 1 unit, and 2 inputs come from samples.0.input: "
        "one row a unit, one column an input\n\n"
        "net.yaml:6:29: samples.0.target (sample 1): expected 1 number, "
        "one for each unit of the last layer (layers.0.units), found 2\n\n"
        "  5 | samples:\n"
        "  6 |   - {input: [1, 2], target: [0, 1]}\n"
        "    |                             ^^^^^^\n\n"
        "2 problems in net.yaml"
    )


def test_problems_of_several_options_are_reported_together() -> None:
    assert complaint_about(MAZUR, "w5", "layers.9.units=1") == (
        "--set w5: expected KEY=VALUE or NAME=NUMBER\n\n"
        "for example optimizer.learning_rate=0.1, or w5=0.9\n\n"
        '--set layers.9.units=1: layers: no entry "9" among 2 entries, counted from 0\n\n'
        "2 problems"
    )


def test_a_path_of_a_thousand_steps_is_refused() -> None:
    said = complaint_about(MAZUR, f"layers.0.{'bias.' * 1000}value=1")

    assert "nested too deeply to be a config" in said
