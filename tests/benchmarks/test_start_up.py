"""What is known without a clock of how the command starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from bptrace.cli import main
try:
    main(["run", "--iterations", "2"])
finally:
    print([name for name in ("numpy", "pandas") if name in sys.modules], file=sys.stderr)
"""


def test_a_run_imports_no_numpy_even_where_there_is_one(tmp_path: Path) -> None:
    for name in ("numpy", "pandas"):
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        timeout=60,
        check=True,
        encoding="utf-8",
    )
    assert "out_h1" in done.stdout or "Forward" in done.stdout
    assert done.stderr == "[]\n"
