"""What a scenario's changes are made of: simple levers, a changes document, gestures, or a change that was tried."""

from decimal import Decimal

from planner.domain.apply_changes import apply_changes
from planner.domain.change_checks import change_findings
from planner.domain.document_edits import Edit, document_edits
from planner.domain.findings import path_text
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.policies import EffortShare, Pin
from planner.domain.portfolio import Portfolio
from planner.domain.scenarios import Lever, ScenarioDraft, ThemeShare
from planner.errors import BadInput, Conflict, Diagnostic
from planner.services.answers import get_explanation
from planner.services.changes import check_whole
from planner.services.context import Context
from planner.services.gestures import check_drag, pins_of, with_pins
from planner.services.plans import PlanRecord, get_plan
from planner.services.portfolios import get_portfolio
from planner.services.relaxations import add_people, relaxations, scale_budgets, scale_pool


def edits_of(ctx: Context, portfolio_id: str, draft: ScenarioDraft) -> tuple[Edit, ...]:
    """The edits that a draft stands for.

    Raises
    ------
    BadInput
        When they do not fit the portfolio or the plan, or change nothing.
    """
    if draft.plan_id is None:
        before = get_portfolio(ctx, portfolio_id).portfolio
        after = before
        for number, lever in enumerate(draft.levers):
            after = _pulled(after, lever, f"levers[{number}]")
    else:
        plan = get_plan(ctx, draft.plan_id)
        if plan.portfolio_id != portfolio_id:
            raise BadInput(f"plan_id: this portfolio has no plan '{draft.plan_id}'")
        before, after = plan.portfolio, _about_plan(ctx, plan, draft)
    check_whole(after)
    found = document_edits(before, after)
    if not found:
        raise BadInput("The scenario changes nothing: say at least one change.")
    return found


def _about_plan(ctx: Context, record: PlanRecord, draft: ScenarioDraft) -> Portfolio:
    portfolio, plan = record.portfolio, record.plan
    if draft.tried is not None:
        return _tried(ctx, record, draft.tried.project, draft.tried.change)
    if not record.verified:
        raise Conflict("This answer holds no schedule: there is nothing to begin with.")
    if draft.changes is not None:
        findings = change_findings(portfolio, plan, draft.changes)[:MAX_DIAGNOSTICS]
        if findings:
            rows = [Diagnostic(f.severity, path_text(("changes", *f.path)), f.message) for f in findings]
            raise BadInput(f"{rows[0].path}: {rows[0].message}", rows)
        return apply_changes(portfolio, plan, draft.changes)
    for drag in draft.gestures:
        check_drag(portfolio, plan, drag)
        portfolio = with_pins(portfolio, pins_of(portfolio, plan, drag))
    for number, lever in enumerate(draft.levers):
        portfolio = _pulled(portfolio, lever, f"levers[{number}]")
    return portfolio


def _tried(ctx: Context, record: PlanRecord, project: str, change: str) -> Portfolio:
    found = get_explanation(ctx, record.id, project)
    if found is None:
        raise Conflict("Nobody has asked why yet: ask first.")
    changed = (r for r in relaxations(record.portfolio, project, found.reason) if r.change == change)
    relaxed = next(changed, None)
    if relaxed is None:
        raise BadInput(f"tried.change: '{change[:80]}' is not one of the changes that were tried")
    return relaxed.portfolio


def _pulled(portfolio: Portfolio, lever: Lever, at: str) -> Portfolio:
    """The portfolio after one lever."""

    def expect(kind: str, name: str, rows: tuple[object, ...]) -> None:
        known = [str(getattr(row, "id", "")) for row in rows]
        if name not in known:
            told = ", ".join(known[:8]) or "none"
            raise BadInput(f"{at}: there is no {kind} '{name}' (there are: {told})")

    if lever.people is not None:
        expect("skill", lever.people.skill, portfolio.skills)
        return add_people(portfolio, (lever.people.skill,), lever.people.count)
    if lever.pool is not None:
        expect("pool", lever.pool.pool, portfolio.pools)
        return scale_pool(portfolio, lever.pool.pool, 1 + lever.pool.percent / 100)
    if lever.budget is not None:
        factor = 1 + Decimal(str(lever.budget.percent)) / 100
        return scale_budgets(portfolio, lever.budget.kind, factor)
    if lever.theme_share is not None:
        expect("theme", lever.theme_share.theme, portfolio.themes)
        return _with_share(portfolio, lever.theme_share)
    assert lever.project is not None
    expect("project", lever.project.project, portfolio.projects)
    pin = Pin(project=lever.project.project, selected=lever.project.selected)
    return with_pins(portfolio, (pin,))


def _with_share(portfolio: Portfolio, wanted: ThemeShare) -> Portfolio:
    policies = portfolio.policies
    old = next((share for share in policies.effort_shares if share.theme == wanted.theme), None)
    most = old.at_most if old is not None else None
    if most is not None and most < wanted.at_least:
        most = None  # whoever asks for more than was allowed means it
    share = EffortShare(theme=wanted.theme, at_least=wanted.at_least, at_most=most)
    others = tuple(share for share in policies.effort_shares if share.theme != wanted.theme)
    changed = policies.model_copy(update={"effort_shares": (*others, share)})
    return portfolio.model_copy(update={"policies": changed})
