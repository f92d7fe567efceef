"""Every message, word by word: `messages/*.txt` hold configs and what is said about them.

=== the rule, in a sentence
the config
>>>
the message

A config that names other files has them below it, each after a line `--- its name`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from bptrace.errors import ConfigError
from bptrace.problems.english import ENGLISH
from bptrace.problems.problem import Kind
from tests.config.conftest import Complaint

FOLDER = Path(__file__).parent / "messages"


def cases(name: str) -> list[ParameterSet]:
    """The cases of a file, each called by its rule."""
    found = []
    for case in (FOLDER / name).read_text("utf-8").split("=== ")[1:]:
        rule, rest = case.split("\n", 1)
        config, message = rest.split(">>>\n")
        found.append(pytest.param(config, message.rstrip("\n"), id=rule.replace(" ", "-")))
    return found


@pytest.mark.parametrize(("config", "message"), cases("reading.txt"))
def test_what_cannot_be_read_is_shown_with_its_place(
    complaint: Complaint, config: str, message: str
) -> None:
    assert complaint(config) == message


@pytest.mark.parametrize(("config", "message"), cases("json.txt"))
def test_json_is_reported_as_json(complaint: Complaint, config: str, message: str) -> None:
    assert complaint(config, "net.json") == message


@pytest.mark.parametrize(("config", "message"), cases("structure.txt"))
def test_what_does_not_fit_the_types_is_shown_with_what_would(
    complaint: Complaint, config: str, message: str
) -> None:
    assert complaint(config) == message


@pytest.mark.parametrize(("config", "message"), cases("meaning.txt"))
def test_parts_that_contradict_each_other_are_shown_with_the_reason(
    complaint: Complaint, config: str, message: str
) -> None:
    assert complaint(config) == message


@pytest.mark.parametrize(("config", "message"), cases("rules.txt"))
def test_rules_are_told_what_they_take_and_where_they_make_no_sense(
    complaint: Complaint, config: str, message: str
) -> None:
    assert complaint(config) == message


@pytest.mark.parametrize(("config", "message"), cases("files.txt"))
def test_a_file_that_a_config_names_is_shown_with_the_place_in_it(
    complaint: Complaint, config: str, message: str
) -> None:
    config, *files = config.split("\n--- ")
    for each in files:
        name, content = each.split("\n", 1)
        Path(name).write_text(content, encoding="utf-8", newline="")

    assert complaint(config + "\n") == message


@pytest.mark.parametrize(("config", "message"), cases("traps.txt"))
def test_what_yaml_reads_otherwise_than_people_write_it_is_shown_as_it_was_meant(
    complaint: Complaint, config: str, message: str
) -> None:
    assert complaint(config) == message


def test_every_kind_of_problem_has_words() -> None:
    assert set(ENGLISH) == {kind for name, kind in vars(Kind).items() if name.isupper()}


def test_more_than_twenty_problems_are_counted_and_not_all_shown(complaint: Complaint) -> None:
    config = "layers: [{units: 1, activation: relu}]\nsamples:\n"
    said = complaint(config + "  - {input: a, target: b}\n" * 15)

    assert said.count("found the text") == 20
    assert said.endswith("\n\n… and 10 more\n\n30 problems in net.yaml")


def test_a_config_error_exits_with_2_and_holds_every_problem_as_data() -> None:
    error = ConfigError(())

    assert error.exit_code == 2
    assert error.problems == ()
