"""Reading a config never runs code, and never takes long, whatever is in it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from msgspec import inspect

from bptrace.config import Experiment
from bptrace.config.source import MAX_BYTES
from bptrace.config.types import members_of
from tests.config.conftest import GOOD, Complaint, complaint_about, loaded

BOMB = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)


def test_an_alias_bomb_is_refused_before_it_goes_off(complaint: Complaint) -> None:
    assert complaint(BOMB) == (
        "net.yaml:7:25: a6.3: too large to be a config: more than 3000000 values\n\n"
        "  6 | a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]\n"
        "  7 | a6: &a6 [*a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5]\n"
        "    |                         ^^^"
    )


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " * 2 + "{a: " * 100_000, "- " * 100_000])
def test_absurd_nesting_is_refused_in_yaml(complaint: Complaint, text: str) -> None:
    assert "net.yaml:1:" in complaint(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 60 + "]" * 60])
def test_absurd_nesting_is_refused_in_json(complaint: Complaint, text: str) -> None:
    assert "nested too deeply to be a config: more than 50 levels" in complaint(text, "net.json")


def test_fifty_levels_are_not_too_deep_to_be_reported_as_what_they_are(
    complaint: Complaint,
) -> None:
    assert "expected a text" in complaint(f"title: {'[' * 49}{']' * 49}\n{GOOD}")


def test_an_anchor_that_is_used_again_saves_writing() -> None:
    text = (
        "layers:\n"
        "  - &layer {units: 1, activation: relu, weights: [0.5]}\n"
        "  - *layer\n"
        "samples: [{input: 1, target: 1}]\n"
    )

    assert loaded(text).layers[0] == loaded(text).layers[1]


@pytest.mark.parametrize(
    "tag",
    [
        '!!python/object/apply:os.system ["touch ran"]',
        "!!python/object/new:os.system [touch ran]",
        "!!python/name:os.system",
        "!!python/module:os",
    ],
)
def test_no_tag_runs_anything(complaint: Complaint, folder: Path, tag: str) -> None:
    said = complaint(f"{GOOD}title: {tag}\n")

    assert f"the tag {tag.split(maxsplit=1)[0]} is not allowed here" in said
    assert not (folder / "ran").exists()


def test_a_file_that_is_too_large_is_not_read_to_its_end(folder: Path) -> None:
    with (folder / "net.yaml").open("wb") as file:
        file.truncate(100 * MAX_BYTES)

    assert complaint_about("net.yaml") == "net.yaml: too large to be a config: more than 16 MB"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_a_file_without_end_is_too_large() -> None:
    assert complaint_about("/dev/zero") == "/dev/zero: too large to be a config: more than 16 MB"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe of Unix")
def test_a_pipe_is_read_like_a_file(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("seed: x"))
    writer.start()

    assert "pipe:1:7: seed: expected a whole number" in complaint_about("pipe")
    writer.join()


def test_no_text_with_a_pattern_is_in_a_union_with_a_list() -> None:
    """msgspec 0.19 to 0.22 frees such a type wrongly: the interpreter crashes when it ends."""

    def texts_beside_lists(type_: inspect.Type) -> list[inspect.StrType]:
        members = members_of(type_)
        below = [each.item_type for each in members if isinstance(each, inspect.ListType)]
        for each in members:
            if isinstance(each, inspect.StructType):
                below += [field.type for field in each.fields]
        beside = [each for each in members if isinstance(each, inspect.StrType) and below]
        return beside + [text for each in below for text in texts_beside_lists(each)]

    texts = texts_beside_lists(inspect.type_info(Experiment))

    assert texts
    assert all(each.pattern is None for each in texts)
