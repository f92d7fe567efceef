"""The README's tables of formulas say what the records say, one line a record.

`BPTRACE_REWRITE_GOLDEN=1 pytest tests/documents` writes them anew.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import get_args

import pytest

from bptrace.config.experiment import ActivationName, LossName, OptimizerName, ScheduleName
from tests.documents.formulas import formula_tables
from tests.test_readme import README, REWRITE


@pytest.mark.parametrize("table", formula_tables(), ids=lambda table: table.split()[1])
def test_a_table_of_formulas_is_the_one_that_the_records_give(table: str) -> None:
    head, *_ = table.splitlines()
    text = README.read_text(encoding="utf-8")
    (written,) = re.findall(rf"^{re.escape(head)}\n(?:\|.*\n)+", text, re.MULTILINE)
    if REWRITE:
        README.write_text(text.replace(written, table + "\n"), encoding="utf-8")
    else:
        assert written == table + "\n"


def test_every_name_that_a_config_may_have_has_a_line_with_a_formula() -> None:
    text = "\n".join(formula_tables())
    names = chain.from_iterable(
        map(get_args, (ActivationName, LossName, OptimizerName, ScheduleName))
    )
    for name in names:
        assert re.search(rf"^\| `{name}` \| .*(net|out|[wη]⁺? = )", text, re.MULTILINE), name
