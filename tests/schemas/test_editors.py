"""What an editor finds: the line at the top of a config that names its schema, the schema beside
the gallery, and `$schema` in JSON.

`BPTRACE_REWRITE_GOLDEN=1 pytest tests/schemas` writes `configs/bptrace.schema.json` anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import bptrace
from bptrace.config import gallery
from bptrace.config.gallery import EDITOR_HINT, starter
from bptrace.config.reading import read_document
from bptrace.errors import ConfigError
from bptrace.schemas.published import schema_text
from tests.cli.conftest import Invoke
from tests.config.test_messages import cases
from tests.schemas.test_config import plain
from tests.schemas.validating import complaints
from tests.support.networks import worked_example

REWRITE = "BPTRACE_REWRITE_GOLDEN" in os.environ
CONFIGS = [*gallery().values(), starter()]
HINT = re.compile(r"^#\s+yaml-language-server\s*:.*?\$schema=(?P<file>\S+)")
"""As yaml-language-server reads it: up to the next space."""
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
COMMAND = re.compile(r"\(bptrace (?P<arguments>[^)]+)\)")


def named_in(text: str) -> str:
    """The schema that the first line of a config names."""
    hint = HINT.match(text)
    assert hint is not None
    return hint["file"]


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_a_config_that_comes_with_bptrace_begins_with_the_line_for_editors(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"{EDITOR_HINT}\n# ")
    assert text.count("yaml-language-server") == 1


@pytest.mark.parametrize("file", gallery().values(), ids=lambda file: file.stem)
def test_the_schema_that_it_names_lies_beside_it_and_is_the_one_of_configs(file: Path) -> None:
    schema = file.parent / named_in(file.read_text(encoding="utf-8"))
    if REWRITE:
        schema.write_text(schema_text("config"), encoding="utf-8", newline="\n")
    assert schema.read_text(encoding="utf-8") == schema_text("config")
    assert schema.stem not in gallery()


@pytest.mark.parametrize("arguments", [("init",), ("examples", "xor")])
def test_where_it_is_not_beside_a_config_the_line_says_how_to_make_it(
    invoke: Invoke, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    written = invoke(*arguments).stdout or (tmp_path / "mynet.yaml").read_text(encoding="utf-8")
    assert not (tmp_path / named_in(written)).exists()
    command = COMMAND.search(written.splitlines()[0])
    assert command is not None
    result = invoke(*command["arguments"].split())
    assert (result.exit_code, result.output) == (0, "")
    found = json.loads((tmp_path / named_in(written)).read_text(encoding="utf-8"))
    assert found == bptrace.schema("config")


def test_a_config_in_json_may_name_its_schema_as_editors_want_it(
    invoke: Invoke, tmp_path: Path
) -> None:
    config = {"$schema": "bptrace.schema.json", **worked_example()}
    (tmp_path / "net.json").write_text(json.dumps(config), encoding="utf-8")
    with_it = invoke("run", "net.json", "--iterations", "1", "--format", "jsonl").stdout
    (tmp_path / "net.json").write_text(json.dumps(worked_example()), encoding="utf-8")
    assert with_it == invoke("run", "net.json", "--iterations", "1", "--format", "jsonl").stdout


def test_where_the_schema_is_must_be_a_text() -> None:
    with pytest.raises(ConfigError, match=r"\$schema: expected a text, found 5"):
        bptrace.run({"$schema": 5, **worked_example()})
    assert complaints("config", {"$schema": 5, **worked_example()})


@pytest.mark.parametrize(
    ("config", "_message"),
    [*cases("structure.txt"), *((each.read_text(encoding="utf-8"), "") for each in CONFIGS)],
)
def test_an_editor_that_knows_no_draft_after_7_takes_and_refuses_the_same(
    tmp_path: Path, config: str, _message: str
) -> None:
    (tmp_path / "net.yaml").write_text(config, encoding="utf-8")
    data = plain(read_document(tmp_path / "net.yaml").data)
    older = Draft7Validator(bptrace.schema("config") | {"$schema": DRAFT_7})
    assert older.is_valid(data) == (complaints("config", data) == [])


@pytest.mark.parametrize("name", ["mynet.yaml", "mynet.json"])
def test_a_config_that_is_saved_has_nothing_for_editors(
    invoke: Invoke, tmp_path: Path, name: str
) -> None:
    """It may lie anywhere, and an editor would miss the schema there."""
    invoke("run", "xor", "--iterations", "1", "--save-config", name)
    assert "schema" not in (tmp_path / name).read_text(encoding="utf-8")
    assert "$schema" not in read_document(tmp_path / name).data
