"""Where a config can come from, and what is said where it cannot."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import get_args

import pytest

from bptrace.config import gallery, load
from bptrace.config.experiment import ActivationName
from tests.config.conftest import GOOD, Complaint, complaint_about, loaded


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_gallery_name_loads_the_example_and_says_that_it_is_built_in() -> None:
    assert load("mazur").origin == "built-in mazur"
    assert load("mazur").experiment.source == "Matt Mazur, 2015"


@pytest.mark.parametrize("name", gallery())
def test_every_example_of_the_gallery_loads(name: str) -> None:
    assert load(name).experiment.layers


def test_a_file_wins_over_an_example_of_the_same_name() -> None:
    Path("mazur").write_text(GOOD)

    assert load("mazur").origin == "./mazur"


def test_a_folder_does_not_hide_an_example_of_the_same_name() -> None:
    Path("mazur").mkdir()

    assert load("mazur").origin == "built-in mazur"


def test_a_path_object_is_a_file_and_never_an_example() -> None:
    assert complaint_about(Path("mazur")) == (
        'mazur: no such file, and no example of that name; did you mean "mazur"?'
    )


def test_the_origin_is_the_path_as_it_was_written() -> None:
    Path("nets").mkdir()
    Path("nets/mine.yaml").write_text(GOOD)

    assert load("nets/mine.yaml").origin == "nets/mine.yaml"


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        '{"layers": [{"units": 1, "activation": "relu"}], "samples": [{"input": 1, "target": 1}]}',
    ],
)
def test_stdin_holds_yaml_or_json_whichever_it_is(
    monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    stdin(monkeypatch, content.encode())

    assert load("-").origin == "stdin"


def test_problems_of_stdin_have_places(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"seed: x")

    assert "stdin:1:7: seed: expected a whole number" in complaint_about("-")


def test_a_dict_is_a_config_with_tuples_for_lists_and_numbers_for_keys() -> None:
    config = {
        "layers": ({"units": 1, "activation": "relu", "weights": ((1, 2),)},),
        "samples": [{"input": (1.0, 2.0), "target": 1}],
        "expected": {1: {"E": 0.5}},
    }

    assert load(config).origin == "a dict"
    assert load(config).experiment.expected == {"1": {"E": 0.5}}


def test_an_array_is_a_list_in_a_dict() -> None:
    class Array:
        def tolist(self) -> list[float]:
            return [0.5]

    config = {
        "layers": [{"units": 1, "activation": "relu", "weights": Array()}],
        "samples": [{"input": 1, "target": 1}],
    }

    assert load(config).experiment.layers[0].weights == [0.5]


def test_problems_of_a_dict_have_a_path_and_no_line() -> None:
    config = {"layers": [{"units": 1, "activation": "sigmod"}], "samples": object()}

    assert complaint_about(config) == (
        'a dict: layers.0.activation (layer 1, the output): unknown activation "sigmod"; '
        f'did you mean "sigmoid"?\n\nknown: {", ".join(get_args(ActivationName))}\n\n'
        "a dict: samples: expected a list or a mapping with the keys file, target, found a Python "
        "object of type object\n\n"
        "2 problems in a dict"
    )


def test_a_dict_that_contains_itself_is_refused() -> None:
    config: dict[str, object] = {}
    config["layers"] = config

    assert complaint_about(config) == (
        "a dict: layers.layers.layers: nested too deeply to be a config: more than 50 levels"
    )


def test_a_missing_file_is_answered_with_files_and_examples_that_are_near() -> None:
    Path("mazurka.yaml").write_text(GOOD)

    assert complaint_about("mazurk.yaml") == (
        'mazurk.yaml: no such file, and no example of that name; did you mean "mazurka.yaml"?'
    )
    assert complaint_about("mazr") == (
        'mazr: no such file, and no example of that name; did you mean "mazur"?'
    )


def test_a_directory_is_not_a_config() -> None:
    Path("nets").mkdir()

    assert complaint_about("nets") == "nets: is a directory, not a config"


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so() -> None:
    Path("net.yaml").write_text(GOOD)
    Path("net.yaml").chmod(0)

    assert complaint_about("net.yaml") == "net.yaml: permission denied"


def test_a_name_that_no_file_can_have_says_why() -> None:
    assert complaint_about("a" * 300) == f"{'a' * 300}: cannot be read: File name too long"
    assert complaint_about("a\0b") == "a\\x00b: cannot be read: embedded null byte"


def test_an_empty_file_says_what_a_config_needs(complaint: Complaint) -> None:
    assert complaint("") == (
        "net.yaml: empty\n\n"
        "a config needs at least layers and samples; `bptrace run` shows one at work"
    )


def test_a_binary_file_is_named_as_one(complaint: Complaint) -> None:
    assert complaint(b"\x7fELF\0\0") == "net.yaml: a binary file, not a config: byte 4 is 0"


def test_a_file_that_is_not_unicode_says_at_which_byte(complaint: Complaint) -> None:
    assert complaint("title: café".encode("latin-1")) == (
        "net.yaml: not a text in UTF-8: byte 10 cannot be read"
    )
    assert complaint(b"\xef\xbb\xbftitle: \xff") == (
        "net.yaml: not a text in UTF-8: byte 10 cannot be read"
    )


def test_a_control_character_is_named_and_not_sent_to_the_terminal(complaint: Complaint) -> None:
    assert complaint("title: \x1b[31mred") == (
        "net.yaml:1:8: a control character, U+001B, cannot be in a config\n\n"
        "  1 | title:  [31mred\n"
        "    |        ^"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_breaks_of_every_system_make_no_difference(
    encoding: str, line_break: str
) -> None:
    content = f"title: σ\n{GOOD}".replace("\n", line_break)

    assert loaded(content.encode(encoding)) == loaded(f"title: σ\n{GOOD}")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_places_count_lines_and_characters_as_editors_do(
    complaint: Complaint, encoding: str, line_break: str
) -> None:
    content = f"title: σ\n{GOOD}seed: x\n".replace("\n", line_break)

    assert complaint(content.encode(encoding)) == (
        'net.yaml:7:7: seed: expected a whole number, found the text "x"\n\n'
        "  6 |   - {input: [1, 2], target: [0, 1]}\n"
        "  7 | seed: x\n"
        "    |       ^"
    )
