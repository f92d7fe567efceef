"""What a program looks like: names, comments, functions, and what is refused."""

from __future__ import annotations

import ast
import re
from typing import Any, get_args

import pytest

import bptrace
from bptrace.errors import InputError
from bptrace.programs.code import LanguageName
from tests.programs.languages import LANGUAGES, PYTHON, STRICT, Language, needs_gcc, run_c
from tests.programs.running import check_printed
from tests.support.networks import dense, worked_example

NAMES = [
    *("int", "double", "lambda", "var", "let", "class", "exp", "log", "square", "main", "printf"),
    *("iteration", "ITERATIONS", "sigmoid", "net", "math", "np", "torch", "NAN", "print", "E_o1"),
    *("samples", "sample", "arguments", "name", "top", "yield", "match", "None", "NULL", "relu"),
]


def named(names: list[str]) -> dict[str, Any]:
    """A network whose weights have those names."""
    config = dense(len(names), 1, iterations=2)
    config["layers"][0]["names"] = {"weights": names}
    config["layers"][0]["weights"] = [0.1 * n for n in range(len(names))]
    return config


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_name_of_a_network_becomes_one_that_the_language_allows(language: Language) -> None:
    names = [each for each in NAMES if each != "E_o1"]
    trace = bptrace.run(named(names))
    text = bptrace.code(trace, to=language.name)
    check_printed(language.run(text), trace, 2, relative=1e-10)


@needs_gcc
def test_a_compiler_that_is_given_no_standard_defines_more() -> None:
    trace = bptrace.run(named(["M_PI", "M_E", "M_SQRT1_2", "MAXFLOAT", "unix"]))
    check_printed(run_c(bptrace.code(trace, to="c"), STRICT), trace, 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "title",
    [
        "ends */ here /* and begins ??/",
        'in """quotes""" and \\',
        "two\nlines\r and \u2028 a third",
        "第一步\u202e和\x00",
        "import os; ${x} `y`",
    ],
)
def test_a_title_is_a_comment_whatever_is_in_it(title: str, language: Language) -> None:
    trace = bptrace.run(worked_example(title=title, source=title, iterations=1))
    text = bptrace.code(trace, to=language.name)
    check_printed(language.run(text), trace, 1, relative=1e-10)


@pytest.mark.parametrize("to", get_args(LanguageName))
def test_a_program_is_the_same_each_time(to: LanguageName) -> None:
    assert bptrace.code("iris" if to != "c" else "xor", to=to) == bptrace.code(
        "iris" if to != "c" else "xor", to=to
    )


@pytest.mark.parametrize("to", ["python", "numpy", "torch"])
@pytest.mark.parametrize("name", ["mazur", "three-layers", "batch", "softmax", "rgu"])
def test_python_is_laid_out_as_people_do(name: str, to: LanguageName) -> None:
    if (name, to) == ("rgu", "torch"):
        pytest.skip("there is no such program")
    text = bptrace.code(name, to=to)
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 100
    assert text.endswith("\n")
    assert not re.search(r"\n\n\n\n| \n", text)


def test_the_worked_example_reads_like_its_hand_calculation() -> None:
    lines = bptrace.code("mazur").splitlines()
    steps = [line.strip() for line in lines]
    wanted = [
        "net_h1 = w1 * i1 + w2 * i2 + b1",
        "out_h1 = sigmoid(net_h1)",
        "E_o1 = 0.5 * square(target_o1 - out_o1)",
        "delta_o1 = dE_dout_o1 * dout_o1_dnet_o1",
        "dE_dw5 = delta_o1 * out_h1",
        "dE_dout_h1 = delta_o1 * w5 + delta_o2 * w7",
        "w5_new = w5 - eta * dE_dw5",
    ]
    assert [each for each in steps if each in wanted] == wanted


