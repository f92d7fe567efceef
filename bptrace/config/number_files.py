"""What files with somebody's numbers have in common, whoever reads them: names and signs.

{"iteration": 1, "values": {"w5": 0.4}}      JSON Lines
iteration,name,value                         CSV, one value a line
iteration,w5,w6                              CSV, one iteration a line
w5 = 0.4                                     lines; `iteration = 2` says of which they are
"""

from __future__ import annotations

import re

ITERATION, NAME, VALUE, VALUES, RECORD = "iteration", "name", "value", "values", "record"
BESIDE = frozenset({"record", "epoch", "sample", "samples", "phase", "layer", "not_finite"})
"""Keys and columns that a trace has beside the values of an iteration."""
ASSIGNMENT = re.compile(r"\s*(?P<name>[^=\s](?:[^=]*[^=\s])?)\s*=\s*(?P<value>\S.*?)\s*")
COMMENT = "#"
