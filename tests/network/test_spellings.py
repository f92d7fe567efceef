"""A name finds the same value in every spelling that people use, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.errors import RedirectedNameError, UnknownNameError
from bptrace.network.spellings import LONGEST, Named, find, find_value, look_up
from tests.support.networks import dense, step_of, worked_example
from tests.support.strategies import configs

MAZUR = step_of(worked_example())
DEEP = step_of(dense(2, 2, 2, 1))
"""Two hidden layers, h1 and h2."""

ONE_OUTPUT = step_of(dense(2, 2, 1))


def meaning(step: Step, text: str) -> list[str]:
    """What the step calls the values that a text means."""
    return list(map(step.names.spell, find(step, text).references))


def unknown(step: Step, text: str) -> str:
    with pytest.raises(UnknownNameError) as caught:
        find(step, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("w5", "w5"),
        ("w₅", "w5"),
        ("ｗ５", "w5"),
        (" w5 ", "w5"),
        ("h1:o1", "w5"),
        ("h1->o1", "w5"),
        ("h1→o1", "w5"),
        ("h1 -> o1", "w5"),
        ("i2:h1", "w2"),
        ("w5+", "w5_new"),
        ("w5⁺", "w5_new"),
        ("w₅⁺", "w5_new"),
        ("h1:o1+", "w5_new"),
        ("h1:o1_new", "w5_new"),
        ("dE/dw5", "dE_dw5"),
        ("∂E/∂w5", "dE_dw5"),
        ("∂E/∂w₅", "dE_dw5"),
        ("∂E / ∂w₅", "dE_dw5"),
        ("𝜕E/𝜕w5", "dE_dw5"),
        ("dE_total/dw5", "dE_dw5"),
        ("dE_total_dw5", "dE_dw5"),
        ("dE/dh1:o1", "dE_dw5"),
        ("∂E/∂out_h1", "dE_dout_h1"),
        ("∂E/∂i1", "dE_di1"),
        ("δ_h1", "delta_h1"),
        ("δh1", "delta_h1"),
        ("dE/dnet_h1", "delta_h1"),
        ("∂E/∂net_h1", "delta_h1"),
        ("∂out_h1/∂net_h1", "dout_h1_dnet_h1"),
        ("dout_h1/dnet_h1", "dout_h1_dnet_h1"),
        ("∂net_o1/∂w₅", "dnet_o1_dw5"),
        ("∂net_o1/∂out_h1", "dnet_o1_dout_h1"),
        ("∂E/∂out_h1_via_o1", "dE_dout_h1_via_o1"),
        ("E_total", "E"),
        ("η", "eta"),
        ("b2", "b2"),
        ("net_h1@1", "net_h1"),
        ("∂E/∂w5@1", "dE_dw5"),
    ],
)
def test_a_value_is_found_in_the_spellings_of_people(text: str, name: str) -> None:
    assert meaning(MAZUR, text) == [name]


# ∂E_o1/∂… is the whole ∂E/∂… where E_o2 does not depend on it (E = E_o1 + E_o2), and o1's share of
# the sum where both do.
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dE_o1/dout_o1", "dE_dout_o1"),
        ("dE_o1/dnet_o1", "delta_o1"),
        ("∂E_o1/∂w₅", "dE_dw5"),
        ("dE_o1/dout_h1", "dE_dout_h1_via_o1"),
        ("∂E_o2/∂out_h1", "dE_dout_h1_via_o2"),
    ],
)
def test_the_derivative_of_one_output_s_error_is_found_where_the_trace_has_it(
    text: str, name: str
) -> None:
    assert meaning(MAZUR, text) == [name]


@pytest.mark.parametrize("text", ["dE_o1/dw7", "dE_o1/dout_o2", "dE_o1/dw1", "dE_o1/dnet_h1"])
def test_the_derivative_of_one_output_s_error_is_not_taken_for_that_of_e(text: str) -> None:
    """0, 0, and two sums of which the trace has no part."""
    assert look_up(MAZUR, text) is None


def test_the_only_output_s_error_is_e() -> None:
    assert meaning(ONE_OUTPUT, "dE_o1/dw1") == ["dE_dw1"]
    assert meaning(ONE_OUTPUT, "dE_o1/dout_h1") == ["dE_dout_h1"]
    assert meaning(ONE_OUTPUT, "dE_o1/dnet_h1") == ["delta_h1"]


@pytest.mark.parametrize(
    ("step", "text", "kind", "references"),
    [
        (MAZUR, "w5", "value", ["w5"]),
        (MAZUR, "h1:o1", "weight", ["w5"]),
        (MAZUR, "h1:o1+", "value", ["w5_new"]),
        (MAZUR, "i1", "value", ["i1"]),
        (MAZUR, "h1", "neuron", ["net_h1", "out_h1"]),
        (MAZUR, "h1@1", "neuron", ["net_h1", "out_h1"]),
        (MAZUR, "h", "layer", ["net_h1", "out_h1", "net_h2", "out_h2"]),
        (MAZUR, "i", "layer", ["i1", "i2"]),
        (DEEP, "h1", "layer", ["net_h1_1", "out_h1_1", "net_h1_2", "out_h1_2"]),
        (DEEP, "h1_2", "neuron", ["net_h1_2", "out_h1_2"]),
        (DEEP, "h1_2:h2_1", "weight", ["w6"]),
    ],
)
def test_a_neuron_is_its_net_and_out_and_a_layer_all_its_neurons(
    step: Step, text: str, kind: Named, references: list[str]
) -> None:
    assert find(step, text).kind == kind
    assert meaning(step, text) == references


# Own names


def own(neurons: list[str], weights: list[str], name: str | None = None) -> Step:
    config = dense(1, 1, 2)
    config["layers"][1] |= {"name": name, "names": {"neurons": neurons, "weights": weights}}
    return step_of(config)


def test_own_names_of_neurons_name_weights_by_their_ends() -> None:
    step = own(["left", "right"], ["a", "b"])
    assert meaning(step, "h1:right") == ["b"]
    assert meaning(step, "∂E/∂h1→right") == ["dE_db"]


@pytest.mark.parametrize("name", ["h", "dE_total_dw1", "o1_new", "d_d", "E_total_x"])
def test_an_own_name_means_what_the_config_gave_it_to(name: str) -> None:
    assert find(own(["p", "q"], [name, "b"]), name).kind == "value"
    assert find(own([name, "q"], ["a", "b"]), name).kind == "neuron"


def test_a_value_comes_before_the_layer_of_that_name() -> None:
    assert find(own(["p", "q"], ["enc", "b"], name="enc"), "enc").kind == "value"


def test_ends_that_end_like_an_update_are_ends() -> None:
    assert find(own(["x", "x_new"], ["a", "b"]), "h1:x_new").name == "b"
    assert find(own(["x", "y"], ["a", "b"]), "h1:x_new").name == "a_new"


OWN_NAMES = ["a", "h", "w1", "d", "d_d", "a_via_b", "a_new", "dE_da", "delta_a", "dE_total_da"]
OWN_NAMES += [f"n{number}" for number in range(16)]


@given(configs(iterations=1), st.data())
def test_every_spelling_of_every_name_finds_the_value_itself(
    config: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever the weights of the last layer are called, as long as no two names are the same."""
    step = step_of(_with_own_names(config, data))
    references = [at for each in step.families for at in step.positions(each)]
    names = {step.names.spell(each): each for each in references}
    if len(names) < len(references):
        return  # `bptrace.network.clashes` refuses it
    for name, reference in names.items():
        for spelling in (name, *_spellings(step, reference)):
            assert find_value(step, spelling) == reference, spelling


