"""Stored actuals: months of sources, replaced only when asked, with a way back; on both databases."""

from decimal import Decimal

import pytest

from planner.domain.limits import MAX_ACTUALS
from planner.domain.variance import Actuals
from planner.errors import BadInput, Conflict, Forbidden, LimitExceeded, NotFound
from planner.integrations.actuals import read_actuals
from planner.persistence.tables import ActualsTable
from planner.services.actuals import (
    add_actuals,
    delete_actuals,
    get_actuals_file,
    list_actuals,
    stored_actuals,
    undo_actuals,
)
from planner.services.context import Actor, Context, Role
from planner.services.plans import get_plan
from planner.services.portfolios import delete_portfolio, get_portfolio
from tests.stored import store_plan

HEAD = "month,project,kind,pool,hours,amount\n"
JANUARY = (
    HEAD + "2027-01,a,compute,cloud,100,200.10\n2027-01,a,compute,cloud,50,100.05\n2027-01,b,people,,,30\n"
)
FEBRUARY = HEAD + "2027-02,a,compute,cloud,10,25\n"


@pytest.fixture
def portfolio_id(ctx: Context) -> str:
    """Of a portfolio with a plan, January to the end of June 2027."""
    return get_plan(ctx, store_plan(ctx)).portfolio_id


def read(table: str, source: str = "bill") -> Actuals:
    return read_actuals(table.encode(), source=source)


def places(ctx: Context, portfolio_id: str) -> list[tuple[str, str]]:
    return [(one.month, one.source) for one in list_actuals(ctx, portfolio_id)]


def test_an_upload_is_stored_by_month_with_its_sums(ctx: Context, portfolio_id: str) -> None:
    done = add_actuals(ctx, portfolio_id, read(JANUARY + FEBRUARY.removeprefix(HEAD)), file_name="year.csv")
    january, february = list_actuals(ctx, portfolio_id)
    assert done.stored == (january, february)
    # The two lines of a on the cloud are one.
    assert (january.month, january.lines, january.hours) == ("2027-01", 2, 150)
    assert [(one.currency, one.amount) for one in january.amounts] == [(None, Decimal("330.15"))]
    assert (january.source, january.file_name, january.created_by) == ("bill", "year.csv", "Olga")
    assert january.kinds == ("compute", "people")
    (source,) = stored_actuals(ctx, portfolio_id)
    assert (source.source, source.months) == ("bill", ("2027-01", "2027-02"))
    assert sum(line.amount or 0 for line in source.lines) == Decimal("355.15")


def test_the_file_of_a_month_can_be_uploaded_again(ctx: Context, portfolio_id: str) -> None:
    made = add_actuals(ctx, portfolio_id, read(JANUARY)).stored[0]
    again = read_actuals(get_actuals_file(ctx, made.id), source="bill")
    before = stored_actuals(ctx, portfolio_id)
    add_actuals(ctx, portfolio_id, again, replace=True)

    def plain(found: tuple[Actuals, ...]) -> list[object]:
        return [line.model_dump(exclude={"line"}) for source in found for line in source.lines]

    assert plain(stored_actuals(ctx, portfolio_id)) == plain(before)


def test_the_same_month_of_a_source_is_replaced_only_when_asked(ctx: Context, portfolio_id: str) -> None:
    add_actuals(ctx, portfolio_id, read(JANUARY))
    changed = read(JANUARY.replace("200.10", "1"))
    with pytest.raises(Conflict, match="'bill' has told 2027-01 already"):
        add_actuals(ctx, portfolio_id, changed)
    assert list_actuals(ctx, portfolio_id)[0].amounts[0].amount == Decimal("330.15")
    add_actuals(ctx, portfolio_id, read(JANUARY, "cluster"))
    done = add_actuals(ctx, portfolio_id, changed, replace=True)
    assert [one.amounts[0].amount for one in done.removed] == [Decimal("330.15")]
    assert places(ctx, portfolio_id) == [("2027-01", "bill"), ("2027-01", "cluster")]
    # A year-to-date file takes the place of its months and leaves others alone.
    undo_actuals(ctx, portfolio_id, done.undo_token)
    assert [one.amounts[0].amount for one in list_actuals(ctx, portfolio_id)] == [Decimal("330.15")] * 2


