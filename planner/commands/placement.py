"""The verb `placement`."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import click

from planner.commands.files import file_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option
from planner.domain.currencies import shown_amount
from planner.domain.placement import Placement
from planner.services.placement import placement


@click.command("placement")
@file_argument("file")
@file_argument("plan")
@json_option
@answers
def placement_command(file: Path, plan: Path, as_json: bool) -> int:
    """Say how PLAN uses each pool by week: what lies unused, and what one more hour would cost."""
    portfolio = portfolio_at(file)
    found = placement(portfolio, plan_at(plan))
    emit(found.model_dump(mode="json"), _text(found, portfolio.currency), as_json=as_json)
    return DONE


def _text(found: Placement, currency: str) -> str:
    """A line for each pool, and the totals."""
    hours: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    unused: dict[str, Decimal] = defaultdict(Decimal)
    for row in found.rows:
        hours[row.pool][0] += row.used
        hours[row.pool][1] += row.usable
        unused[row.pool] += row.unused_cost
    width = max((len(pool) for pool in hours), default=0)
    lines = [
        f"{pool:<{width}}  {used:>12,.0f} of {usable:>12,.0f} h used, "
        f"{shown_amount(unused[pool], currency):>14} {currency} unused"
        for pool, (used, usable) in hours.items()
    ]
    lines.append(f"unused commitments: {shown_amount(found.unused_cost, currency)} {currency}")
    lines.append(
        f"bought while a commitment of the same type had room: {shown_amount(found.avoidable, currency)} {currency}"
    )
    return "\n".join(lines)
