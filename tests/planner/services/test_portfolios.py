"""Portfolios: nothing partly stored, nothing overwritten, nothing of others visible."""

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from planner.domain.portfolio import Portfolio
from planner.domain.portfolio_settings import PortfolioSettings
from planner.domain.snapshot import snapshot_id
from planner.domain.team import Skill
from planner.errors import BadInput, Forbidden, NotFound, VersionConflict
from planner.persistence.database import Database
from planner.persistence.tables import Change, PlanTable, PortfolioRow, PortfolioTable, Snapshot
from planner.services.context import Actor, Context, Role
from planner.services.plans import PlanSettings, request_plan
from planner.services.portfolios import (
    create_portfolio,
    delete_portfolio,
    get_portfolio,
    list_portfolios,
    replace_portfolio,
    update_settings,
)
from planner.services.rows import get_row, update_row
from tests.random_portfolios import portfolio as random_portfolio
from tests.stored import organisation, small


def without_skill(portfolio: Portfolio, skill: str) -> Portfolio:
    return portfolio.model_copy(update={"skills": tuple(s for s in portfolio.skills if s.id != skill)})


@pytest.mark.parametrize("seed", range(5))
def test_what_is_read_is_what_was_stored(ctx: Context, seed: int) -> None:
    portfolio = random_portfolio(seed, projects=6)
    made = create_portfolio(ctx, portfolio)
    ctx.session.expire_all()
    found = get_portfolio(ctx, made.id)
    assert found.portfolio == portfolio
    assert snapshot_id(found.portfolio) == snapshot_id(portfolio)
    assert (found.version, found.updated_by) == (1, "Olga")


def test_a_portfolio_whose_parts_do_not_fit_is_refused_whole(ctx: Context) -> None:
    with pytest.raises(BadInput) as refused:
        create_portfolio(ctx, without_skill(small(), "data"))
    assert {d.path for d in refused.value.diagnostics} >= {"people[1].skills.data"}
    assert ctx.session.exec(select(func.count()).select_from(PortfolioTable)).one() == 0


