"""The verb `replan`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import changes_at, plan_at, portfolio_at
from planner.commands.output import (
    DONE,
    NEGATIVE,
    answers,
    emit,
    expect_writable,
    json_option,
    say,
    write_file,
)
from planner.commands.progress import progress_bar
from planner.commands.search_options import search_options
from planner.domain.base import MAX_AMOUNT
from planner.domain.changes import Move
from planner.errors import BadInput


@click.command("replan")
@file_argument("file")
@file_argument("plan")
@file_option("--changes", required=True, help="Changes document (YAML or JSON).")
@file_option("-o", "--output", required=True, help="Plan file to write.")
@file_option(
    "--portfolio",
    "changed",
    help="Where to write the portfolio after the changes; the new plan belongs to it.",
)
@click.option("--price", default=None, help="Price of each move, in place of what the documents say.")
@click.option("--curve", is_flag=True, help="Also plan without a price of moves and at ten times the price.")
@search_options(10.0)
@json_option
@answers
def replan_command(
    file: Path,
    plan: Path,
    changes: Path,
    output: Path,
    changed: Path | None,
    price: str | None,
    curve: bool,
    seconds: float,
    seed: int,
    decodes: int | None,
    as_json: bool,
) -> int:
    """Plan the portfolio in FILE again after changes, with few moves away from PLAN; say why each move is made."""
    from planner.commands.planning import plan_payload, plan_summary
    from planner.document import write_yaml
    from planner.document.plan_file import write_plan
    from planner.services.corrections import corrections
    from planner.services.replan import price_curve, replan

    for path in filter(None, (output, changed)):
        expect_writable(path)
    portfolio, record = portfolio_at(file), plan_at(plan)
    read = changes_at(changes, portfolio, record)
    if price is not None:
        read = read.model_copy(update={"change_price": _amount(price)})
    with progress_bar("planning again", seconds) as on_progress:
        found = replan(
            portfolio, record, read, seconds=seconds, seed=seed, decodes=decodes, on_progress=on_progress
        )
    write_file(output, write_plan(found.outcome.plan))
    if changed is not None:
        write_file(changed, write_yaml(found.portfolio).encode())
    payload = plan_payload(found.outcome, corrections(found.portfolio)) | {
        "moves": [move.model_dump(mode="json", by_alias=True) for move in found.moves],
        "change_price": str(found.portfolio.policies.change_price),
    }
    lines = [plan_summary(found.outcome.plan), *map(_line, found.moves)]
    if curve:
        points = price_curve(portfolio, record, read, seconds=seconds, seed=seed, decodes=decodes)
        payload["curve"] = [_point(point) for point in points]
        lines += [f"{'price':>14} {'moves':>6} {'value':>16}"]
        lines += [f"{p.price:>14,.0f} {_or_none(p.moves):>6} {_or_none(p.value):>16}" for p in points]
    emit(payload, "\n".join(lines), as_json=as_json)
    if not as_json:
        say(f"{len(found.moves)} moves; written to {output}")
    return DONE if found.outcome.plan.value is not None else NEGATIVE


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text)
        usable = value.is_finite() and 0 <= value <= MAX_AMOUNT
    except ArithmeticError:
        usable = False
    if not usable:
        raise BadInput(
            f"--price {text[:40]} is not an amount from 0 to {MAX_AMOUNT:g}: say, for example, --price 2000"
        )
    return value


def _line(move: Move) -> str:
    where = f"{move.project}/{move.phase}" if move.phase else move.project
    return f"  {where} {move.what}: {move.from_} -> {move.to}; {move.reason}"


def _or_none(value: float | None) -> str:
    return "no plan" if value is None else f"{value:,.0f}"


def _point(point: Any) -> dict[str, Any]:
    return {"price": str(point.price), "moves": point.moves, "value": point.value}
