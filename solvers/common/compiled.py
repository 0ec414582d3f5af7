"""How kernels are compiled, and where the compiled code is kept."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import types

ROOT = Path(__file__).parents[1]


def use_own_cache() -> None:
    """Keep compiled code in a folder named after the sources it was made from.

    numba notices a change of a function's own file but not of the functions that it has inlined from other files, and
    would go on running the old code. With one folder for each state of the sources that cannot happen. A cache
    folder that the environment names (NUMBA_CACHE_DIR) is left alone.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    digest = hashlib.sha256()
    for path in sorted(ROOT.rglob("*.py")):
        digest.update(path.read_bytes())
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "quarterdeck" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"quarterdeck-{os.getuid()}" / digest.hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
    setattr(numba.config, "CACHE_DIR", str(folder))  # noqa: B010 - the module makes its settings at run time


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function without the interpreter's lock and keep the code: once for the types of its arguments.

    numba would compile it once more for each constant that a compiled caller passes, with all that it calls.
    """
    return _of_types(numba.njit(cache=True, nogil=True)(function))


def part(function: Callable[..., Any]) -> Any:
    """A kernel with one caller, which takes its code in: on its own it would be compiled a second time for nothing."""
    return _of_types(numba.njit(cache=True, nogil=True, inline="always")(function))


def _of_types(dispatcher: Any) -> Any:
    resolve: Callable[..., Any] = dispatcher.get_call_template
    unliteral: Callable[[Any], Any] = types.unliteral

    def of_types(args: Any, kws: Any) -> Any:
        return resolve(tuple(map(unliteral, args)), {name: unliteral(kind) for name, kind in kws.items()})

    dispatcher.get_call_template = of_types
    return dispatcher