def _with_own_names(config: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    *hidden, last = config["layers"]
    count = sum(map(len, last["weights"]))
    names = data.draw(
        st.none()
        | st.lists(st.sampled_from(OWN_NAMES), min_size=count, max_size=count, unique=True)
    )
    return config | {"layers": [*hidden, last | {"names": names and {"weights": names}}]}


def _spellings(step: Step, reference: Reference) -> Iterator[str]:
    """What people write for a value, made from the parts of its name."""
    parts, spelling = step.names.parts(reference), step.names.spelling(reference.name)

    def signed(**signs: str) -> str:
        """With other signs for the literal parts."""
        pairs = zip(parts, spelling, strict=True)
        return "".join(
            signs.get(part, part) if part == literal else part for part, literal in pairs
        )

    for d, over in (("d", "/"), ("∂", "/"), ("∂", "_")):
        yield signed(d=d, _d=over + d, dE_d=f"{d}E{over}{d}")
    yield signed(dE_d="dE_total/d")
    yield signed(_new="+", delta_="δ_", eta="η")
    yield signed(_new="⁺", delta_="dE/dnet_", E="E_total")
    yield step.names.spell(reference).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


# What means nothing


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("dE/dw99", "dE/dw8"),
        ("∂E/∂w99", "∂E/∂w8"),
        ("dE_dw99", "dE_dw8"),
        ("δ_h3", "δ_h2"),
        ("w9⁺", "w8⁺"),
        ("w9+", "w8+"),
        ("w9", "w8"),
        ("W5", "w5"),
        ("h1->o3", "h1->o2"),
        ("h1:o3", "h1:o2"),
        ("h1→o3", "h1→o2"),
        ("o1:h1", "h1:o1"),
        ("h9", "h2"),
    ],
)
def test_an_unknown_name_is_answered_in_its_own_spelling(text: str, near: str) -> None:
    assert unknown(MAZUR, text).startswith(f'no value is called "{text}"; did you mean {near}')


