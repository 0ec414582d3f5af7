"""The verb `verify`."""

from pathlib import Path

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, NEGATIVE, answers, emit, json_option
from planner.verify import Verdict, verify_plan


@click.command("verify")
@file_argument("file")
@file_argument("plan")
@file_option("--base", help="Plan of record, when moves from it have a price.")
@json_option
@answers
def verify_command(file: Path, plan: Path, base: Path | None, as_json: bool) -> int:
    """Check PLAN against every rule of the portfolio in FILE, independently of solvers; count its value."""

    portfolio = portfolio_at(file)
    record = plan_at(base) if base is not None else None
    verdict = verify_plan(portfolio, plan_at(plan), base=record)
    payload = {
        "valid": verdict.valid,
        "violations": [violation._asdict() for violation in verdict.violations],
        "value": verdict.value,
    }
    emit(payload, _text(verdict, portfolio.currency), as_json=as_json)
    return DONE if verdict.valid else NEGATIVE


def _text(verdict: Verdict, currency: str) -> str:
    if verdict.valid:
        return f"valid; value {verdict.value:,.2f} {currency}"
    count = len(verdict.violations)
    lines = [f"not valid: {count} {'violation' if count == 1 else 'violations'}"]
    return "\n".join(lines + [f"  {violation.rule}: {violation.text}" for violation in verdict.violations])
