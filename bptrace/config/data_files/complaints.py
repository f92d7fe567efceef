"""What is wrong with a file beside a config: several things at once, and not ten thousand."""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.problems.problem import Finding, Path, Place

MOST = 10


class Unusable(Exception):  # noqa: N818  # as in "the file is unusable"; it never reaches a user
    """A file cannot be used, and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)


class Complaints:
    """Findings as they are made; raises Unusable with the tenth. path: of what names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._findings: list[Finding] = []

    def about(self, kind: str, place: Place, **data: object) -> None:
        """Something in the file itself, with its place there."""
        self._add(Finding(kind, self._path, data, place=place))

    def about_config(self, kind: str, path: Path, **data: object) -> None:
        """Something that the config says about the file."""
        self._add(Finding(kind, path, data))

    def _add(self, finding: Finding) -> None:
        self._findings.append(finding)
        if len(self._findings) == MOST:
            self.check()

    def check(self) -> None:
        """Raises Unusable where there is any finding."""
        if self._findings:
            raise Unusable(self._findings)
