"""The tables of other people's words answer with words that exist, and hide none."""

from __future__ import annotations

import pytest
from msgspec import inspect

from bptrace.config import vocabulary
from bptrace.config.config import Config, OneHot, SampleFile
from bptrace.config.experiment import (
    INIT_PARAMETERS,
    Activation,
    Batch,
    Bias,
    Layer,
    Loss,
    Names,
    Optimizer,
    Sample,
    Schedule,
    Weights,
)
from bptrace.config.types import members_of
from tests.config.conftest import Complaint

STRUCTS = {
    each.__name__: each
    for each in (
        *(Config, Layer, Activation, Weights, Bias, Names, Sample, SampleFile, OneHot),
        *(Loss, Optimizer, Schedule, Batch),
    )
}


def words_of(struct: type, key: str) -> tuple[object, ...]:
    """The words that a key of a struct may have."""
    type_ = inspect.type_info(struct)
    assert isinstance(type_, inspect.StructType)
    (field,) = (field for field in type_.fields if field.name == key)
    literals = [each for each in members_of(field.type) if isinstance(each, inspect.LiteralType)]
    return tuple(word for each in literals for word in each.values)


WORDS = {
    "activation": words_of(Layer, "activation"),
    "loss": words_of(Config, "loss"),
    "optimizer": words_of(Config, "optimizer"),
    "schedule": words_of(Schedule, "name"),
    "reduction": words_of(Batch, "reduction"),
    "scale": words_of(SampleFile, "scale"),
    "init": words_of(Weights, "init"),
    "order": words_of(Batch, "order"),
    "size": words_of(Batch, "size"),
}


@pytest.mark.parametrize("owner", vocabulary.OTHER_KEYS)
def test_every_other_key_is_answered_with_one_that_exists(owner: str) -> None:
    known = STRUCTS[owner].__struct_fields__
    for other, right in vocabulary.OTHER_KEYS[owner].items():
        assert other not in known
        assert right.split(".")[0] in (Config if "." in right else STRUCTS[owner]).__struct_fields__


def test_every_struct_of_a_config_has_its_table() -> None:
    assert set(vocabulary.OTHER_KEYS) == set(STRUCTS)


@pytest.mark.parametrize("key", vocabulary.OTHER_WORDS)
def test_every_other_word_is_answered_with_one_that_exists(key: str) -> None:
    assert set(vocabulary.OTHER_WORDS[key].values()) <= set(WORDS[key])
    assert not set(vocabulary.OTHER_WORDS[key]) & set(WORDS[key])


@pytest.mark.parametrize("owner", vocabulary.LATER_KEYS)
def test_no_key_of_this_version_is_said_to_be_of_a_later_one(owner: str) -> None:
    assert not vocabulary.LATER_KEYS[owner] & set(STRUCTS[owner].__struct_fields__)


@pytest.mark.parametrize("key", vocabulary.LATER_WORDS)
def test_no_word_of_this_version_is_said_to_be_of_a_later_one(key: str) -> None:
    assert not vocabulary.LATER_WORDS[key] & set(WORDS[key])


def test_every_rule_for_initial_values_says_what_it_takes() -> None:
    assert set(INIT_PARAMETERS) == set(WORDS["init"])


@pytest.mark.parametrize(
    ("word", "right"),
    [("linear", "identity"), ("logistic", "sigmoid"), ("mse", "mean_squared_error")],
)
def test_the_words_people_bring_are_answered_with_the_right_one_not_the_nearest(
    complaint: Complaint, word: str, right: str
) -> None:
    key = "loss" if word == "mse" else "activation"
    said = complaint(
        f"layers: [{{units: 1, activation: {word if key == 'activation' else 'relu'}}}]\n"
        "samples: [{input: 1, target: 1}]\n" + (f"loss: {word}\n" if key == "loss" else "")
    )

    assert f"^ here it is called {right}\n" in said + "\n"