def test_numpy_reads_like_a_textbook() -> None:
    text = bptrace.code("mazur", to="numpy")
    for line in (
        "net_h = W_h @ i + b_h",
        "dout_o_dnet_o = out_o * (1 - out_o)",
        "dE_dW_o = np.outer(delta_o, out_h)",
        "dE_dout_h = delta_o @ W_o",
        "W_o_new = W_o - eta * dE_dW_o",
    ):
        assert f"    {line}\n" in text
    batch = bptrace.code("batch", to="numpy")
    assert "    dE_dW_o = delta_o.T @ out_h / 3\n" in batch
    assert "    net_h = i @ W_h.T + b_h\n" in batch


@pytest.mark.parametrize("to", ["python", "c", "javascript"])
def test_a_function_is_defined_once_and_only_if_it_is_called(to: LanguageName) -> None:
    text = bptrace.code("deep-tanh", to=to)
    assert "sigmoid" not in text
    text = bptrace.code("mazur", to=to)
    assert len(re.findall(r"sigmoid\(\w* ?net\)\W*[:{]", text)) == 1


@pytest.mark.parametrize("to", ["python", "c", "javascript", "numpy"])
def test_a_form_that_is_safer_than_the_formula_says_so(to: LanguageName) -> None:
    config = worked_example(loss="binary_cross_entropy")
    text = bptrace.code(config, to=to)
    assert "in a form that keeps its digits and does not overflow" in text
    assert "-(target * ln(out) + (1 - target) * ln(1 - out))" in text


def test_two_activations_of_one_name_are_two_functions() -> None:
    config = worked_example(iterations=3)
    for layer, slope in zip(config["layers"], (0.1, 0.3), strict=True):
        layer["activation"] = {"name": "leaky_relu", "slope": slope}
        layer["weights"] = [[-1.0, 2.0], [0.5, -3.0]]
    trace = bptrace.run(config)
    text = bptrace.code(trace)
    assert text.count("def leaky_relu") == 2
    check_printed(PYTHON.run(text), trace, 3)


def test_a_program_that_nobody_would_read_is_refused_with_another_way() -> None:
    for to in ("python", "c", "javascript"):
        with pytest.raises(InputError, match=r"7,\d\d\d lines.*--to numpy"):
            bptrace.code("digits", to=to)


def test_an_order_that_would_be_too_long_a_table_is_refused() -> None:
    with pytest.raises(InputError, match="--iterations 10000 is the most"):
        bptrace.code("xor", iterations=10_001)
    assert "10000" in bptrace.code("xor", iterations=10_000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"update_order": "sequential"}, "sequential"),
        ({"states": {"velocity_w1": 1.0}, "optimizer": {"name": "sgd", "momentum": 0.9}}, "begin"),
    ],
)
def test_what_pytorch_has_not_is_refused_with_the_reason(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InputError, match=f"{reason}.*--to numpy"):
        bptrace.code(worked_example(**changes), to="torch")


def test_floats_are_for_c_and_have_their_range() -> None:
    with pytest.raises(InputError, match="is for C"):
        bptrace.code("mazur", to="python", real="float")
    config = worked_example()
    config["layers"][0]["weights"][0][0] = 1e39
    with pytest.raises(InputError, match=r"1e\+39 is larger than any float"):
        bptrace.code(config, to="c", real="float")
    with pytest.raises(InputError, match="none of python, c"):
        bptrace.code("mazur", to="rust")  # type: ignore[arg-type]


@needs_gcc
def test_inputs_that_nothing_uses_leave_no_unused_variable() -> None:
    config = worked_example(iterations=1)
    config["layers"][0] |= {"mask": [[0, 1], [0, 1]], "weights": [[0, 0.2], [0, 0.3]]}
    config["layers"][1] |= {"trainable": False}
    trace = bptrace.run(config)
    check_printed(run_c(bptrace.code(trace, to="c")), trace, 1)


def test_a_number_of_a_small_machine_is_written_with_all_its_digits() -> None:
    config = worked_example(iterations=1)
    config["layers"][0]["weights"][0][0] = 0.12345678901
    text = bptrace.code(config, to="c", real="float")
    assert "w1 = 0.12345678901f;" in text
