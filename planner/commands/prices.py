"""The verb `prices`."""

from pathlib import Path

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    emit,
    expect_writable,
    json_option,
    read_file,
    say,
    write_file,
)
from planner.document.writer import write_yaml
from planner.integrations.prices import day, read_prices
from planner.services.import_prices import price_update, with_prices


@click.command("prices")
@file_argument("file")
@file_argument("sheet")
@click.option(
    "--from", "from_", metavar="DATE", help="Day from which prices without one hold; default: the start."
)
@file_option("-o", "--output", help="Write the portfolio with the new prices.")
@json_option
@answers
def prices_command(file: Path, sheet: Path, from_: str | None, output: Path | None, as_json: bool) -> int:
    """Look up the pools of FILE in a price SHEET (CSV; also SkyPilot's catalogues) and say what changes."""
    if output:
        expect_writable(output)
    portfolio = portfolio_at(file)
    update = price_update(portfolio, read_prices(read_file(sheet)), day(from_, "--from") if from_ else None)
    if output:
        write_file(output, write_yaml(with_prices(portfolio, update)).encode())
    lines = [
        f"{change.pool}: {change.row.price_per_hour} ends on {change.row.until} (line {change.row.line}) and no row "
        f"follows: {change.after}, as before the sheet, from {change.from_}"
        if change.resumes
        else f"{change.pool}: {change.before} -> {change.after} from {change.from_} (line {change.row.line})"
        for change in update.changes
    ]
    lines += [
        f"line {row.line}: its price ended on {row.until}, so it changes nothing" for row in update.expired
    ]
    lines += [f"{pool}: not in the sheet" for pool in update.unmatched]
    lines += [f"line {row.line}: no pool is {row.accelerator}, {row.kind}" for row in update.unused]
    emit(
        update.model_dump(mode="json", by_alias=True), "\n".join(lines) or "nothing changes", as_json=as_json
    )
    if output and not as_json:
        say(f"the portfolio with {len(update.changes)} new prices is in {output}")
    return DONE
