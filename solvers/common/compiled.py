"""Where compiled kernels are kept."""

import hashlib
import os
import tempfile
from pathlib import Path

import numba

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
