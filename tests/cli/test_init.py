"""`bptrace init`: what is written, and that nothing is overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bptrace.cli.init import EXAMPLES
from bptrace.config.gallery import starter
from tests.cli.conftest import Invoke


def test_it_writes_mynet_yaml_and_says_what_to_do_next(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("init")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "mynet.yaml is written. Next: bptrace run mynet.yaml\n"
    assert (tmp_path / "mynet.yaml").read_bytes() == starter().read_bytes()


def test_what_it_says_to_do_next_works(invoke: Invoke) -> None:
    command = invoke("init").stderr.partition("Next: bptrace ")[2].split()
    result = invoke(*command)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "My network" in result.stdout


def test_a_file_of_another_name_says_that_name_in_its_comment(
    invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("init", "two words.yaml")
    assert result.stderr == "two words.yaml is written. Next: bptrace run 'two words.yaml'\n"
    written = (tmp_path / "two words.yaml").read_text(encoding="utf-8")
    assert "bptrace run 'two words.yaml'" in written
    assert "mynet" not in written


def test_a_dash_writes_to_stdout_and_no_file(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("init", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == starter().read_bytes()
    assert list(tmp_path.iterdir()) == []


def test_what_goes_to_stdout_can_be_run(invoke: Invoke) -> None:
    result = invoke("run", "-", stdin=invoke("init", "-").stdout)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_file_that_exists_stays_as_it_is(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "mynet.yaml").write_text("precious", encoding="utf-8")
    result = invoke("init")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == ("bptrace: mynet.yaml exists, and stays as it is: give another name\n")
    assert (tmp_path / "mynet.yaml").read_text(encoding="utf-8") == "precious"


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege there")
def test_a_link_to_nowhere_is_not_written_through(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "mynet.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert invoke("init").exit_code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_json_file_is_refused_because_json_has_no_comments(
    invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("init", "net.JSON")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "bptrace: net.JSON would be read as JSON, which has no comments: call it .yaml\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error(invoke: Invoke) -> None:
    result = invoke("init", "no/such/net.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "bptrace: cannot write to no/such/net.yaml: No such file or directory\n"
    )


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    examples = [line.split() for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 3
    for _, *arguments in examples:
        assert invoke(*arguments).exit_code == 0
