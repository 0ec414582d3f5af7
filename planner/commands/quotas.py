"""The verb `quotas`."""

from pathlib import Path
from typing import cast

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, expect_writable, json_option, say, write_file
from planner.domain.quota import SPARE, KueueVersion, Quota, QuotaFormat
from planner.services.quotas import plan_quotas, quota_file


@click.command("quotas")
@file_argument("file")
@file_argument("plan")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["kueue", "slurm", "json", "csv"]),
    default="kueue",
    show_default=True,
    help="Kueue manifests or sacctmgr commands of one quarter, or a list of all.",
)
@click.option("--quarter", help="Such as 2027-Q2; default: the first, in lists all.")
@click.option(
    "--kueue-version",
    type=click.Choice(["v1beta2", "v1beta1"]),
    default="v1beta2",
    show_default=True,
    help="Version of Kueue's API.",
)
@file_option("-o", "--output", required=True, help="File to write.")
@json_option
@answers
def quotas_command(
    file: Path, plan: Path, format_: str, quarter: str | None, kueue_version: str, output: Path, as_json: bool
) -> int:
    """Write the accelerators that PLAN gives to each project as quotas of a cluster."""
    expect_writable(output)
    portfolio, planned = portfolio_at(file), plan_at(plan)
    content = quota_file(
        portfolio, planned, cast(QuotaFormat, format_), quarter, cast(KueueVersion, kueue_version)
    )
    quotas = plan_quotas(portfolio, planned, quarter)
    write_file(output, content)
    emit({"quotas": [quota.model_dump(mode="json") for quota in quotas]}, _text(quotas), as_json=as_json)
    if not as_json:
        say(f"quotas written to {output}")
    return DONE


def _text(quotas: tuple[Quota, ...]) -> str:
    """A line for each quota."""
    names = [(quota.quarter, quota.project or SPARE, quota.pool) for quota in quotas]
    widths = [max((len(name[n]) for name in names), default=0) for n in range(3)]
    return "\n".join(
        "  ".join(f"{part:<{width}}" for part, width in zip(name, widths, strict=True))
        + f"  {quota.devices:>6} devices, {quota.peak:>6} at most, {quota.hours:>12,.0f} h"
        for name, quota in zip(names, quotas, strict=True)
    )
