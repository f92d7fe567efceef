"""Which mistake explains wrong numbers, and that right ones are blamed on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, exp, fsum, sin
from operator import mul
from pathlib import Path
from typing import Any

import pytest
import yaml

from bptrace.checking.diagnosing import suspects
from tests.checking.by_hand import Keep, decimals, network, one_iteration, significant
from tests.checking.claiming import findings, findings_of, slugs

CONFIGS = Path(__file__).parents[2] / "configs"
MAZUR: dict[str, Any] = yaml.safe_load((CONFIGS / "mazur.yaml").read_text(encoding="utf-8"))


def test_the_worked_example_s_five_wrong_numbers_are_explained() -> None:
    """One was rounded too early; the others are those of the program with the bug (Mazur fixed it
    two days before he published, the article kept the numbers)."""
    found = findings_of("mazur")
    names = [(each.claim.moment, each.claim.iteration, each.claim.name) for each in found.verdicts]
    assert {names[place] for place in found.wrong} == {
        ("during", 1, "dE_dout_h1_via_o2"),
        ("after", 1, "E"),
        ("after", 10_000, "E"),
        ("after", 10_000, "out_o1"),
        ("after", 10_000, "out_o2"),
    }
    assert slugs(found) == [[["updated_output_weights"]]]
    (hypothesis,) = found.groups[0].hypotheses
    assert len(hypothesis.explains) == 4
    (rounded,) = found.rounded
    assert names[rounded.verdict][2] == "dE_dout_h1_via_o2"
    step = found.trace.step
    assert [step.names.spell(each) for each in rounded.operands] == ["delta_o2"]
    assert rounded.digits == 9
    assert rounded.exactly


def test_what_a_mistake_rewrites_is_the_first_equation_that_differs() -> None:
    (hypothesis,) = findings_of("mazur").groups[0].hypotheses
    (rewriting, *_) = hypothesis.rewritten
    step = rewriting.step
    assert step.names.spell(rewriting.reference) == "dE_dout_h1"
    assert "W_o_new" in str(rewriting.after)
    assert "W_o_new" not in str(rewriting.before)


def test_a_reader_s_formula_is_two_mistakes() -> None:
    """E_o1·w5 + E_o2·w6 = 0.274811083 · 0.4 + 0.023560026 · 0.45 = 0.120526445."""
    found = findings(MAZUR, {1: {"dE_dout_h1": "0.120526445"}})
    assert sorted(slugs(found)[0][0]) == ["error_in_place_of_delta", "transposed_weights"]
    assert found.groups[0].hypotheses[0].explains == (0,)


def test_the_course_s_program_back_propagates_weight_gradients() -> None:
    """Its gradients, .01 all four, under its own names: w1, w3 lead to h1, w2, w4 to h2."""
    course = {
        "layers": [
            {
                "units": 2,
                "activation": "sigmoid",
                "weights": [[0.2, 0.5], [-0.4, 0.6]],
                "bias": False,
                "names": {"weights": [["w1", "w3"], ["w2", "w4"]]},
            },
            {
                "units": 2,
                "activation": "sigmoid",
                "weights": [[0.1, -0.3], [-0.5, 0.8]],
                "bias": False,
                "names": {"weights": [["w5", "w7"], ["w6", "w8"]]},
            },
        ],
        "optimizer": {"name": "sgd", "learning_rate": 1},
        "samples": [{"input": [0.5, 0.3], "target": [0.23, -0.07]}],
        "iterations": 1,
    }
    gradients = {f"dE_dw{number}": "0.01" for number in range(1, 5)}
    found = findings(course, {1: gradients})
    wrong = [found.verdicts[place].claim.name for place in found.wrong]
    assert wrong == ["dE_dw1", "dE_dw3"]  # -0.0084 and -0.0051 are no 0.01
    assert slugs(found)[0] == [["weight_gradients_in_place_of_delta"]]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kept", [decimals(4), decimals(6), significant(4), significant(6)])
@pytest.mark.parametrize("each_term", [False, True], ids=["values", "terms"])
@pytest.mark.parametrize("only_new", [False, True], ids=["all", "weights"])
def test_right_numbers_rounded_at_every_step_are_blamed_on_rounding_only(
    seed: int, kept: Keep, each_term: bool, only_new: bool
) -> None:
    config = network(seed)
    values = one_iteration(config, kept, kept if each_term else lambda x: x)
    after = values.pop("after")
    shown = {name: x for name, x in values.items() if name.endswith("_new") or not only_new}
    expected: dict[Any, Any] = {
        1: {name: repr(value) for name, value in shown.items()},
        "after": {1: {"E": repr(after)}},
    }
    found = findings(config, expected)
    blamed = {
        change.rounding
        for group in found.groups
        for one in group.hypotheses
        for change in one.changes
    }
    assert None not in blamed
    explained = {each.verdict for each in found.rounded}
    explained |= {
        place for group in found.groups for one in group.hypotheses for place in one.explains
    }
    assert explained >= set(found.wrong)


@pytest.mark.parametrize("seed", range(12))
def test_right_numbers_hold(seed: int) -> None:
    config = network(seed)
    values = one_iteration(config, lambda x: x)
    after = values.pop("after")
    for digits in (3, 6, 12):
        expected: dict[Any, Any] = {
            1: {name: f"{value:.{digits}f}" for name, value in values.items()},
            "after": {1: {"E": f"{after:.{digits}f}"}},
        }
        found = findings(config, expected)
        assert all(each.ok for each in found.verdicts)
        assert not found.groups
        assert not found.rounded


def test_nonsense_is_explained_by_nothing() -> None:
    found = findings(MAZUR, {1: {"out_o1": "0.123456789", "dE_dw5": "-7.3312845"}})
    assert len(found.wrong) == 2
    assert not found.groups
    assert not found.rounded
    alone, together = found.tried
    assert alone > 100
    assert together > 1000


def test_a_mistake_of_somebody_who_rounds_is_told_all_the_same() -> None:
    """δ_o1 without σ', and everything kept to four decimals, in Python:

    out_o1 = .7514, delta_o1 = .7514 − .01 = .7414, delta_o2 = .7729 − .99 = −.2171;
    ∂E/∂out_h1 = .7414·.4 − .2171·.5 = .1880, δ_h1 = .1880·.2413 = .0454, w1⁺ = .15 − .5·.0454·.05
    """
    found = findings(MAZUR, {1: {"delta_o1": "0.7414", "delta_o2": "-0.2171", "w5_new": "0.1801"}})
    assert ["derivative_forgotten"] in slugs(found)[0]
    assert [each.follows for each in found.verdicts] == [False, False, True]


def test_an_iteration_that_was_counted_otherwise_is_told() -> None:
    """E at the beginning, 0.298371109, in place of E after one update."""
    found = findings(MAZUR, {"after": {1: {"E": "0.298371109"}}})
    assert ["iteration_before"] in slugs(found)[0]


def test_what_tells_mistakes_apart_has_another_value_with_each() -> None:
    """With η = ½ a gradient of half the size gives the weights of a rate that is applied twice."""
    config = {
        "layers": [{"units": 1, "activation": "identity", "weights": [[0.5]], "bias": False}],
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "samples": [{"input": 1, "target": 1}],
        "iterations": 2,
    }
    # dE/dw = -(1 - 0.5) = -0.5; w1 = 0.5 + 0.25 * 0.5
    found = findings(config, {1: {"w1_new": "0.625000000"}})
    (group, *_) = found.groups
    named = [each.changes[0].mistake for each in group.hypotheses]
    assert {"gradient_halved", "learning_rate_twice"} <= set(named)
    assert group.tells is not None
    values = dict(zip(named, group.tells.values, strict=True))
    assert values["gradient_halved"] != values["learning_rate_twice"]


@pytest.mark.parametrize(("layer", "name"), [(0, "h"), (1, "o")])
def test_a_bias_that_was_drawn_where_it_is_0_is_found(layer: int, name: str) -> None:
    """`self.bias = bias if bias else random.random()`: 0.4321 was drawn, in plain Python."""
    x, target, rate = (0.35, 0.9), 0.5, 1.0
    first, second = [[0.1, 0.8], [0.4, 0.6]], [0.3, 0.9]
    bias = [0.4321 if place == layer else 0.0 for place in (0, 1)]

    def forward() -> tuple[list[float], float]:
        h = [1 / (1 + exp(-(w[0] * x[0] + w[1] * x[1] + bias[0]))) for w in first]
        return h, 1 / (1 + exp(-(second[0] * h[0] + second[1] * h[1] + bias[1])))

    h, out = forward()
    delta = (out - target) * out * (1 - out)
    back = [delta * second[j] * h[j] * (1 - h[j]) for j in (0, 1)]
    second = [second[j] - rate * delta * h[j] for j in (0, 1)]
    first = [[first[j][i] - rate * back[j] * x[i] for i in (0, 1)] for j in (0, 1)]
    weights = {f"w{n}": w for n, w in enumerate([*first[0], *first[1], *second], start=1)}
    printed = {key: f"{w:.7f}" for key, w in weights.items()}
    notes = yaml.safe_load((CONFIGS / "rgu.yaml").read_text(encoding="utf-8"))
    error = f"{0.5 * (target - forward()[1]) ** 2:.7f}"
    found = findings(
        {**notes, "update_order": "simultaneous"}, {"after": {1: {**printed, "E": error}}}
    )
    assert slugs(found) == [[["bias_at_random"]]]
    (change,) = found.groups[0].hypotheses[0].changes
    assert change.about["layer"] == name
    assert float(change.about["value"]) == pytest.approx(0.4321, abs=1e-5)


def half_squares_of_or(iterations: int) -> tuple[float, float, float, list[float]]:
    """One sigmoid neuron learns OR online, η .5, from (.3, -.2) and bias .1: its parameters, and
    the error of each sample afterwards."""
    w1, w2, b = 0.3, -0.2, 0.1
    for number in range(iterations):
        x1, x2, target = OR[number % 4]
        out = sigmoid(w1 * x1 + w2 * x2 + b)
        delta = (out - target) * out * (1 - out)
        w1, w2, b = w1 - 0.5 * delta * x1, w2 - 0.5 * delta * x2, b - 0.5 * delta
    outs = [sigmoid(w1 * x1 + w2 * x2 + b) for x1, x2, _ in OR]
    errors = [0.5 * (each[2] - out) ** 2 for each, out in zip(OR, outs, strict=True)]
    return w1, w2, b, errors


OR = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1))
LEARNING_OR = {
    "layers": [
        {
            "units": 1,
            "activation": "sigmoid",
            "weights": [[0.3, -0.2]],
            "bias": {"value": [0.1]},
        }
    ],
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "samples": [{"input": [x1, x2], "target": target} for x1, x2, target in OR],
}


@pytest.mark.parametrize("iterations", [1, 6, 40])
@pytest.mark.parametrize(
    ("slug", "name", "divided_by"),
    [
        ("error_summed_over_samples", "E", 1),
        ("error_averaged_over_samples", "E", 4),
        ("error_averaged_over_samples", "E_all", 4),
        ("squares_averaged_over_samples", "E", 2),
        ("squares_averaged_over_samples", "E_all", 2),
    ],
)
def test_programs_tell_e_of_all_samples_in_their_own_way(
    iterations: int, slug: str, name: str, divided_by: float
) -> None:
    """The mean of the squares, without ½, is Σ ½ (target − out)² divided by half of 4."""
    w1, w2, _b, errors = half_squares_of_or(iterations)
    numbers = {"w1": w1, "w2": w2, name: sum(errors) / divided_by}
    printed = {each: f"{value:.7f}" for each, value in numbers.items()}
    found = findings(LEARNING_OR, {"after": {iterations: printed}})
    assert [found.verdicts[place].claim.name for place in found.wrong] == [name]
    assert [slug] in slugs(found)[0]


def test_another_mistake_is_found_where_e_is_told_in_another_way_too() -> None:
    """b is not trained; E of all samples is averaged."""
    w1, w2, b = 0.3, -0.2, 0.1
    for number in range(6):
        x1, x2, target = OR[number % 4]
        out = sigmoid(w1 * x1 + w2 * x2 + b)
        delta = (out - target) * out * (1 - out)
        w1, w2 = w1 - 0.5 * delta * x1, w2 - 0.5 * delta * x2
    outs = [sigmoid(w1 * x1 + w2 * x2 + b) for x1, x2, _ in OR]
    mean = sum(0.5 * (each[2] - out) ** 2 for each, out in zip(OR, outs, strict=True)) / 4
    printed = {"w1": f"{w1:.6f}", "w2": f"{w2:.6f}", "b_o1": "0.1", "E_all": f"{mean:.6f}"}
    found = findings(LEARNING_OR, {"after": {6: printed}})
    assert [sorted(each) for each in slugs(found)[0]] == [
        ["biases_not_trained", "error_averaged_over_samples"]
    ]


def test_of_a_large_network_the_commonest_mistakes_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many as there is time for: with 8 weights, 400 are 50 mistakes."""
    monkeypatch.setattr(suspects, "MOST_EVALUATED", 400)
    found = findings(MAZUR, {"after": {1: {"E": "0.291027924"}}})
    assert found.tried == (50, 0)
    assert slugs(found)[0] == [["updated_output_weights"]]


