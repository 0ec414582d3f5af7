"""The verbs `validate`, `import` and `schema`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from planner.commands.files import file_argument, file_option
from planner.commands.output import (
    BAD_INPUT,
    DONE,
    answers,
    diagnostic_line,
    emit,
    json_option,
    read_file,
    say,
    write_file,
)
from planner.document import json_schema, read_portfolio, write_yaml
from planner.document.changes import changes_schema
from planner.errors import BadInput, Diagnostic, LimitExceeded
from planner.services.import_formats import FORMATS, import_files


@click.command("validate")
@file_argument("file")
@json_option
@answers
def validate_command(file: Path, as_json: bool) -> int:
    """Check the portfolio in FILE and say everything that is wrong with it."""
    try:
        diagnostics = read_portfolio(read_file(file), filename=str(file)).warnings
        valid = True
    except (BadInput, LimitExceeded) as error:
        found = error.diagnostics if isinstance(error, BadInput) else ()
        diagnostics, valid = found or (Diagnostic("error", "", error.message),), False
    lines = [diagnostic_line(d, str(file)) for d in diagnostics]
    verdict = f"{file} is valid" if valid else f"{file} is not valid"
    rows = [asdict(d) for d in diagnostics]
    emit({"valid": valid, "diagnostics": rows}, "\n".join([*lines, verdict]), as_json=as_json)
    return DONE if valid else BAD_INPUT


@click.command("import")
@file_argument("path")
@click.option("--format", "format_name", required=True, help=f"One of: {', '.join(FORMATS)}.")
@file_option("-o", "--output", required=True, help="Portfolio to write.")
@json_option
@answers
def import_command(path: Path, format_name: str, output: Path, as_json: bool) -> int:
    """Convert another tool's files at PATH (a folder, a zip file or one file) to a portfolio document.

    csv and xlsx: tables of projects and of people, as `paste` takes them. jira: issues as Jira exports them.
    """
    outcome = import_files(path, format_name)
    portfolio = outcome.portfolio
    write_file(output, write_yaml(portfolio).encode())
    for warning in outcome.warnings:
        say(f"  {warning}")
    counts = {
        "projects": len(portfolio.projects),
        "people": len(portfolio.people),
        "pools": len(portfolio.pools),
    }
    text = ", ".join(f"{count} {kind}" for kind, count in counts.items()) + f" written to {output}"
    emit(counts | {"warnings": list(outcome.warnings)}, text, as_json=as_json)
    return DONE


@click.command("schema")
@click.option(
    "--of",
    "kind",
    type=click.Choice(["portfolio", "changes"]),
    default="portfolio",
    show_default=True,
    help="Kind of document.",
)
@json_option
@answers
def schema_command(kind: str, as_json: bool) -> int:
    """Print the JSON schema of portfolio documents, or of changes documents."""
    schema = json_schema() if kind == "portfolio" else changes_schema()
    emit(schema, json.dumps(schema, indent=2, ensure_ascii=False), as_json=as_json)
    return DONE
