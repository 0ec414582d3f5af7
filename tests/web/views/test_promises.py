"""A plan that does not keep a promise says so, with the project and how sure it is."""

from dataclasses import replace

from planner.commands.planning import plan_summary
from planner.domain.promises import Promises
from tests.web.views_of_everything.stage import promised, source
from web.views.plan_parts import PlanSource, plan_head
from web.views.plans import roadmap_table


def broken() -> tuple[str, str, PlanSource]:
    """The sample plan whose first project keeps its date in 12 % of the runs."""
    plan = promised()
    assert plan.promises is not None
    first, *others = plan.promises.projects
    missed = first.model_copy(update={"probability": 0.115, "kept": False})
    promises = plan.promises.model_copy(update={"projects": (missed, *others), "reached": False})
    plan = plan.model_copy(update={"promises": promises})
    name = source().portfolio.project(first.project).name
    return first.project, name, replace(source(), plan=plan)


def test_the_page_names_who_misses_the_date_and_marks_the_row() -> None:
    _, name, told = broken()
    assert f"not kept by {name} (12%)" in plan_head(told, "Roadmap").promise
    rows = {row[0].text: [cell.text for cell in row] for row in roadmap_table(told).rows}
    assert "12%, not kept" in rows.pop(name)
    assert all("84%" in cells for cells in rows.values())


def test_the_command_line_names_who_misses_the_date() -> None:
    project, _, told = broken()
    lines = plan_summary(told.plan).splitlines()
    (line,) = [line for line in lines if "NOT kept: 12%" in line]
    assert line.split()[0] == project


def test_two_standard_errors_are_not_held_against_a_promise() -> None:
    promises = promised().promises
    assert isinstance(promises, Promises)
    row = promises.projects[0]
    for share, se, missed in (
        (0.789, 0.006, False),
        (0.787, 0.006, True),
        (0.79, None, True),
        (0.8, None, False),
    ):
        told = row.model_copy(update={"probability": share, "se": se})
        assert bool(promises.model_copy(update={"projects": (told,)}).short()) is missed
