"""`python -m bptrace`, the same as `bptrace`."""

from bptrace.cli import main

main(prog_name="bptrace")
