"""Arguments and options of verbs that are paths of files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


def file_argument(name: str, *, required: bool = True, metavar: str | None = None) -> Callable[[F], F]:
    """A file or folder that the verb reads, by its place among the words."""
    return click.argument(name, type=PATH, required=required, metavar=metavar)


def files_argument(name: str, *, metavar: str | None = None) -> Callable[[F], F]:
    """One file or several that the verb reads, at the end of the words."""
    return click.argument(name, type=PATH, nargs=-1, required=True, metavar=metavar)


def file_option(
    *names: str,
    help: str,  # noqa: A002
    required: bool = False,
    multiple: bool = False,
) -> Callable[[F], F]:
    """A file or folder that the verb reads or writes, by name."""
    return click.option(*names, type=PATH, required=required, multiple=multiple, help=help)
