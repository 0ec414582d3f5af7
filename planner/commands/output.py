"""How every verb answers: one JSON object or text on standard output, everything else on standard error."""

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec

import click

from planner.errors import BadInput, Diagnostic, InternalError, QuarterdeckError

DONE, NEGATIVE, BAD_INPUT, INTERNAL = 0, 1, 2, 3

P = ParamSpec("P")

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def say(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo(message, err=True)


def emit(payload: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Print the answer, as JSON for programs or as text for people."""
    click.echo(json.dumps(payload, ensure_ascii=False, allow_nan=False) if as_json else text)


def diagnostic_line(diagnostic: Diagnostic, file: str = "") -> str:
    """One finding as editors understand it: file:line: severity: path: message."""
    place = ":".join(str(part) for part in (file, diagnostic.line) if part)
    return ": ".join(
        part for part in (place, diagnostic.severity, diagnostic.path, diagnostic.message) if part
    )


def read_file(path: Path) -> bytes:
    """The content of an input file; BadInput with a sentence when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error


def expect_writable(path: Path) -> None:
    """Before long work: BadInput with a sentence when its result could not be written."""
    if path.is_dir():
        raise BadInput(f"{path} cannot be written: it is a folder")
    if not path.parent.is_dir():
        raise BadInput(f"{path} cannot be written: there is no folder {path.parent}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise BadInput(f"{path} cannot be written: it is read-only")


def write_file(path: Path, content: bytes) -> None:
    """Write a result; BadInput with a sentence when the place cannot be written to."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error


def answers(verb: Callable[P, int | None]) -> Callable[P, None]:
    """Turn a verb's return value and our errors into exit codes. With --json, errors are JSON too."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = verb(*args, **kwargs)
        except QuarterdeckError as error:
            _report(error, as_json=bool(kwargs.get("as_json")))
            code = INTERNAL if isinstance(error, InternalError) else BAD_INPUT
        except Exception as error:
            if os.environ.get("QUARTERDECK_DEBUG"):
                raise
            _report(
                InternalError(f"an error of ours: {type(error).__name__}: {error}"),
                as_json=bool(kwargs.get("as_json")),
            )
            code = INTERNAL
        sys.exit(code or DONE)

    return run


def _report(error: QuarterdeckError, *, as_json: bool) -> None:
    diagnostics = error.diagnostics if isinstance(error, BadInput) else ()
    say(f"quarterdeck: {error.message}")
    for diagnostic in diagnostics:
        say("  " + diagnostic_line(diagnostic))
    if as_json:
        rows = [
            {"severity": d.severity, "path": d.path, "line": d.line, "message": d.message}
            for d in diagnostics
        ]
        click.echo(json.dumps({"error": error.message, "diagnostics": rows}, ensure_ascii=False))