@pytest.mark.parametrize(
    "text", ["", "@", "@1", "/", "d/d", "∂", "δ", "+", ":", "→", "h1:", "_via_"]
)
def test_signs_alone_mean_nothing(text: str) -> None:
    assert look_up(MAZUR, text) is None


@pytest.mark.parametrize("text", ["net_h1@2", "net_h1@0", "net_h1@", "net_h1@1@1", "w5@1", "E@x"])
def test_a_sample_that_the_iteration_has_not_or_the_value_does_not_depend_on(text: str) -> None:
    assert look_up(MAZUR, text) is None


def test_a_name_of_any_length_is_answered_at_once() -> None:
    assert look_up(MAZUR, "d" + "_d" * 100_000) is None
    assert look_up(MAZUR, ("_d" * LONGEST)[-LONGEST:]) is None


@pytest.mark.parametrize(
    ("text", "near"), [("h2-", "h2:o1"), ("dE/dh2-", "h2:o1"), ("o1-", "i1:h1")]
)
def test_what_a_shell_left_of_an_arrow_is_recognised(text: str, near: str) -> None:
    """`bptrace explain h2->o1` writes to a file called o1 what it says of `h2-`."""
    with pytest.raises(RedirectedNameError) as caught:
        find(MAZUR, text)
    assert str(caught.value) == (
        f'no value is called "{text}": where that was {text}>…, the shell took what follows the > '
        f"for a file to write to; write {near}, which needs no quotes"
    )


def test_one_value_is_not_a_neuron_s_two_which_are_named() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_value(MAZUR, "h1")
    assert str(caught.value) == 'no value is called "h1"; did you mean net_h1 or out_h1?'


# In a batch