def test_a_few_of_many_wrong_numbers_are_no_evidence() -> None:
    """e^(−out) in place of out·(1 − out), which is not known, in a network of 10 times 20 weights:
    of 180 wrong ones ten are, by chance, what another slip in another layer would have made."""
    inputs = [round(0.01 * place, 2) for place in range(1, 21)]
    hidden = [[round(sin(3 + 7 * row + at), 2) for at in range(20)] for row in range(10)]
    output = [round(cos(3 + row), 2) for row in range(10)]
    outs = [sigmoid(dot(weights, inputs)) for weights in hidden]
    out = sigmoid(dot(output, outs))
    delta = (out - 0.9) * out * (1 - out)
    new = [
        weight - 0.5 * delta * back * exp(-own) * x
        for weights, own, back in zip(hidden, outs, output, strict=True)
        for weight, x in zip(weights, inputs, strict=True)
    ]
    layers = [
        {"units": len(weights), "activation": "sigmoid", "weights": weights, "bias": False}
        for weights in (hidden, [output])
    ]
    config = {
        "layers": layers,
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "samples": [{"input": inputs, "target": 0.9}],
    }
    printed = {f"w{number}": f"{weight:.6f}" for number, weight in enumerate(new, 1)}
    found = findings(config, {"after": {1: printed}})
    assert len(found.wrong) == 180
    assert found.groups == ()


def sigmoid(net: float) -> float:
    return 1 / (1 + exp(-net))


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return fsum(map(mul, one, other))
