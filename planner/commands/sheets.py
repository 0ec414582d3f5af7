"""The verbs `paste` and `template`: portfolios to begin with."""

import datetime as dt
from pathlib import Path

import click

from planner.commands.files import file_option
from planner.commands.inputs import portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    emit,
    expect_writable,
    json_option,
    read_file,
    write_file,
)
from planner.document import write_yaml
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput


@click.command("paste")
@file_option("--projects", help="Cells of projects with their headings: CSV, or apart by tabs.")
@file_option("--people", help="Cells of people, likewise.")
@file_option("--into", help="Portfolio that they are added to; default: a new one.")
@click.option("--name", default="Pasted", show_default=True, help="Name of a new portfolio.")
@click.option("--change", is_flag=True, help="Change rows of names that are there; else they are refused.")
@file_option("-o", "--output", required=True, help="Portfolio to write.")
@json_option
@answers
def paste_command(
    projects: Path | None,
    people: Path | None,
    into: Path | None,
    name: str,
    change: bool,
    output: Path,
    as_json: bool,
) -> int:
    """Make a portfolio out of a spreadsheet, or add rows to one: a heading, a row each, a column for each skill."""
    from planner.services.blank import bare_portfolio
    from planner.services.paste import pasted_portfolio

    expect_writable(output)
    before = portfolio_at(into) if into else bare_portfolio(name, _today())
    after = pasted_portfolio(before, _cells(projects), _cells(people), change=change)
    write_file(output, write_yaml(after).encode())
    return _written(after, output, as_json)


@click.command("template")
@click.argument("template_id", metavar="[NAME]", required=False)
@file_option("-o", "--output", help="Portfolio to write.")
@json_option
@answers
def template_command(template_id: str | None, output: Path | None, as_json: bool) -> int:
    """Write a portfolio to begin with, by kind of ML work; without NAME, say which there are."""
    from planner.services.templates import TEMPLATES, template_portfolio

    if template_id is None:
        rows = [{"id": one.id, "name": one.name, "about": one.about} for one in TEMPLATES]
        text = "\n".join(f"{one.id:16} {one.about}" for one in TEMPLATES)
        emit({"templates": rows}, text, as_json=as_json)
        return DONE
    if output is None:
        raise BadInput("say where to write the portfolio: -o FILE")
    expect_writable(output)
    portfolio = template_portfolio(template_id, _today())
    write_file(output, write_yaml(portfolio).encode())
    return _written(portfolio, output, as_json)


def _written(portfolio: Portfolio, output: Path, as_json: bool) -> int:
    counts = {kind: len(getattr(portfolio, kind)) for kind in ("projects", "people", "pools")}
    text = ", ".join(f"{count} {kind}" for kind, count in counts.items()) + f" written to {output}"
    emit(counts | {"warnings": []}, text, as_json=as_json)
    return DONE


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _cells(path: Path | None) -> str:
    """The cells of a file, apart by tabs."""
    from planner.services.import_sheets import rows_of, tabbed

    if path is None:
        return ""
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text; save it as CSV in UTF-8") from error
    return tabbed(rows_of(text, str(path)))
