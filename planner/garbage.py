"""Python's search for garbage, and when it only costs time."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0


@contextmanager
def no_collection() -> Iterator[None]:
    """Do not look for garbage while a block makes very many objects that all stay.

    The collector goes through all objects again and again while their number grows, which takes several times
    as long as making them. Blocks may overlap, also in several threads; the last one lets it look again.
    """
    global _pauses  # noqa: PLW0603  # the collector is the process's own
    with _lock:
        _pauses += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0:
                gc.enable()


def leave_alone_what_is_there() -> None:
    """Let the collector pass over all objects that are there now, as modules stay for the life of a process.

    With everything loaded, each of its full rounds would stop a request for a third of a second.
    """
    gc.collect()
    gc.freeze()
