"""What a derivation says is what was computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bptrace
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives
from bptrace.explaining.asking import explain_name, record_to_explain
from bptrace.explaining.derivation import Derivation, Derived
from bptrace.explaining.values import ALL
from tests.support.bits import bits
from tests.support.networks import dense, trace_of
from tests.support.strategies import configs

MAZUR = bptrace.run("mazur")


def _all_steps(explained: Derivation) -> list[Derived]:
    extra = (explained.gradient, explained.reduction, *explained.updates, explained.update)
    return [*explained.steps, *(each for each in extra if each is not None)]


def _combined(derived: Derived) -> float:
    """The equation of a step with its own terms put in."""
    assert derived.right is not None
    terms = {term.reference: term.value for term in derived.terms}
    return value_of(in_primitives(derived.right), lambda each: terms[each])


@given(configs(iterations=3), st.data())
def test_every_step_is_the_trace_s_value_and_its_own_terms_combined(
    config: dict[str, object], data: st.DataObject
) -> None:
    trace = trace_of(config)
    record = trace[data.draw(st.integers(1, 3))]
    name = data.draw(st.sampled_from(sorted(record)))
    depth = data.draw(st.sampled_from([1, 2, ALL]))
    explained = explain_name(trace, record, name, depth)
    for step in _all_steps(explained):
        assert bits([step.value]) == bits([record.value(step.reference)])
        if step.right is not None:
            assert bits([_combined(step)]) == bits([step.value])
    equations = record.step
    reference = equations.names.find(name)
    assert reference is not None
    role = equations.family(reference.name).role
    if role == "input" and equations.equation(f"dE_d{reference.name}") is not None:
        reference = Reference(f"dE_d{reference.name}", reference.at)
    if role == "state":
        reference = Reference(equations.states[reference.name], reference.at)
    about = {each.reference for each in _all_steps(explained)}
    assert reference in about or explained.gradient is not None


def test_a_hidden_weight_is_derived_as_in_the_article() -> None:
    """δ_o1 and δ_o2, what reaches h1 through each, their sum, h1's slope, the input."""
    explained = explain_name(MAZUR, MAZUR[1], "w1")
    names = [MAZUR.step.names.spell(each.reference) for each in explained.steps]
    assert names == [
        "delta_o1",
        "delta_o2",
        "dE_dout_h1_via_o1",
        "dE_dout_h1_via_o2",
        "dE_dout_h1",
        "dout_h1_dnet_h1",
        "dnet_h1_dw1",
    ]
    assert explained.opposed


def test_a_path_that_passes_nothing_on_pulls_in_no_direction() -> None:
    """By hand: h2 is a relu at net = −1, so δ_h2 = 0 and only the path through h1 is left."""
    config = {
        "layers": [
            {"units": 1, "activation": "identity", "weights": [[1]], "bias": False},
            {"units": 2, "activation": "relu", "weights": [[1], [-1]], "bias": False},
            {"units": 1, "activation": "identity", "weights": [[1, 1]], "bias": False},
        ],
        "samples": [{"input": 1, "target": 0}],
    }
    trace = trace_of(config)
    explained = explain_name(trace, record_to_explain(trace, 1, None), "w1")
    assert not explained.opposed


def test_the_check_agrees_with_the_chain_rule() -> None:
    for name in ("w1", "w5", "w8"):
        check = explain_name(MAZUR, MAZUR[1], name).check
        assert check is not None
        assert check.difference == pytest.approx(check.gradient, rel=1e-7)
        # Second order: half the curvature times the step squared, about a hundredth of it here.
        assert check.moved == pytest.approx(check.predicted, rel=0.02)
        assert check.moved != check.predicted


def test_a_gradient_at_updated_weights_is_no_derivative_and_the_check_says_so() -> None:
    """Sequential updates: ∂E/∂w1 is computed with w5 and w7 as they are after their update."""
    trace = bptrace.run("mazur", assignments=["update_order=sequential"])
    hidden, output = (explain_name(trace, trace[1], name).check for name in ("w1", "w5"))
    assert hidden is not None
    assert output is not None
    assert not hidden.agrees
    assert output.agrees
    shown = " ".join(str(bptrace.explain(trace, "w1")).split())
    assert "is not E's derivative here" in shown


def test_the_paths_add_up_to_the_gradient() -> None:
    explained = explain_name(MAZUR, MAZUR[1], "w1", paths=True)
    assert len(explained.paths) == 2
    total = sum(path.value for path in explained.paths)
    assert explained.gradient is not None
    assert total == pytest.approx(explained.gradient.value, rel=1e-14)


def test_more_paths_than_anybody_reads_are_counted() -> None:
    trace = trace_of(dense(1, 2, 6, 6, 6, 1, iterations=1))
    explained = explain_name(trace, trace[1], "w1", paths=True)
    # From one neuron through three layers of six to one output: 6³ paths.
    assert len(explained.paths) + explained.more_paths == 6**3
    assert len(explained.paths) == 100


def test_the_middle_of_a_long_sum_is_counted_and_added_up() -> None:
    trace = trace_of(dense(12, 1, iterations=1))
    explained = explain_name(trace, trace[1], "net_o1")
    elided = explained.steps[-1].elided
    assert elided is not None
    # twelve products and the bias, three shown ahead and two behind
    assert elided.count == 13 - 5
    record = trace[1]
    middle = [record[f"w{n}"] * record[f"i{n}"] for n in range(4, 12)]
    total = middle[0]
    for each in middle[1:]:
        total += each
    assert bits([elided.subtotal]) == bits([total])


def test_all_the_way_down_there_are_only_weights_and_inputs() -> None:
    explained = explain_name(MAZUR, MAZUR[1], "E", ALL)
    computed = {each.reference for each in explained.steps}
    below = {term.reference for each in explained.steps for term in each.terms} - computed
    assert all(MAZUR.step.equation(each.name) is None for each in below)


def test_another_sample_is_seen_at_the_same_weights() -> None:
    trace = bptrace.run("han-kamber")
    other = bptrace.explain(trace, "net_u4", iteration=1, sample=2)
    # x = (1, 1, 0) at the weights of iteration 1, from the textbook's table: 0.2 + 0.4 - 0.4
    assert other.derivation.samples == (2,)
    assert other.derivation.steps[-1].value == pytest.approx(0.2, rel=1e-12)


def test_one_weight_of_a_large_network_takes_few_instances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 12,033, and without compiling any."""
    trace = trace_of(dense(784, 15, 10, iterations=1))
    made = 0

    def counted(step: Step, reference: Reference) -> Expression | None:
        nonlocal made
        made += 1
        return instantiate(step, reference)

    for module in ("values", "chains"):
        monkeypatch.setattr(f"bptrace.explaining.{module}.instantiate", counted)
    monkeypatch.setattr("bptrace.algebra.evaluate.instantiate", counted)
    explain_name(trace, record_to_explain(trace, 1, None), "w1")
    assert made < 400
    assert "training" not in vars(trace)
