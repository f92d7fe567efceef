"""What the fuzz takes from the tests of the command line."""

from tests.cli.conftest import invoke

__all__ = ["invoke"]
