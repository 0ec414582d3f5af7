"""The tables of the page about estimates: the same figures as its charts."""

from collections.abc import Iterable, Sequence

from planner.domain.calibration import Measure
from planner.domain.calibration_report import CorrectedEstimate, Forecaster, MeasureReport
from planner.domain.portfolio import Portfolio
from web import words
from web.tables import Cell, DataTable, Head, date_cell, share_cell
from web.views.shell import PortfolioPlace

FORECASTERS: dict[Forecaster, str] = {
    "corrected": "Corrected",
    "raw": "Estimates as they are",
    "lognormal": "Plain lognormal",
}
MEASURE_NAMES: dict[Measure, str] = {
    "effort": "Effort",
    "gpu_hours": "GPU-hours",
    "weeks": "Calendar weeks",
}


def _table(
    href: str, name: str, title: str, heads: str, rows: Iterable[tuple[Cell, ...]], measure: Measure
) -> DataTable:
    """A table; heads that begin with # are of numbers."""
    columns = tuple(Head(head.lstrip("#"), head.startswith("#")) for head in heads.split("|"))
    csv_href = f"{href}/tables/{name}.csv?measure={measure}"
    return DataTable(name, title, csv_href, columns, tuple(rows))


def _ratio(value: float) -> Cell:
    return Cell(f"{words.decimal(value, 2)}\N{MULTIPLICATION SIGN}", value)


def _share(value: float) -> Cell:
    return share_cell(value, 1)


def _figure(value: float) -> Cell:
    return Cell(words.decimal(value, 4), value)


def groups_table(href: str, found: MeasureReport) -> DataTable:
    """Teams and categories."""
    rows = (
        (
            Cell(group.name),
            Cell(group.kind),
            Cell(words.decimal(group.rows), group.rows),
            _ratio(group.seen),
            _ratio(group.factor),
        )
        for group in sorted(found.groups, key=lambda group: (group.kind, -group.rows, group.name))
    )
    title = "Teams and categories"
    return _table(href, "groups", title, "Name|Kind|#Rows|#Seen, P50|#Factor used", rows, found.measure)


def drift_table(href: str, found: MeasureReport) -> DataTable:
    """Periods of equally many rows."""
    rows = (
        (
            date_cell(period.first),
            date_cell(period.last),
            Cell(words.decimal(period.rows), period.rows),
            *map(_ratio, (period.p10, period.p50, period.p90)),
        )
        for period in found.drift
    )
    title = "Actual over estimate by period"
    return _table(href, "drift", title, "Finished from|Until|#Rows|#P10|#P50|#P90", rows, found.measure)


def scores_table(href: str, found: MeasureReport) -> DataTable:
    """Coverage and losses of the three ways to forecast."""
    rows = (
        (
            Cell(FORECASTERS[one.forecaster]),
            *map(_share, (one.p10, one.p50, one.p80, one.p90)),
            _figure(one.pinball),
            _figure(one.crps),
        )
        for one in found.judgements
    )
    heads = "Forecast|#At or below P10|#P50|#P80|#P90|#Pinball|#CRPS"
    return _table(href, "scores", "Coverage and losses", heads, rows, found.measure)


def folds_table(href: str, found: MeasureReport) -> DataTable:
    """The starts of the backtest."""
    rows = (
        (
            Cell(words.day(fold.first) if fold.first else "in the order of the file", str(fold.first or "")),
            Cell(words.decimal(fold.fitted), fold.fitted),
            Cell(words.decimal(fold.judged), fold.judged),
            _share(fold.p50),
            _share(fold.p90),
            _figure(fold.pinball),
        )
        for fold in found.folds
    )
    heads = "Forecast from|#Rows before|#Rows judged|#At or below P50|#P90|#Pinball"
    return _table(href, "folds", "Starts of the backtest", heads, rows, found.measure)


def pit_table(href: str, found: MeasureReport) -> DataTable:
    """Tenths of the forecast distributions."""
    count = len(found.judgements[0].pit) if found.judgements else 0
    rows = (
        (
            Cell(f"{n * 10} to {words.percent((n + 1) / 10)}"),
            *(_share(one.pit[n]) for one in found.judgements),
        )
        for n in range(count)
    )
    heads = "|".join(["Tenth", *(f"#{FORECASTERS[one.forecaster]}" for one in found.judgements)])
    return _table(href, "pit", "Actuals by tenth of their forecast", heads, rows, found.measure)


def corrections_table(
    place: PortfolioPlace, portfolio: Portfolio, corrected: Sequence[CorrectedEstimate]
) -> DataTable:
    """Estimates of the portfolio beside what is planned."""
    names = {project.id: project.name for project in portfolio.projects}
    phases = {(p.id, phase.id): phase.name or phase.id for p in portfolio.projects for phase in p.phases}
    skills = {skill.id: skill.name for skill in portfolio.skills}

    def amount(value: float) -> Cell:
        return Cell(words.number(round(value, 2)), value)

    rows = (
        (
            Cell(names[row.project], href=f"{place.href}/projects/{row.project}"),
            Cell(phases[row.project, row.phase]),
            Cell(skills.get(row.skill or "", row.skill or "") or MEASURE_NAMES[row.measure]),
            *map(amount, (row.low, row.likely, row.high)),
            *map(amount, (row.p10, row.p50, row.p90)),
            _ratio(row.factor),
        )
        for row in corrected
    )
    heads = "Project|Phase|What|#Low|#Likely|#High|#Corrected P10|#P50, planned|#P90|#Factor"
    href = f"{place.href}/calibration"
    return _table(href, "corrections", "Your estimates, and corrected", heads, rows, "effort")
