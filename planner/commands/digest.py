"""The verb `digest`."""

import datetime as dt
import json
from pathlib import Path

import click

from planner.commands.files import file_option
from planner.commands.output import DONE, answers, emit, expect_writable, json_option, say, write_file
from planner.commands.stored import data_option, stored


@click.command("digest")
@click.argument("portfolio")
@click.option("--since", metavar="DAY", help="First day, such as 2027-03-01.  [default: seven days ago]")
@file_option("--output", "-o", help="Write Markdown to this file.")
@data_option
@json_option
@answers
def digest_command(
    portfolio: str, since: str | None, output: Path | None, data: Path | None, as_json: bool
) -> int:
    """Tell what has changed in a stored portfolio: edits, plan of record, launches, what is in and out, cost.

    PORTFOLIO is its id, as in the address of its pages.
    """
    from planner.errors import BadInput
    from planner.exports.digest_markdown import digest_markdown
    from planner.services.digest import digest

    try:
        day = dt.date.fromisoformat(since) if since else None
    except ValueError:
        raise BadInput(f"--since: '{since}' is no day such as 2027-03-01") from None
    if output is not None:
        expect_writable(output)
    with stored(data) as ctx:
        found = digest(ctx, portfolio, day)
    made = digest_markdown(found)
    if output is not None:
        write_file(output, made)
        say(f"written to {output}")
    text = "" if output is not None else made.decode().rstrip()
    emit(json.loads(found.model_dump_json()), text, as_json=as_json)
    return DONE
