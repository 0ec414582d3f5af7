"""Two plans on the same luck: how often each is better, and by how much."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.comparison import AgainstFirst
from planner.domain.paired import PairedFigure, PairedMeasure, PairedProject, PairedRuns
from web import words
from web.tables import Cell, DataTable, Head

PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
BETTER: dict[PairedMeasure, str] = {
    "value": "is worth more",
    "cost": "costs less",
    "finish": "finishes earlier",
}
TIES = 0.01
"""Share of runs in which both are the same that is told."""
NAMES: dict[PairedMeasure, str] = {"value": "Value", "cost": "Total cost", "finish": "Last launch"}


@dataclass(frozen=True)
class PairedView:
    """Both plans run by run; without runs that are pairs, why."""

    said: str
    remarks: tuple[str, ...]
    figures: DataTable | None
    projects: DataTable | None
    simulate_href: str
    """Where to ask for runs that are pairs."""
    missing: str


def paired_view(
    against: AgainstFirst,
    letter: str,
    currency: str,
    names: Mapping[str, str],
    figures_href: str,
    projects_href: str,
    simulate_href: str,
) -> PairedView:
    """Plan `letter` against plan A."""
    found = against.luck
    if found is None:
        return PairedView("", (), None, None, simulate_href, against.luck_missing)
    return PairedView(
        said=paired_sentence(found, f"plan {letter}", "plan A"),
        remarks=_remarks(found, names),
        figures=_figures(found, letter, currency, figures_href),
        projects=_projects(found, letter, names, projects_href) if found.projects else None,
        simulate_href="",
        missing="",
    )


def paired_sentence(found: PairedRuns, this: str, that: str) -> str:
    """How often the second plan is better, in one sentence."""
    told = [_told(one) for one in found.figures]
    return (
        f"In {words.count(found.runs, 'run')} in which both have the same luck, {this} "
        f"{words.listing(told)} than {that}."
    )


def _told(one: PairedFigure) -> str:
    """How often it is better, the error of that, and how often both are the same, where that is not rare."""
    equal = 1 - one.p_first - one.p_second
    beside = [] if one.p_second_se is None else [f"{PLUS_MINUS} {words.percent(one.p_second_se, 1)}"]
    beside += [f"the same in {words.percent(equal)}"] if equal >= TIES else []
    brackets = f" ({'; '.join(beside)})" if beside else ""
    return f"{BETTER[one.measure]} in {words.percent(one.p_second)}{brackets}"


def _error(se: float | None) -> str:
    return "" if se is None else f"({PLUS_MINUS} {words.percent(se, 1)})"


def _remarks(found: PairedRuns, names: Mapping[str, str]) -> tuple[str, ...]:
    common = (
        "The same luck: every project, phase, person, position, driver, theme and pool that both plans have meets the "
        "same random numbers in the same run. What only one plan has, has its own."
    )
    if not found.own_luck:
        return (common,)
    anew = words.listing([names.get(project, project) for project in found.own_luck], 6)
    return (common, f"Not the same, because phases or skills differ: {anew}.")


def _share(share: float, se: float | None) -> Cell:
    return Cell(f"{words.percent(share, 1)} {_error(se)}".strip(), round(share, 6))


def _figures(found: PairedRuns, letter: str, currency: str, csv_href: str) -> DataTable:
    heads = (
        Head("Measure"),
        *(
            Head(name, numeric=True)
            for name in (
                f"{letter} better",
                "A better",
                "Equal",
                f"{letter} less A, mean",
                "P10",
                "P50",
                "P90",
                f"{PLUS_MINUS} if luck differed",
            )
        ),
    )
    rows = tuple(_row(one, currency) for one in found.figures)
    return DataTable("luck", "Run by run with the same luck", csv_href, heads, rows)


def _row(one: PairedFigure, currency: str) -> tuple[Cell, ...]:
    def amount(value: float | None, se: float | None = None) -> Cell:
        if value is None:
            return Cell(words.NOTHING, "")
        error = "" if se is None else f" ({PLUS_MINUS} {_plain(one.measure, se, currency)})"
        sign = "+" if value > 0 else ""
        return Cell(f"{sign}{_plain(one.measure, value, currency)}{error}", round(value, 4))

    apart = one.mean_se_apart
    return (
        Cell(NAMES[one.measure]),
        _share(one.p_second, one.p_second_se),
        _share(one.p_first, one.p_first_se),
        Cell(
            words.percent(max(0.0, 1 - one.p_first - one.p_second), 1),
            round(1 - one.p_first - one.p_second, 6),
        ),
        amount(one.mean, one.mean_se),
        amount(one.p10, one.p10_se),
        amount(one.p50, one.p50_se),
        amount(one.p90, one.p90_se),
        Cell(words.NOTHING, "")
        if apart is None
        else Cell(f"{PLUS_MINUS} {_plain(one.measure, apart, currency)}", round(apart, 4)),
    )


def _plain(measure: PairedMeasure, value: float, currency: str) -> str:
    if measure != "finish":
        return words.short_money(value, currency)
    return f"{words.number(round(value, 2))} wk"


def _projects(found: PairedRuns, letter: str, names: Mapping[str, str], csv_href: str) -> DataTable:
    heads = (
        Head("Project"),
        Head(f"{letter} launches earlier", numeric=True),
        Head("A launches earlier", numeric=True),
        Head(f"{letter} less A, median in weeks", numeric=True),
    )

    def weeks(one: PairedProject) -> Cell:
        if one.p50_weeks is None:
            return Cell(words.NOTHING, "")
        error = f" ({PLUS_MINUS} {words.number(round(one.p50_weeks_se, 1))})" if one.p50_weeks_se else ""
        return Cell(words.number(one.p50_weeks) + error, one.p50_weeks)

    rows = tuple(
        (
            Cell(names.get(one.id, one.id)),
            _share(one.p_second, one.p_second_se),
            _share(one.p_first, one.p_first_se),
            weeks(one),
        )
        for one in sorted(found.projects, key=lambda one: (-abs(one.p_second - one.p_first), one.id))
    )
    return DataTable("luck-projects", "Launches of the projects in both plans", csv_href, heads, rows)
