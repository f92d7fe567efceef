"""Where one number can come from -> JSON, with every digit."""

from __future__ import annotations

from msgspec import json

from bptrace.checking.search import Occurrence, Origins
from bptrace.render.checks.data.documents import Origin, OriginsOfNumber
from bptrace.render.words.mistakes import MistakesWords

ENCODER = json.Encoder(decimal_format="number")


def origins_json(mistakes: MistakesWords, source: str, origins: Origins) -> bytes:
    """One document."""
    nearest = origins.nearest
    document = OriginsOfNumber(
        source=source,
        value=origins.number,
        occurrences=[_origin(mistakes, each) for each in origins.occurrences],
        nearest=None if nearest is None else _origin(mistakes, nearest),
    )
    return json.format(ENCODER.encode(document), indent=2) + b"\n"


def _origin(mistakes: MistakesWords, occurrence: Occurrence) -> Origin:
    changes = occurrence.changes
    return Origin(
        when=occurrence.moment,
        iteration=occurrence.iteration,
        name=occurrence.name,
        value=occurrence.value,
        again=occurrence.again,
        factor=occurrence.factor,
        ids=[each.mistake for each in changes],
        title="; ".join(mistakes.title(each.mistake, each.about) for each in changes) or None,
    )