BATCH = step_of(
    dense(
        2,
        2,
        2,
        samples=[{"input": [0.5, 0.5], "target": [0.5, 0.5]}] * 3,
        batch={"size": 3},
        optimizer={"name": "adam", "clip_norm": 1, "weight_decay": 0.1},
    )
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("net_h1@3", "net_h1@3"),
        ("∂E/∂w₅@2", "dE_dw5@2"),
        ("dE@2/dw5", "dE_dw5@2"),
        ("dE@2/dw5@2", "dE_dw5@2"),
        ("∂E@2/∂net_h1@2", "delta_h1@2"),
        ("δ_h1@2", "delta_h1@2"),
        ("E_total@2", "E@2"),
        ("dE_o1/dout_h1@3", "dE_dout_h1_via_o1@3"),
        ("dout_h1/dnet_h1@3", "dout_h1_dnet_h1@3"),
        # what the batch has of its own is the batch's
        ("E", "E"),
        ("dE/dw5", "dE_dw5"),
        ("dE_dh1:o1", "dE_dw5"),
        ("w5+", "w5_new"),
        # as a page writes what an optimizer computes
        ("m̂_w5", "m_hat_w5"),
        ("v̂_b_o1", "v_hat_b_o1"),
        ("m_w5⁺", "m_w5_new"),
        ("β1", "beta1"),
        ("λ", "weight_decay"),
        ("‖∇E‖", "gradient_norm"),
        ("clipped ∂E/∂w5", "clipped_dE_dw5"),
        ("decayed dE/dw5", "decayed_dE_dw5"),
    ],
)
def test_a_value_of_a_batch_is_found_in_the_spellings_of_people(text: str, name: str) -> None:
    assert find_value(BATCH, text) == BATCH.names.find(name)


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("net_h1", ["net_h1@1"]),
        ("∂E/∂net_h1", ["delta_h1@1"]),
        ("i1", ["i1@1"]),
        ("h1", ["net_h1@1", "out_h1@1"]),
    ],
)
def test_without_a_place_it_is_that_of_each_sample(text: str, references: list[str]) -> None:
    found = find(BATCH, text)
    assert found.of_each
    assert found.value is None
    assert list(map(BATCH.names.spell, found.references)) == references


@pytest.mark.parametrize("text", ["net_h1@4", "w5@1", "dE@1/dnet_h1@2", "eta@1", "net_h1@1@1"])
def test_no_sample_of_the_batch_has_such_a_value(text: str) -> None:
    assert look_up(BATCH, text) is None


def test_one_value_is_not_that_of_each_sample_which_are_named() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_value(BATCH, "net_h1")
    assert "did you mean net_h1@1 or net_h1@2 or net_h1@3?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"), [("v_w5", "velocity_w5"), ("v_w5+", "velocity_w5_new"), ("μ", "momentum")]
)
def test_a_velocity_is_found_as_a_page_writes_it(text: str, name: str) -> None:
    step = step_of(dense(2, 2, 2, optimizer={"name": "sgd", "momentum": 0.9}))
    assert find_value(step, text) == step.names.find(name)


def test_a_rate_of_a_layer_and_one_before_its_schedule_are_found() -> None:
    config = dense(1, 1, 1, optimizer={"name": "sgd", "schedule": {"name": "constant"}})
    config["layers"][0]["learning_rate"] = 0.5
    step = step_of(config)
    for text, name in (("η", "eta"), ("η₀", "eta_0"), ("η_h", "eta_h"), ("eta_h_0", "eta_h_0")):
        assert find_value(step, text) == step.names.find(name), text


MISSING = ["h1:o1", "h1:o1+", "dE/dh1:o1", "dnet_o1_dout_h1", "dE_dout_h1_via_o1", "dnet_h1_di2"]


@pytest.mark.parametrize("text", MISSING)
def test_what_goes_over_a_missing_connection_has_no_name(text: str) -> None:
    masked = dense(2, 1, 1)
    for layer, mask in zip(masked["layers"], ([[0, 0]], [[0]]), strict=True):
        layer["mask"] = mask
    assert unknown(step_of(masked), text).startswith(f'no value is called "{text}"')
