"""Write docs/reference from the code: limits, command line, the portfolio document's schema."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import click

from planner.cli import main as cli
from planner.document import json_schema
from planner.document.changes import changes_schema
from planner.domain import limits

FOLDER = Path(__file__).parent / "reference"


def limits_page() -> str:
    """The table of limits; the text beside each comes from the module itself."""
    tree = ast.parse(Path(limits.__file__).read_text())
    lines = ["# Limits", "", "| limit | value | of |", "|---|---|---|"]
    for statement, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(statement, ast.Assign) and isinstance(after, ast.Expr):
            name = statement.targets[0]
            assert isinstance(name, ast.Name)
            assert isinstance(after.value, ast.Constant)
            lines.append(f"| `{name.id}` | {getattr(limits, name.id):,} | {after.value.value} |")
    return "\n".join(lines) + "\n"


def command_page() -> str:
    """The help of every verb."""
    parts = ["# Command line", ""]
    context = click.Context(cli, info_name="quarterdeck")
    for name, command, inner in _commands(cli, context):
        parts += [f"## {name}", "", "```", command.get_help(inner), "```", ""]
    return "\n".join(parts)


def _commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every verb below a group, with its full name."""
    for verb in group.list_commands(context):
        command = group.get_command(context, verb)
        assert command is not None
        inner = click.Context(command, info_name=verb, parent=context)
        if isinstance(command, click.Group):
            yield from ((f"{verb} {name}", c, i) for name, c, i in _commands(command, inner))
        else:
            yield verb, command, inner


def write() -> None:
    """Write all pages."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "limits.md").write_text(limits_page())
    (FOLDER / "command-line.md").write_text(command_page())
    schema = json.dumps(json_schema(), indent=1, ensure_ascii=False)
    (FOLDER / "portfolio.schema.json").write_text(schema + "\n")
    schema = json.dumps(changes_schema(), indent=1, ensure_ascii=False)
    (FOLDER / "changes.schema.json").write_text(schema + "\n")


if __name__ == "__main__":
    write()
