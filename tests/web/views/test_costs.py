from decimal import Decimal

from planner.domain.cost import CostRow
from tests.web import samples
from tests.web.views_of_everything.stage import CONTROLS, PLACE, source
from web.views.costs import cost_view, project_cost, project_table, quarter_table
from web.views.shell import Frame, portfolio_shell

SHELL = portfolio_shell(Frame("light", "A", "/", ""), PLACE, "Plan")


def amounts(texts: list[str]) -> list[Decimal]:
    return [Decimal(text.replace("$", "").replace(",", "")) for text in texts]


def test_tables_add_up_to_the_total_to_the_cent() -> None:
    report = samples.cost_report()
    for table in (quarter_table(source(), report), project_table(source(), report)):
        rows = [amounts([cell.text for cell in row[1:]]) for row in table.rows]
        footer = amounts([cell.text for cell in table.footer[1:]])
        assert [sum(column) for column in zip(*rows, strict=True)] == footer
        assert footer[-1] == report.total


def test_serving_does_not_count_against_the_budget_for_accelerators() -> None:
    report = samples.cost_report()
    serving = CostRow(
        week=report.rows[0].week,
        month="2027-04",
        quarter="2027-Q2",
        kind="serving",
        project="ranker-v3",
        phase=None,
        pool=None,
        cost_centre=None,
        hours=None,
        amount=Decimal("900000.00"),
    )
    report = report.model_copy(update={"rows": (*report.rows, serving)})
    view = cost_view(SHELL, CONTROLS, source(), report, samples.beside(), None)
    charts = dict(view.charts)
    assert [group.over for group in charts["Accelerators"].groups] == [True, False, False, False]
    assert not charts["Serving and other money"].lines


def test_a_project_costs_what_its_rows_add_up_to() -> None:
    # 48,000.11 + 57,000.11 + 66,000.11 + 75,000.11 of people; its accelerators belong to the first quarter.
    lines = dict(project_cost(samples.cost_report(), "ranker-v3"))
    assert lines["People"] == "$246,000.44"


def test_a_project_without_cost_shows_none() -> None:
    assert project_cost(samples.cost_report(), "nothing") == ()


def test_a_pool_has_one_colour_in_every_chart() -> None:
    view = cost_view(SHELL, CONTROLS, source(), samples.cost_report(), samples.beside(), None)
    charts = dict(view.charts)
    of_areas = {key.name: key.colour for key in view.areas.keys}
    of_bars = {key.name: key.colour for key in charts["Accelerators"].keys}
    assert of_bars and of_bars.items() <= of_areas.items()
    assert len(set(of_areas.values())) == len(of_areas)
