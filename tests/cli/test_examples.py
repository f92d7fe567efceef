"""`bptrace examples`: what is listed, what is printed, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bptrace.cli.examples import EXAMPLES
from bptrace.config import gallery
from bptrace.config.gallery import data_files, subject_of
from bptrace.render.layout.lines import wide
from tests.cli.conftest import Invoke, Process


def test_every_example_is_listed_in_a_line_with_what_it_shows(invoke: Invoke) -> None:
    result = invoke("examples")
    assert (result.exit_code, result.stderr) == (0, "")
    listed, hints = (part.splitlines() for part in result.stdout.split("\n\n"))
    assert [line.split(maxsplit=1)[0] for line in listed] == list(gallery())
    for line, file in zip(listed, gallery().values(), strict=True):
        assert line.endswith(subject_of(file))
    assert [line.split("   ")[0] for line in hints] == [
        "bptrace run xor",
        "bptrace examples xor > xor.yaml",
    ]


def test_the_list_fits_80_columns_and_its_second_column_is_straight(invoke: Invoke) -> None:
    lines = invoke("examples").stdout.split("\n\n")[0].splitlines()
    assert max(map(wide, lines)) <= 80
    assert {line[:18][-3:] for line in lines} == {"   "}
    assert all(line[18] != " " for line in lines)


@pytest.mark.parametrize(
    ("encoding", "shown"), [("utf-8", "反向传播"), ("gbk", "反向传播"), ("ascii", "????")]
)
def test_chinese_is_written_where_the_encoding_has_it(
    process: Process, encoding: str, shown: str
) -> None:
    result = process("examples", environment={"PYTHONIOENCODING": encoding})
    assert (result.returncode, result.stderr) == (0, b"")
    assert shown in result.stdout.decode(encoding)


def test_names_stand_out_where_there_are_colours_and_nowhere_else(process: Process) -> None:
    assert b"\x1b[" not in process("examples").stdout
    assert b"\x1b[1mxor" in process("examples", environment={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize("name", gallery())
def test_an_example_is_printed_byte_for_byte(invoke: Invoke, name: str) -> None:
    result = invoke("examples", name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == gallery()[name].read_bytes()


def test_the_data_of_an_example_is_printed_too(invoke: Invoke) -> None:
    result = invoke("examples", "data/iris.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == data_files()["data/iris.csv"].read_bytes()


def test_the_bytes_do_not_depend_on_the_terminal_s_encoding(process: Process) -> None:
    result = process("examples", "charlotte77", environment={"PYTHONIOENCODING": "ascii"})
    assert result.stdout == gallery()["charlotte77"].read_bytes()


def test_a_saved_example_runs_to_the_same_tables_under_its_own_name(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_bytes(invoke("examples", "rgu").stdout_bytes)
    mine, built_in = (invoke("run", name).stdout for name in ("mine.yaml", "rgu"))
    assert "mine.yaml" in mine
    assert mine.replace("mine.yaml", "built-in rgu") == built_in


def test_a_changed_copy_in_the_folder_is_named_in_the_header_of_a_run(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "rgu.yaml").write_bytes(invoke("examples", "rgu").stdout_bytes + b"# mine\n")
    assert "built-in rgu, not ./rgu.yaml" in invoke("run", "rgu").stdout
    assert "not ./rgu.yaml" not in invoke("run", "rgu.yaml").stdout


@pytest.mark.parametrize(
    ("name", "hint"),
    [("mazr", '; did you mean "mazur"?'), ("xor.yaml", '; did you mean "xor"?'), ("lstm", "")],
)
def test_an_unknown_name_is_answered_with_the_nearest_and_with_all(
    invoke: Invoke, name: str, hint: str
) -> None:
    result = invoke("examples", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f'bptrace: no example is called "{name}"{hint}\n\nknown: {", ".join(gallery())}\n'
    )


def test_every_example_of_the_help_works(invoke: Invoke) -> None:
    examples = [line.split() for line in EXAMPLES.splitlines() if line.startswith("  bptrace")]
    assert len(examples) >= 2
    for _, *arguments in examples:
        result = invoke(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
