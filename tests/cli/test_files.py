"""Output files: whole or as they were, or whole lines at any time; packed, where called so."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TextIO

import pytest

from bptrace.cli.files import BETWEEN_WRITES, file_of_lines, whole_file
from bptrace.errors import Diverged, Interrupted

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs permissions, links, limits")


class OutOfOrderError(Exception):
    """Something that nobody expected."""


Opened = Callable[[Path], AbstractContextManager[TextIO]]


def write_and_raise(opened: Opened, file: Path, text: str, error: BaseException) -> None:
    with opened(file) as stream:
        stream.buffer.write(text.encode())
        raise error


def files_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_document_appears_when_it_is_complete(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old", encoding="utf-8")
    with whole_file(file) as stream:
        stream.write("new")
        stream.flush()
        assert file.read_text(encoding="utf-8") == "old"
    assert file.read_text(encoding="utf-8") == "new"
    assert files_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize("error", [OutOfOrderError, KeyboardInterrupt])
def test_a_document_that_is_not_completed_leaves_the_old_one(
    tmp_path: Path, error: type[BaseException]
) -> None:
    file = tmp_path / "page.html"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(error):
        write_and_raise(whole_file, file, "half of the n", error())
    assert file.read_text(encoding="utf-8") == "old"
    assert files_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize("ended", [Diverged(3, "E", float("inf")), Interrupted(2)])
def test_the_document_of_a_run_that_ended_early_is_complete(
    tmp_path: Path, ended: Exception
) -> None:
    file = tmp_path / "trace.json"
    with pytest.raises(type(ended)):
        write_and_raise(whole_file, file, "up to there", ended)
    assert file.read_text(encoding="utf-8") == "up to there"


@POSIX
def test_a_file_keeps_its_permissions_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "page.html", tmp_path / "link.html"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    with whole_file(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@POSIX
def test_a_device_is_written_to_as_it_is() -> None:
    with whole_file(Path(os.devnull)) as stream:
        stream.write("nothing")
    assert not Path(os.devnull).is_file()


def test_lines_are_there_while_they_are_written_and_each_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    line = "x" * 999 + "\n"
    with file_of_lines(file) as stream:
        for _ in range(BETWEEN_WRITES // 1000 + 1):
            stream.buffer.write(line.encode())
        written = file.read_text(encoding="utf-8")
        assert len(written) >= BETWEEN_WRITES
        assert set(written.splitlines(keepends=True)) == {line}


def test_an_error_in_the_middle_of_a_line_leaves_the_lines_before_it(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    with pytest.raises(OutOfOrderError):
        write_and_raise(file_of_lines, file, "one\ntwo\nthr", OutOfOrderError())
    assert file.read_text(encoding="utf-8") == "one\ntwo\n"


def test_a_last_line_without_an_end_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    with file_of_lines(file) as stream:
        stream.write("one\ntwo")
    assert file.read_text(encoding="utf-8") == "one\ntwo"


@pytest.mark.parametrize("opened", [whole_file, file_of_lines])
def test_a_name_that_ends_in_gz_is_packed_in_the_same_bytes(tmp_path: Path, opened: Opened) -> None:
    contents = []
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        with opened(tmp_path / name) as stream:
            stream.write("one\ntwo\n")
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]
    assert gzip.decompress(contents[0]) == b"one\ntwo\n"


LARGEST = 300_000


@POSIX
@pytest.mark.parametrize(
    ("format_", "left"), [("jsonl", True), ("csv", True), ("json", False), ("terminal", True)]
)
def test_a_full_disk_leaves_whole_lines_of_a_stream_and_nothing_of_a_document(
    tmp_path: Path, format_: str, left: bool
) -> None:
    """A file that may not grow beyond some size is a disk that is full."""
    done = subprocess.run(
        [
            sys.executable,
            *["-m", "bptrace", "run", "--show", "all", "--output", "out", "--format"],
            format_,
        ],
        cwd=tmp_path,
        capture_output=True,
        preexec_fn=_limited,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        b"bptrace: cannot write to out: File too large\n",
    )
    assert [each for each in files_in(tmp_path) if each != "out-metadata.json"] == ["out"] * left
    if left:
        written = (tmp_path / "out").read_bytes()
        assert written.endswith(b"\n")
        assert LARGEST / 2 < len(written) <= LARGEST


def _limited() -> None:
    # In the child, which must be told, not killed; there is neither on Windows.
    import resource  # noqa: PLC0415
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
