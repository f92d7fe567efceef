"""Numbers under `expected`: their digits, moments, tolerances and signs, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.json import decode

import bptrace
from bptrace.config import load
from bptrace.config.claims import Claim, claims_of
from bptrace.errors import ConfigError
from bptrace.trace.formats import Writer
from bptrace.trace.selection import ALL
from bptrace.trace.writers import write_json, write_json_lines

NETWORK = """\
layers: [{units: 1, activation: sigmoid}]
samples: [{input: 1, target: 1}]
"""
AS_JSON = (
    '{"layers": [{"units": 1, "activation": "sigmoid"}], "samples": [{"input": 1, "target": 1}]'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def yaml_claims(expected: str) -> list[Claim]:
    Path("net.yaml").write_text(NETWORK + expected, encoding="utf-8")
    return list(claims_of(load("net.yaml").experiment))


def json_claims(expected: str) -> list[Claim]:
    Path("net.json").write_text(f'{AS_JSON}, "expected": {expected}}}', encoding="utf-8")
    return list(claims_of(load("net.json").experiment))


def dict_claims(expected: Mapping[object, object]) -> list[Claim]:
    data = {**json.loads(f"{AS_JSON}}}"), "expected": expected}
    return list(claims_of(load(data).experiment))


def digits(claims: Iterable[Claim]) -> list[str]:
    return [str(claim.number) for claim in claims]


def complaint(expected: str) -> str:
    """What a user reads about what is expected of a one-neuron network."""
    with pytest.raises(ConfigError) as caught:
        yaml_claims(expected)
    return str(caught.value)


@pytest.mark.parametrize("written", ["0.350", "-0.10", "0.511301270", "1.0", "7", "0E-9", "35E-6"])
def test_a_number_keeps_its_digits_from_yaml_and_from_json(written: str) -> None:
    (from_yaml,) = yaml_claims(f"expected: {{1: {{E: {written}}}}}")
    (from_json,) = json_claims(f'{{"1": {{"E": {written}}}}}')
    for claim in (from_yaml, from_json):
        assert claim.number.as_tuple() == Decimal(written).as_tuple()


def test_a_number_of_yaml_that_python_would_write_otherwise_is_the_same_number() -> None:
    claims = yaml_claims("expected: {E: +.50, net_o1: 0x10, out_o1: 1., eta: 1e1}")
    assert digits(claims) == ["0.50", "16", "1", "1E+1"]


def test_a_number_from_python_has_the_digits_that_it_needs() -> None:
    assert digits(dict_claims({"E": 0.1, 1: {"w1": 3, "b_o1": Decimal("0.350")}})) == [
        "0.1",
        "3",
        "0.350",
    ]


def test_numbers_elsewhere_are_floats() -> None:
    yaml_claims("expected: {E: 0.350}")
    (sample,) = load("net.yaml", assignments=["samples.0.input=0.350"]).experiment.samples
    assert type(sample.input) is float


@pytest.mark.parametrize("write", [write_json, write_json_lines])
def test_the_header_of_a_trace_writes_the_digits_as_they_were(write: Writer) -> None:
    yaml_claims("expected: {1: {E: 0.350}, after: {2: {E: 0.10}}}\niterations: 2")
    written: list[bytes] = []
    write(bptrace.run("net.yaml"), ALL, written.append)
    assert b'"expected":{"1":{"E":0.350},"after":{"2":{"E":0.10}}}' in b"".join(written)


def test_a_header_s_config_claims_the_same_again() -> None:
    yaml_claims("expected: {1: {E: 0.350}}\niterations: 0")
    written: list[bytes] = []
    write_json_lines(bptrace.run("net.yaml"), ALL, written.append)
    config = written[0].partition(b'"config":')[2].partition(b',"conventions"')[0]
    assert decode(config)["expected"] == {"1": {"E": 0.35}}
    Path("again.json").write_bytes(config)
    assert digits(claims_of(load("again.json").experiment)) == ["0.350"]


def test_bare_names_are_of_iteration_1() -> None:
    bare = yaml_claims("expected: {E: 0.5}")
    assert [(each.moment, each.iteration, each.name) for each in bare] == [("during", 1, "E")]


def test_claims_name_their_moment() -> None:
    claims = yaml_claims("expected: {3: {E: 0.5}, after: {0: {E: 0.6}, 20: {E_all: 0.7}}}")
    assert [(each.moment, each.iteration, each.name) for each in claims] == [
        ("during", 3, "E"),
        ("after", 0, "E"),
        ("after", 20, "E_all"),
    ]


def test_a_claim_knows_where_it_is_written() -> None:
    claims = yaml_claims("expected: {E: 0.5, 2: {E: 0.5}, after: {3: {E: 0.5}}}")
    assert [each.path for each in claims] == [
        ("expected", "E"),
        ("expected", "2", "E"),
        ("expected", "after", "3", "E"),
    ]


def test_a_tolerance_is_of_its_block_only() -> None:
    claims = yaml_claims("expected: {tolerance: 0.1, E: 0.5, 2: {E: 0.5}, 3: {tolerance: 1, E: 2}}")
    assert [each.tolerance for each in claims] == [0.1, None, 1.0]


def test_the_sign_of_a_block_is_of_its_deltas_only() -> None:
    claims = yaml_claims(
        "expected: {1: {conventions: {delta: negative}, delta_o1: 1, E: 1}, 2: {delta_o1: 1}}"
    )
    assert [each.sign for each in claims] == [-1, 1, 1]


@pytest.mark.parametrize(
    ("name", "sign"), [("δ_o1", -1), ("δo1", -1), ("∂E/∂net_o1", 1), ("dE/dnet_o1", 1)]
)
def test_the_sign_is_that_of_delta_however_it_is_spelled(name: str, sign: int) -> None:
    """Books differ in what they call δ; there is but one derivative."""
    (claim,) = dict_claims({"conventions": {"delta": "negative"}, name: 1})
    assert claim.sign == sign


def test_a_positive_delta_is_what_goes_without_saying() -> None:
    (claim,) = yaml_claims("expected: {conventions: {delta: positive}, delta_o1: 1}")
    assert claim.sign == 1


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("{E: yes}", 'expected.E: expected a number, found the text "yes"'),
        ("{E: 'half'}", 'expected.E: expected a number, found the text "half"'),
        ("{E: true}", "expected.E: expected a number, found true"),
        ("{E: [1]}", "expected.E: expected a number, found a list of 1 entry"),
        ("{1: {E: .nan}}", "expected.1.E: expected a finite number, found nan"),
        ("{1: {E: 1e999}}", "expected.1.E: expected a finite number, found infinity"),
        ("{1: }", "expected.1: expected names and their numbers, such as {E: 0.298}"),
        ("{after: 3}", "expected.after: expected names and their numbers"),
        ("{first: {E: 1}}", 'expected.first: "first" is no iteration: expected a number from 1 up'),
        ("{0: {E: 1}}", 'expected.0: "0" is no iteration: expected a number from 1 up'),
        ("{after: {x: {E: 1}}}", 'expected.after.x: "x" is no number of updates'),
        ("{1: {tolerance: -1}}", "expected.1.tolerance: expected 0 or more, found -1.0"),
        ("{1: {tolerance: big}}", "expected.1.tolerance: expected a number, found the text"),
        ("{conventions: 1}", "expected.conventions: expected {delta: negative} or"),
        ("{conventions: {delta: -1}}", "expected.conventions.delta: expected {delta: negative} or"),
        ("{conventions: {dleta: negative}}", 'unknown key "dleta"'),
        ("{conventions: {delta: negativ}}", 'unknown delta "negativ"'),
    ],
)
def test_what_cannot_be_a_claim_is_refused(expected: str, said: str) -> None:
    assert said in complaint(f"expected: {expected}")


def test_a_misspelt_convention_is_answered_with_the_right_one() -> None:
    assert complaint("expected: {1: {conventions: {delta: negativ}}}") == (
        'net.yaml:3:37: expected.1.conventions.delta: unknown delta "negativ"\n\n'
        "  2 | samples: [{input: 1, target: 1}]\n"
        "  3 | expected: {1: {conventions: {delta: negativ}}}\n"
        '    |                                     ^^^^^^^ did you mean "negative"?\n\n'
        "known: positive, negative"
    )


def refusal(expected: str) -> str:
    """What a user reads once the network is known."""
    Path("net.yaml").write_text(NETWORK + expected, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        bptrace.run("net.yaml")
    return str(caught.value)


def test_a_name_that_no_value_has_is_answered_with_those_that_are_near() -> None:
    assert refusal("expected:\n  1:\n    detla_o1: 0.5\n    E: 0.5\n") == (
        'net.yaml:5:5: expected.1.detla_o1: no value is called "detla_o1"\n\n'
        "  4 |   1:\n"
        "  5 |     detla_o1: 0.5\n"
        '    |     ^^^^^^^^ did you mean "delta_o1" or "net_o1"?'
    )


def test_every_unknown_name_is_reported() -> None:
    said = refusal("expected: {x: 1, 2: {y: 1}, after: {3: {z: 1}}}")
    assert [name for name in "xyz" if f'no value is called "{name}"' in said] == ["x", "y", "z"]
    assert said.endswith("3 problems in net.yaml")


def test_what_an_iteration_makes_of_a_weight_is_the_weight_after_it() -> None:
    assert refusal("expected: {after: {1: {w1_new: 0.5}}}") == (
        "net.yaml:3:24: expected.after.1.w1_new: w1_new belongs to an iteration\n\n"
        "  2 | samples: [{input: 1, target: 1}]\n"
        "  3 | expected: {after: {1: {w1_new: 0.5}}}\n"
        "    |                        ^^^^^^ after so many updates it is called w1"
    )


def test_a_name_can_be_expected_in_any_spelling() -> None:
    config = json.loads(f"{AS_JSON}}}")
    claims = {"∂E/∂w₁": 0.5, "i1:o1": 0.1, "w1⁺": 0.5, "E_total": 1, "δ_o1": 2}
    trace = bptrace.run({**config, "expected": claims})
    assert [trace[1][each.name] for each in claims_of(trace.experiment)] == [
        trace[1][name] for name in ("dE_dw1", "w1", "w1_new", "E", "delta_o1")
    ]


def test_a_weight_after_its_update_is_known_in_any_spelling() -> None:
    said = refusal('expected: {after: {1: {"i1:o1+": 0.5}}}')
    assert "i1:o1+ belongs to an iteration" in said
    assert said.endswith("after so many updates it is called w1")


def test_names_of_the_config_s_own_can_be_expected() -> None:
    config = json.loads(f"{AS_JSON}}}")
    config["layers"][0]["names"] = {"neurons": ["sum"], "weights": ["w31"]}
    claims = {"net_sum": 0.5, "dE_dw31": 0.1, "after": {1: {"w31": 0.5}}}
    trace = bptrace.run({**config, "expected": claims})
    assert [each.name for each in claims_of(trace.experiment)] == ["net_sum", "dE_dw31", "w31"]


def test_a_misspelt_name_in_a_large_network_is_refused_before_anything_is_compiled() -> None:
    config = {
        "layers": [{"units": 100, "activation": "relu", "weights": {"init": "zeros"}}],
        "samples": [{"input": [0.0] * 330, "target": [0.0] * 100}],
        "expected": {"net_o0": 1},
    }
    with pytest.raises(ConfigError, match='no value is called "net_o0"'):
        bptrace.run(config)