def test_another_organisation_sees_and_changes_nothing(ctx: Context, stranger: Context) -> None:
    made = create_portfolio(ctx, small())
    assert list_portfolios(stranger).items == ()
    for attempt in (
        lambda: get_portfolio(stranger, made.id),
        lambda: replace_portfolio(stranger, made.id, small(), version=1),
        lambda: update_settings(stranger, made.id, PortfolioSettings(name="Mine"), version=1),
        lambda: delete_portfolio(stranger, made.id, version=1),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert get_portfolio(ctx, made.id) == made


def test_a_viewer_reads_and_does_not_write(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    viewer = Context(ctx.organisation_id, Actor("v", "Vic", Role.VIEWER), ctx.session)
    assert get_portfolio(viewer, made.id).portfolio == small()
    with pytest.raises(Forbidden, match="Vic is viewer"):
        create_portfolio(viewer, small())
    with pytest.raises(Forbidden):
        delete_portfolio(viewer, made.id, version=1)


def test_the_list_is_paged_newest_first(ctx: Context) -> None:
    made = [create_portfolio(ctx, small()).id for _ in range(5)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = list_portfolios(ctx, limit=2, cursor=cursor)
        seen += [item.id for item in page.items]
        cursor = page.next_cursor
    assert seen == sorted(made, reverse=True)
    assert cursor is None
    first = list_portfolios(ctx, limit=1).items[0]
    assert (first.projects, first.people, first.pools) == (3, 3, 1)
    with pytest.raises(BadInput, match="limit 0"):
        list_portfolios(ctx, limit=0)


def test_replacing_needs_the_version_of_every_part(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    row = get_row(ctx, made.id, "projects", "audit")
    update_row(ctx, made.id, "projects", "audit", row.body.model_copy(update={"name": "Review"}), version=1)
    with pytest.raises(VersionConflict) as conflict:
        replace_portfolio(ctx, made.id, small(), version=made.version)
    assert conflict.value.current_version == 2
    assert get_row(ctx, made.id, "projects", "audit").body.name == "Review"


def test_rows_that_a_replacement_leaves_alone_keep_their_version(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    portfolio = made.portfolio
    renamed = portfolio.projects[2].model_copy(update={"name": "Review"})
    document = portfolio.model_copy(update={"projects": (*portfolio.projects[:2], renamed), "positions": ()})
    done = replace_portfolio(ctx, made.id, document, version=1)
    assert done.version == 2
    assert get_row(ctx, made.id, "projects", "store").version == 1
    assert get_row(ctx, made.id, "projects", "audit").version == 2
    assert get_portfolio(ctx, made.id).portfolio == document


def test_a_row_that_comes_back_never_repeats_a_version(ctx: Context) -> None:
    """Who opened version 1 of a row that was deleted and added anew may not overwrite the new one."""
    made = create_portfolio(ctx, small())
    audit = get_row(ctx, made.id, "projects", "audit")
    without = small().model_copy(update={"projects": small().projects[:2]})
    replace_portfolio(ctx, made.id, without, version=1)
    replace_portfolio(ctx, made.id, small(), version=2)
    with pytest.raises(VersionConflict):
        update_row(ctx, made.id, "projects", "audit", audit.body, version=audit.version)


def test_settings_conflict_with_settings_and_not_with_rows(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    row = get_row(ctx, made.id, "projects", "audit")
    update_row(ctx, made.id, "projects", "audit", row.body.model_copy(update={"name": "Review"}), version=1)
    done = update_settings(ctx, made.id, PortfolioSettings(name="Search and ads"), version=made.version)
    assert (done.portfolio.name, done.portfolio.projects[2].name) == ("Search and ads", "Review")
    assert list_portfolios(ctx).items[0].name == "Search and ads"
    with pytest.raises(VersionConflict):
        update_settings(ctx, made.id, PortfolioSettings(name="Late"), version=made.version)
    with pytest.raises(VersionConflict):
        update_settings(ctx, made.id, PortfolioSettings(name="From the future"), version=done.version + 1)


def test_settings_that_rows_still_need_are_refused(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    only = PortfolioSettings(skills=(Skill(id="modelling", name="Modelling"),))
    with pytest.raises(BadInput) as refused:
        update_settings(ctx, made.id, only, version=1)
    assert "projects[0].phases[0].effort.data" in {d.path for d in refused.value.diagnostics}
    assert get_portfolio(ctx, made.id).portfolio == small()


def test_deleting_takes_rows_jobs_and_snapshots_along_and_leaves_a_trail(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    request_plan(ctx, made.id, PlanSettings())
    delete_portfolio(ctx, made.id, version=1)
    for table in (PortfolioTable, PortfolioRow, PlanTable, Snapshot):
        assert ctx.session.exec(select(func.count()).select_from(table)).one() == 0
    trail = ctx.session.exec(select(Change.action).order_by(Change.id))
    assert list(trail) == ["create", "delete"]


def test_one_of_two_simultaneous_changes_is_told(database: Database) -> None:
    """Both opened version 1; the second to save gets a conflict, and the first change stays."""

    def open_context(session: Session) -> Context:
        return Context("ours", Actor("a", "Ann", Role.OWNER), session)

    with database.write() as session:
        organisation(session, "ours")
        made = create_portfolio(open_context(session), small())
    for name, fails in (("First", False), ("Second", True)):
        audit = small().projects[2].model_copy(update={"name": name})
        if fails:
            with pytest.raises(VersionConflict), database.write() as session:
                update_row(open_context(session), made.id, "projects", "audit", audit, version=1)
        else:
            with database.write() as session:
                update_row(open_context(session), made.id, "projects", "audit", audit, version=1)
    with database.read() as session:
        assert get_row(open_context(session), made.id, "projects", "audit").body.name == "First"
