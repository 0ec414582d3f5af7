"""Make .venv with everything that requirements.lock names; standard library only, any Python from 3.11 on.

The packages are installed by uv, which is itself installed from the package index into .boot/; where that is not
possible, by venv and pip with the same checks. A stamp of the lock, the project file and the Python version skips
all of it when nothing has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "quarterdeck.stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fail(sentence: str) -> None:
    """End with one sentence for a person."""
    sys.exit(f"bootstrap: {sentence}")


def stamp() -> str:
    """What the environment was made from."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run(*command: str | Path) -> bool:
    """Run a command; whether it succeeded."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0


def uv() -> Path | None:
    """The uv program, installed into .boot/ when it is not there; None when that fails."""
    program = BOOT / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        quiet = ("--quiet", "--disable-pip-version-check", "--target", BOOT, "--upgrade")
        if not run(sys.executable, "-m", "pip", "install", *quiet, "uv"):
            return None
    return program if program.exists() else None


def install_with_uv(program: Path) -> bool:
    """Make the environment with uv."""
    flags = ("--system-certs", "--quiet", "--python", PYTHON)
    return (
        run(program, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        and run(program, "pip", "install", *flags, "--require-hashes", "--no-deps", "-r", LOCK)
        and run(program, "pip", "install", *flags, "--no-deps", "--editable", ROOT)
    )


def install_with_pip() -> bool:
    """Make the environment with venv and pip."""
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return run(*pip, "--require-hashes", "--no-deps", "-r", LOCK) and run(
        *pip, "--no-deps", "--editable", ROOT
    )


def main() -> None:
    """Make or keep the environment."""
    if sys.version_info < (3, 11):
        fail(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; try: make PYTHON=python3.12 setup"
        )
    wanted = stamp()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    print("bootstrap: installing packages into .venv", file=sys.stderr)
    try:
        program = None if os.environ.get("QUARTERDECK_BOOTSTRAP") == "pip" else uv()
        done = (program is not None and install_with_uv(program)) or install_with_pip()
    except OSError as error:
        fail(f"{error.filename or ROOT} cannot be written: {error.strerror}")
    if not done:
        fail("packages could not be installed; the lines above say why (is the package index reachable?)")
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
