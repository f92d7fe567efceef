"""Problems -> the text that a user reads.

mynet.yaml:7:17: layers.1.activation (layer 2, the output): unknown activation "sigmod"

  6 |   - units: 2
  7 |     activation: sigmod
    |                 ^^^^^^ did you mean "sigmoid"?

known: identity, sigmoid, tanh, relu
"""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.problems.describe import Counted, about, clean, dotted, particulars, quoted
from bptrace.problems.english import ENGLISH, PHRASES
from bptrace.problems.excerpt import excerpt, lines_of
from bptrace.problems.problem import Finding, Problem

MOST_SHOWN = 20


def show_problems(problems: Sequence[Problem]) -> str:
    """All of them, or the first twenty, and how many there are."""
    shown = [show_problem(each) for each in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        shown.append(PHRASES["more"].format(count=len(problems) - MOST_SHOWN))
    if len(problems) > 1:
        origins = {each.place.origin for each in problems}
        phrase = PHRASES["problems in" if len(origins) == 1 else "problems"]
        origin = clean(problems[0].place.origin)
        shown.append(phrase.format(count=Counted(len(problems)), origin=origin))
    return "\n\n".join(shown)


def show_problem(problem: Problem) -> str:
    """One problem: what and where, the line with a caret, and what helps."""
    finding, place = problem.finding, problem.place
    words, data = ENGLISH[finding.kind], particulars(finding)
    headline = words.headline.format_map(data)
    hint = words.caret.format_map(data) or _did_you_mean(finding)
    path = finding.path[:-1] if finding.at == "parent" else finding.path
    subject = "" if finding.place is not None else _subject(path, problem.layers)
    parts = [clean(place.origin), subject, headline]
    blocks = []
    if place.text is None:
        parts[-1] = f"{headline}; {hint}" if hint else headline
    else:
        lines = lines_of(place)
        parts[0] += f":{lines.line}:{lines.column}"
        blocks.append("\n".join(excerpt(lines, hint)))
    below = [words.below.format_map(data), _known(finding)]
    return "\n\n".join([": ".join(filter(None, parts)), *blocks, *filter(None, below)])


def _subject(path: Sequence[str | int], layers: int) -> str:
    what = about(tuple(path), layers)
    return f"{dotted(tuple(path))} ({what})" if what else dotted(tuple(path))


def _did_you_mean(finding: Finding) -> str:
    near, meant = finding.data.get("near"), finding.data.get("meant")
    if isinstance(near, list) and near:
        return PHRASES["near"].format(near=quoted(near))
    if isinstance(meant, list) and meant:
        return PHRASES["near"].format(near=PHRASES["or"].join(meant))
    return ""


def _known(finding: Finding) -> str:
    known = finding.data.get("known")
    if not isinstance(known, list | tuple) or not known:
        return ""
    return PHRASES["known"].format(known=PHRASES["comma"].join(map(str, known)))