def test_removal_is_undone_and_done_again(ctx: Context, portfolio_id: str) -> None:
    made = add_actuals(ctx, portfolio_id, read(JANUARY), file_name="jan.csv").stored[0]
    gone = delete_actuals(ctx, made.id)
    assert list_actuals(ctx, portfolio_id) == ()
    back = undo_actuals(ctx, portfolio_id, gone.undo_token)
    assert list_actuals(ctx, portfolio_id) == (made,), "with who and when"
    undo_actuals(ctx, portfolio_id, back.undo_token)
    assert list_actuals(ctx, portfolio_id) == ()
    with pytest.raises(NotFound, match="undone before"):
        undo_actuals(ctx, portfolio_id, gone.undo_token)


def test_undoing_leaves_what_came_later(ctx: Context, portfolio_id: str) -> None:
    made = add_actuals(ctx, portfolio_id, read(JANUARY))
    add_actuals(ctx, portfolio_id, read(JANUARY), replace=True)
    with pytest.raises(Conflict, match="has changed since"):
        undo_actuals(ctx, portfolio_id, made.undo_token)
    assert len(list_actuals(ctx, portfolio_id)) == 1


@pytest.mark.parametrize(
    ("table", "source", "said"),
    [
        (JANUARY, " ", "source: give a name"),
        (JANUARY, "x" * 101, "source: give a name"),
        (JANUARY.replace("2027-01", "2026-12"), "bill", "month 2026-12 of bill is not in the portfolio"),
        ("month,amount,currency\n2027-01,3,CHF\n", "bill", "no rate from USD to CHF"),
        (HEAD + "2027-01,a\0b,people,,,3\n", "bill", "NUL"),
    ],
)
def test_what_cannot_be_compared_is_not_stored(
    ctx: Context, portfolio_id: str, table: str, source: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        add_actuals(ctx, portfolio_id, read(table, source))
    assert list_actuals(ctx, portfolio_id) == ()


def test_a_portfolio_stores_so_many_months_and_no_more(ctx: Context, portfolio_id: str) -> None:
    for n in range(MAX_ACTUALS):
        ctx.session.add(
            ActualsTable(
                id=f"row-{n}",
                organisation_id=ctx.organisation_id,
                portfolio_id=portfolio_id,
                source=f"source {n}",
                month="2027-01",
                format="csv",
                file_name="",
                knows_unused=False,
                body="[]",
                created_by="Olga",
            )
        )
    ctx.session.flush()
    with pytest.raises(LimitExceeded, match=f"more than the {MAX_ACTUALS}"):
        add_actuals(ctx, portfolio_id, read(JANUARY))


def test_others_see_and_change_nothing(ctx: Context, stranger: Context, portfolio_id: str) -> None:
    done = add_actuals(ctx, portfolio_id, read(JANUARY))
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    for refused, error in ((stranger, NotFound), (viewer, Forbidden)):
        with pytest.raises(error):
            add_actuals(refused, portfolio_id, read(FEBRUARY))
        with pytest.raises(error):
            delete_actuals(refused, done.stored[0].id)
        with pytest.raises(error):
            undo_actuals(refused, portfolio_id, done.undo_token)
    with pytest.raises(NotFound):
        list_actuals(stranger, portfolio_id)
    with pytest.raises(NotFound):
        get_actuals_file(stranger, done.stored[0].id)
    assert len(list_actuals(viewer, portfolio_id)) == 1


def test_they_go_with_their_portfolio(ctx: Context, portfolio_id: str) -> None:
    made = add_actuals(ctx, portfolio_id, read(JANUARY)).stored[0]
    delete_portfolio(ctx, portfolio_id, version=get_portfolio(ctx, portfolio_id).version)
    ctx.session.expire_all()
    with pytest.raises(NotFound):
        get_actuals_file(ctx, made.id)
