"""What each kind of problem says, in English; a catalogue in another language has the same shape.

Braces are filled with a finding's data: {n:row|rows} is a number with its noun, a path is written
with dots. Every kind may also bring `near` (what was probably meant) and `known` (what there is):
they are said in the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.problems.english.claims import CLAIMS
from bptrace.problems.english.files import FILES
from bptrace.problems.english.mapping import MAPPING
from bptrace.problems.english.meaning import MEANING
from bptrace.problems.english.network import NETWORK
from bptrace.problems.english.phrases import NOTES, PHRASES
from bptrace.problems.english.reading import READING
from bptrace.problems.english.structure import STRUCTURE
from bptrace.problems.english.words import Words

__all__ = ["ENGLISH", "NOTES", "PHRASES"]

ENGLISH: Mapping[str, Words] = {
    **READING,
    **STRUCTURE,
    **FILES,
    **MEANING,
    **NETWORK,
    **MAPPING,
    **CLAIMS,
}
