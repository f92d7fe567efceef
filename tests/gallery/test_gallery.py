"""The gallery: what every example has, and that those which learn have learned."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import bptrace
from bptrace.config import gallery, load
from bptrace.config.gallery import starter, subject_of
from bptrace.render.lines import wide
from bptrace.trace.trace import Trace

NAMES = (
    *("and", "autoencoder", "charlotte77", "han-kamber", "mazur", "nand", "or", "rgu"),
    *("tanh-regression", "three-layers", "xor"),
)
LEARNED = {
    "and": 0.1,
    "or": 0.1,
    "nand": 0.1,
    "xor": 0.1,
    "autoencoder": 0.05,
    "three-layers": 0.05,
    "tanh-regression": 0.025,
}
"""How near every output comes to its target."""

ROOM_FOR_A_SUBJECT = 80 - len("tanh-regression   ")


def test_the_gallery_holds_what_the_readme_lists() -> None:
    assert tuple(gallery()) == NAMES


@pytest.mark.parametrize("file", [*gallery().values(), starter()], ids=lambda file: file.stem)
def test_an_example_has_a_title_a_source_and_comments(file: Path) -> None:
    experiment = load(file).experiment
    assert experiment.title
    assert experiment.source
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.count(" # ") >= 5, "comments beside the keys"
    assert max(map(wide, text.splitlines())) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_in_one_short_line_what_it_shows(name: str) -> None:
    assert 20 <= wide(subject_of(gallery()[name])) <= ROOM_FOR_A_SUBJECT


def worst(trace: Trace) -> float:
    """The largest distance of an output from its target, at the end."""
    results = trace.results(len(trace))
    return max(abs(each.target[name] - each.out[name]) for each in results for name in each.out)


@pytest.mark.parametrize("name", LEARNED)
def test_an_example_learns_every_sample(name: str) -> None:
    assert worst(bptrace.run(name)) < LEARNED[name]


def test_xor_is_the_article_s_second_program_and_ends_below_0_05() -> None:
    trace = bptrace.run("xor")
    hidden, output = trace.experiment.layers
    assert (trace.experiment.inputs, hidden.units, output.units) == (2, 5, 1)
    assert trace.experiment.optimizer == bptrace.run("mazur").experiment.optimizer
    assert trace.experiment.batch.order == "random"
    assert len(trace) == 10_000
    parameters = trace.parameters(0)
    assert len(parameters) == 5 * 2 + 5 + 2, "a weight a connection, a bias a layer"
    assert all(0 <= value < 1 for value in parameters.values())
    assert trace.error_of_all(len(trace)) < 0.05


def test_xor_never_trains_its_biases() -> None:
    trace = bptrace.run("xor")
    first, last = (trace.parameters(after) for after in (0, len(trace)))
    assert (first["b1"], first["b2"]) == (last["b1"], last["b2"])


def test_of_the_seeds_1_to_100_of_xor_97_learn() -> None:
    """As its comment says."""
    traces = (bptrace.run("xor", assignments=[f"seed={seed}"]) for seed in range(1, 101))
    stuck = [trace.experiment.seed for trace in traces if trace.error_of_all(len(trace)) >= 0.05]
    assert stuck == [15, 42, 72]
    comment = gallery()["xor"].read_text(encoding="utf-8").splitlines()[-1]
    assert "97" in comment
    assert "--seed 15" in comment


def test_with_seed_0_the_relu_neurons_of_three_layers_give_0_for_three_samples() -> None:
    """As its comment says."""
    trace = bptrace.run("three-layers", assignments=["seed=0"])
    last_epoch = trace.records(len(trace) - 3, len(trace))
    silent = [all(each[f"out_h2_{k}"] == 0 for k in (1, 2, 3)) for each in last_epoch]
    assert sorted(silent) == [False, True, True, True]


def test_the_charlotte77_config_is_mazur_s_network_told_in_chinese() -> None:
    mazur, chinese = (load(name).experiment for name in ("mazur", "charlotte77"))
    assert chinese.layers == mazur.layers
    assert chinese.samples == mazur.samples
    assert chinese.title == "一文弄懂神经网络中的反向传播法"


def test_the_starter_explains_every_key_at_the_top_level() -> None:
    text = starter().read_text(encoding="utf-8")
    keys = set(yaml.safe_load(text))
    of_a_run_before = {"start_from", "states"}
    all_keys = set(type(load(starter()).experiment).__struct_fields__)
    assert keys | {"inputs", "epochs"} | of_a_run_before == all_keys
    assert "or epochs:" in text
    assert "inputs are not listed" in text


def test_the_starter_runs_and_learns() -> None:
    trace = bptrace.run(starter())
    assert worst(trace) < 0.1
    assert trace[1]["net_h1"] == pytest.approx(0.6), "0.1·1 + 0.2·0 + 0.5, as it expects"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_example_with_a_changed_namesake_in_the_folder_says_which_one_it_is(
    folder: Path,
) -> None:
    changed = gallery()["mazur"].read_text(encoding="utf-8").replace("0.15", "0.16")
    (folder / "mazur.yaml").write_text(changed, encoding="utf-8")
    assert bptrace.run("mazur").origin.source == "built-in mazur, not ./mazur.yaml"
    assert bptrace.run("mazur")[1]["w1"] == 0.15
    assert bptrace.run("mazur.yaml").origin.source == "mazur.yaml"


def test_a_copy_that_was_not_changed_is_not_mentioned(folder: Path) -> None:
    (folder / "mazur.yaml").write_bytes(gallery()["mazur"].read_bytes())
    assert bptrace.run("mazur").origin.source == "built-in mazur"


def test_a_file_without_a_suffix_wins_and_is_called_a_file(folder: Path) -> None:
    (folder / "rgu").write_bytes(gallery()["mazur"].read_bytes())
    assert bptrace.run("rgu").origin.source == "./rgu"
