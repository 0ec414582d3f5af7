"""Work that was asked for as a project of the portfolio, with the way back."""

from planner.domain.available import NewProject
from planner.domain.slugs import slug_for
from planner.persistence.portfolios import RowKind, body_of, find_portfolio, rows_of
from planner.services.context import Context, Role
from planner.services.plans import get_plan
from planner.services.row_states import Put, RowState, put_rows

KIND: RowKind = "projects"


def add_wanted(ctx: Context, plan_id: str, new: NewProject) -> Put:
    """Add work to the portfolio of a plan, at the end of its projects and under an id made from its name.

    Raises
    ------
    BadInput
        When it does not fit into the portfolio; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    plan = get_plan(ctx, plan_id)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, plan.portfolio_id, lock=True)
    rows = [row for row in rows_of(ctx.session, portfolio) if row.kind == KIND]
    project = new.project(slug_for(new.wanted.name, {row.slug for row in rows}))
    last = max((row.position for row in rows), default=-1)
    return put_rows(ctx, portfolio, KIND, [RowState(project.id, body_of(project), last + 1)], "add")
