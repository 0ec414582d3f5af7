"""The verbs `comments` and `bulk`: small edits of stored portfolios."""

from pathlib import Path
from typing import Any

import click

from planner.commands.output import DONE, answers, emit, json_option
from planner.commands.stored import data_option, stored

MOST = 50


@click.command("comments")
@click.argument("portfolio")
@click.argument("project")
@click.option("--add", metavar="TEXT", help="Write this comment first.")
@data_option
@json_option
@answers
def comments_command(portfolio: str, project: str, add: str | None, data: Path | None, as_json: bool) -> int:
    """List the newest comments on a project of a stored portfolio, or write one.

    PORTFOLIO and PROJECT are ids.
    """
    from planner.services.comments import add_comment, list_comments

    with stored(data, write=add is not None) as ctx:
        if add is not None:
            add_comment(ctx, portfolio, project, add)
        found = list_comments(ctx, portfolio, project, limit=MOST).items
    rows = [
        {"id": one.id, "text": one.text, "author": one.author, "created_at": one.created_at.isoformat()}
        for one in found
    ]
    text = "\n\n".join(f"{row['author']}, {row['created_at'][:16]}\n{row['text']}" for row in rows)
    emit({"comments": rows}, text or "no comments yet", as_json=as_json)
    return DONE


@click.command("bulk")
@click.argument("portfolio")
@click.argument("projects", nargs=-1, required=True)
@click.option("--theme", metavar="ID", help="Give them this theme; an empty one takes it away.")
@click.option("--must-have/--not-must-have", "mandatory", default=None, help="Whether every plan has them.")
@click.option("--pin", type=click.Choice(["in", "out", "none"]), help="Pin them, or take their pins away.")
@click.option("--delete", is_flag=True, help="Delete them.")
@data_option
@json_option
@answers
def bulk_command(
    portfolio: str,
    projects: tuple[str, ...],
    theme: str | None,
    mandatory: bool | None,
    pin: str | None,
    delete: bool,
    data: Path | None,
    as_json: bool,
) -> int:
    """Change many projects of a stored portfolio alike: all of them or none. Give one change.

    PORTFOLIO and PROJECTS are ids.
    """
    from pydantic import ValidationError

    from planner.errors import BadInput
    from planner.services.bulk_edit import BulkChange, ReadRow, change_projects
    from planner.services.rows import row_versions

    asked: dict[str, Any] = {
        **({"theme": theme or None} if theme is not None else {}),
        **({"mandatory": mandatory} if mandatory is not None else {}),
        **({"pin": pin} if pin is not None else {}),
        **({"delete": True} if delete else {}),
    }
    try:
        change = BulkChange.model_validate(asked)
    except ValidationError as error:
        raise BadInput("give one of --theme, --must-have, --not-must-have, --pin and --delete") from error
    with stored(data, write=True) as ctx:
        versions = row_versions(ctx, portfolio, "projects")
        rows = [ReadRow(project, versions.get(project, 0)) for project in projects]
        done = change_projects(ctx, portfolio, rows, change)
    text = f"{len(done.ids)} projects changed" if done.undo_token else "nothing had to change"
    emit({"ids": list(done.ids), "undo_token": done.undo_token}, text, as_json=as_json)
    return DONE
