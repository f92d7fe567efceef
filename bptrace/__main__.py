"""`python -m bptrace`, the same as `bptrace`."""

# What `signal` wraps, which itself takes 10 ms to import.
import _signal  # type: ignore[import-not-found]  # it has no stubs
import atexit
import gc

# Until there is something to unwind, Ctrl-C ends the program at once: Python's own handler would
# show in the middle of which import it was pressed. Who ignores it, in the background, goes on to.
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

# Imports make many objects that stay until the end. To look through them for garbage on the way,
# and once more when all is done, takes one millisecond in six of a run.
gc.set_threshold(100_000)
atexit.register(gc.freeze)

from bptrace.cli import main  # noqa: E402 - after that

if __name__ == "__main__":
    main(prog_name="bptrace")
