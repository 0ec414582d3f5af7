"""Views of what a plan costs."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from planner.domain.cost import CostQuery
from planner.domain.prices import PriceChange, PriceRow, PriceUpdate
from planner.errors import Diagnostic
from planner.integrations.actuals import read_actuals
from planner.services.actuals import Spent, StoredMonth
from planner.services.outcome import cost_outcome
from planner.services.variance import variance_report
from tests.web import samples
from tests.web.views_of_everything.stage import CONTROLS, NOW, PLACE, PLAN, PORTFOLIO, source
from web.views import (
    actuals,
    cost_explorer,
    prices,
)
from web.views.shell import Frame, portfolio_shell


def finance_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Plan")
    yield "actuals", actuals.actuals_view(tab, CONTROLS, source(), None)
    wrong = (Diagnostic("error", "amount", "amount 'x' is not a number", 3),)
    yield (
        "actuals-refused",
        actuals.actuals_view(
            tab, CONTROLS, source(), None, given=actuals.Given(text="a", message="2 rows", diagnostics=wrong)
        ),
    )
    table = b"month,project,kind,amount,runs\n2027-01,ranker-v3,people,20000,2\n2027-01,who,people,5,\n"
    read = read_actuals(table)
    report = variance_report(PORTFOLIO, PLAN, [read])
    yield "actuals-compared", actuals.actuals_view(tab, CONTROLS, source(), None, report=report, unsaved=read)
    months = read_actuals(
        b"month,kind,amount,pool\n2027-01,people,9,\n2027-02,compute,7,h100\n", source="Bill"
    )
    jobs = read_actuals(b"month,kind,amount,pool\n2027-02,compute,7,h100\n", source="Jobs")
    to_date = variance_report(PORTFOLIO, PLAN, [months, jobs]).model_copy(update={"outside": ("2026-12",)})
    stored = StoredMonth(
        id="one",
        source="Bill",
        month="2027-02",
        format="csv",
        file_name="bill.csv",
        kinds=("compute",),
        lines=1,
        hours=3.0,
        amounts=(Spent(None, Decimal(7)),),
        knows_unused=True,
        created_at=NOW,
        created_by="Ann",
    )
    sources, asked = [months, jobs], CostQuery()
    outcomes = (
        cost_outcome(PORTFOLIO, PLAN, asked, sources, "project"),
        cost_outcome(PORTFOLIO, PLAN, asked, sources, "quarter"),
    )
    yield (
        "cost-explorer-actual",
        cost_explorer.cost_explorer_view(
            tab, CONTROLS, source(), samples.cost_report(), asked, "project", "actual", None, outcomes
        ),
    )
    yield (
        "actuals-stored",
        actuals.actuals_view(tab, CONTROLS, source(), None, report=to_date, stored=[stored]),
    )
    args = (portfolio_shell(frame, PLACE, "Compute"), PLACE, PORTFOLIO, 3)
    yield "prices", prices.prices_view(*args, can_edit=True)
    row = PriceRow(accelerator="H100", kind="on_demand", price_per_hour=Decimal("3.10"), line=2)
    change = PriceChange.model_validate(
        {"pool": PORTFOLIO.pools[0].id, "before": "4", "after": "3.10", "from": "2027-04-05", "row": row}
    )
    ended = row.model_copy(update={"until": dt.date(2027, 6, 30), "line": 3})
    back = change.model_copy(
        update={"from_": dt.date(2027, 7, 1), "after": Decimal(4), "row": ended, "resumes": True}
    )
    update = PriceUpdate(changes=(change, back), unmatched=(PORTFOLIO.pools[-1].id,), expired=(ended,))
    yield "prices-shown", prices.prices_view(*args, can_edit=True, text="x", update=update)
    nothing = PriceUpdate(changes=(), unmatched=())
    yield (
        "prices-same",
        prices.prices_view(*args, can_edit=True, update=nothing, message="no", diagnostics=wrong),
    )
