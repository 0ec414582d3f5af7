"""Load of people and skills under a plan, as lists in pages."""

from planner.domain.load import PersonWeek, SkillLoad, load_by_person, load_by_skill
from planner.services.context import Context
from planner.services.pages import Page, cut
from planner.services.plans import get_plan


def people_load(
    ctx: Context, plan_id: str, *, limit: int = 100, cursor: str | None = None
) -> Page[PersonWeek]:
    """Capacity and planned share of everybody by week."""
    found = get_plan(ctx, plan_id)
    rows = load_by_person(found.portfolio, found.plan)
    return cut(rows, lambda row: f"{row.person}~{row.week}", limit, cursor)


def skills_load(
    ctx: Context, plan_id: str, *, limit: int = 100, cursor: str | None = None
) -> Page[SkillLoad]:
    """Supply and demand of every skill by week."""
    found = get_plan(ctx, plan_id)
    rows = load_by_skill(found.portfolio, found.plan)
    return cut(rows, lambda row: f"{row.skill}~{row.week}", limit, cursor)
