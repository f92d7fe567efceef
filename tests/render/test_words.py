"""All words for people come from the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

import bptrace.render
from bptrace.algebra.notation import Form
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.network.activations import ACTIVATIONS
from bptrace.network.updates import HYPERPARAMETERS
from bptrace.render.documents.markdown import GLYPHS as MARKDOWN
from bptrace.render.documents.renderers import RENDERERS as FORMATS
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs, Typeset
from bptrace.render.signs.mathml_glyphs import MATHML
from bptrace.render.signs.tex_glyphs import TEX
from bptrace.render.words import Plural, Words
from bptrace.render.words.english import ENGLISH

FOLDER = Path(bptrace.render.__path__[0])
ROOMS = ("signs", "layout", "run", "explained", "documents", "checks")
RENDERERS = sorted(path for room in ROOMS for path in (FOLDER / room).glob("*.py"))
WORD = re.compile(r"[A-Za-z]{2,}")
PART_OF_A_NAME = re.compile(r"_?[a-z]+_")

ROLES = {"input", "weight", "bias", "net", "out", "delta", "local", "rate", "hyperparameter"}
"""What families are to the network: looked up, never shown."""
NAMES = {"dE", "delta", "eta", "new", "clipped", "decayed", "formula", "beta", *HYPERPARAMETERS}
"""Of values in the trace, of functions: the same in any language."""
MATHEMATICS = {"max", "ln", "if", "else", "inf", "nan", "sum", "pi", *PRIMITIVES, *ACTIVATIONS}
"""What formulas are written with, in any language."""


SIGNS = ("glyphs.py", "tex_glyphs.py", "mathml_glyphs.py")
MARKUP = re.compile(
    r"<[^<>]*>?"  # an element, or as much of it as stands before a value
    r"|&\w+;"
    r"|\\+[A-Za-z]+\*?(\[[^\]]*\])?(\{[^{}]*\})*"  # a command of TeX with what it takes
    r"|\{[a-z]*\}"  # a place to be filled
)
OF_MARKUP = {
    "markdown": {"text", "em"},
    "latex": {"pdflatex", "xelatex", "article", "ctexart", "scheme", "plain", "TeX", "program"}
    | {"pt"},
    "html": {"displaystyle", "true", "number", "result", "style", "css", "utf", "missing"},
    "renderers": {"bptrace", "render", "documents"},
    "formulas": {"body"},
    "typesetting": {"word", "count", "places", "letter", "other", "new", "zA"},
}
"""What a format is made of: of a command or an element, and names of signs."""


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The literals of a module that could be shown: no docstrings, no annotations, no patterns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    patterns = (node for node in ast.walk(tree) if _is_pattern(node))
    silent |= {id(part) for pattern in patterns for part in ast.walk(pattern)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in silent:
            assert isinstance(node, ast.Constant)
            yield node.lineno, str(node.value)


def _is_pattern(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"


@pytest.mark.parametrize("path", RENDERERS, ids=lambda path: path.stem)
def test_a_renderer_has_no_words_of_its_own(path: Path) -> None:
    if path.name in SIGNS:
        pytest.skip("signs, not words: held against the alphabet below")
    tones = {"plain", "quiet", "title", "result", "forward", "error", "gradient", "update"}
    colours = {"cyan", "red", "magenta", "green"}
    allowed = ROLES | NAMES | MATHEMATICS | (tones if path.name == "lines.py" else set())
    allowed |= colours if path.name == "terminal.py" else set()
    allowed |= set(FORMATS) | OF_MARKUP.get(path.stem, set())
    own = [
        (line, text)
        for line, text in _texts(path)
        if not allowed.issuperset(_words(path, text)) and not PART_OF_A_NAME.fullmatch(text)
    ]
    assert own == []


def _words(path: Path, text: str) -> list[str]:
    return WORD.findall(MARKUP.sub(" ", text) if path.stem in FORMATS else text)


def test_signs_are_signs_and_the_names_of_the_trace() -> None:
    names = NAMES | MATHEMATICS
    for glyphs in (UNICODE, ASCII):
        for value in structs.asdict(glyphs).values():
            assert names.issuperset(WORD.findall(_shown(value)))
    for glyphs in (TEX, MATHML, MARKDOWN):
        assert glyphs.typeset is not None
        for value in (*structs.asdict(glyphs).values(), *structs.asdict(glyphs.typeset).values()):
            assert names.issuperset(WORD.findall(MARKUP.sub(" ", _shown(value))))


def _shown(value: object) -> str:
    match value:
        case str():
            return value
        case dict():
            return " ".join(map(_shown, value.values()))
        case Form(template=template):
            return template.replace("{{", "{").replace("}}", "}")
        case _:
            return ""


def test_every_sign_is_used() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in RENDERERS)
    unused = [name for name in Glyphs.__struct_fields__ if f"glyphs.{name}" not in sources]
    unused += [
        name
        for name in Typeset.__struct_fields__
        if not re.search(rf"(signs|typeset)\.{name}\b", sources)
    ]
    assert unused == []


def test_a_catalogue_has_every_phrase_in_ascii() -> None:
    """A console that knows no other signs gets the catalogue as it is."""
    for name, phrase in structs.asdict(ENGLISH).items():
        texts = phrase.values() if isinstance(phrase, dict) else [phrase]
        for text in texts:
            forms = (text.one, text.many) if isinstance(text, Plural) else (text,)
            assert all(form.isascii() for form in forms), name


def test_every_phrase_is_used() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in RENDERERS)
    unused = [name for name in Words.__struct_fields__ if f"words.{name}" not in sources]
    assert unused == []


def test_a_count_has_its_singular() -> None:
    assert ENGLISH.samples.of(1) == "1 sample"
    assert ENGLISH.samples.of(4) == "4 samples"
