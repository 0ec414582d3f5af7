"""How estimates turned out: what was learnt, how well it forecasts, what plans use of it, and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.calibration import MEASURES, Measure
from planner.domain.calibration_report import CalibrationReport, CorrectedEstimate, MeasureReport
from planner.domain.portfolio import Portfolio
from planner.errors import Diagnostic
from planner.services.histories import HistorySummary
from web import words
from web.charts.columns import Columns, bar_columns, dot_columns, range_columns
from web.forms.entries import Option
from web.rendering import template
from web.tables import DataTable
from web.views.calibration_tables import (
    FORECASTERS,
    MEASURE_NAMES,
    corrections_table,
    drift_table,
    folds_table,
    groups_table,
    pit_table,
    scores_table,
)
from web.views.general import Finding, findings_of
from web.views.plan_parts import Fact
from web.views.shell import Nav, PortfolioPlace, Shell

UNITS = (
    Option("weeks", "engineer-weeks"),
    Option("days", "engineer-days"),
    Option("hours", "engineer-hours"),
)


@dataclass(frozen=True)
class HistoryRow:
    """A stored history."""

    name: str
    rows: str
    scope: str
    added: str
    csv_href: str
    delete_href: str


@dataclass(frozen=True)
class Upload:
    """The form for a new history, with what was typed."""

    action: str
    name: str
    columns: str
    unit: str
    shared: bool
    units: tuple[Option, ...]
    message: str
    findings: tuple[Finding, ...]


@template("calibration.html")
@dataclass(frozen=True)
class CalibrationView:
    """What finished work says about estimates."""

    shell: Shell
    can_edit: bool
    version: int
    applied: bool
    outdated: bool
    state: str
    sentence: str
    measures: tuple[Nav, ...]
    facts: tuple[Fact, ...]
    groups: DataTable | None
    drift: Columns | None
    drift_table: DataTable
    coverage: Columns | None
    scores: DataTable
    folds: DataTable
    pit: Columns | None
    pit_table: DataTable
    corrections: DataTable | None
    histories: tuple[HistoryRow, ...]
    own_rows: str
    upload: Upload
    apply_href: str
    stop_href: str


def calibration_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    version: int,
    report: CalibrationReport,
    histories: Sequence[HistorySummary],
    corrected: Sequence[CorrectedEstimate],
    *,
    measure: Measure = "effort",
    can_edit: bool,
    own: int = 0,
    typed: Mapping[str, str] | None = None,
    message: str = "",
    diagnostics: Sequence[Diagnostic] = (),
) -> CalibrationView:
    """The page of one measure; `own` counts the finished phases among the rows."""
    href = f"{place.href}/calibration"
    found = measure_of(report, measure)
    applied = report.in_use is not None and report.in_use.apply
    return CalibrationView(
        shell=shell,
        can_edit=can_edit,
        version=version,
        applied=applied,
        outdated=applied and report.in_use != report.fitted,
        state=_state(report),
        sentence=found.sentence,
        measures=_measures(report, href, found.measure),
        facts=_facts(found),
        groups=groups_table(href, found) if found.groups else None,
        drift=_drift(found),
        drift_table=drift_table(href, found),
        coverage=_coverage(found),
        scores=scores_table(href, found),
        folds=folds_table(href, found),
        pit=_pit(found),
        pit_table=pit_table(href, found),
        corrections=corrections_table(place, portfolio, corrected) if corrected else None,
        histories=tuple(_history(href, row) for row in histories),
        own_rows=words.count(own, "estimate of a finished phase", "estimates of finished phases")
        if own
        else "",
        upload=_upload(href, typed or {}, message, diagnostics),
        apply_href=f"{href}/apply",
        stop_href=f"{href}/stop",
    )


def measure_of(report: CalibrationReport, measure: Measure) -> MeasureReport:
    """The part about a measure; about effort when nothing is known of it."""
    return next((part for part in report.measures if part.measure == measure), report.measures[0])


def _state(report: CalibrationReport) -> str:
    if report.in_use is None or not report.in_use.apply:
        return "Plans and forecasts take estimates as they are."
    if report.in_use != report.fitted:
        return "Plans and forecasts correct estimates, by what was known when this was taken over; more is known now."
    return "Plans and forecasts correct estimates by this."


def _measures(report: CalibrationReport, href: str, current: Measure) -> tuple[Nav, ...]:
    known = [part.measure for part in report.measures]
    if len(known) < 2:
        return ()
    return tuple(
        Nav(MEASURE_NAMES[name], f"{href}?measure={name}", name == current)
        for name in MEASURES
        if name in known
    )


def _facts(found: MeasureReport) -> tuple[Fact, ...]:
    middle = found.learnt.ratios[len(found.learnt.ratios) // 2]
    prior = words.percent(found.prior_share)
    facts = [
        Fact("Finished pieces of work", words.decimal(found.rows), f"{prior} of the forecast is the prior"),
        Fact("Actual over estimate, P50", times(middle.p50), "what plans multiply by"),
        Fact("8 in 10 lie within", f"{times(middle.p10)} to {times(middle.p90)}", "P10 to P90"),
    ]
    if found.judgements:
        corrected, *others = found.judgements
        facts += [
            Fact(
                f"Loss against {name}", _change(corrected.pinball, other.pinball), "pinball, in the backtest"
            )
            for name, other in zip(("the estimates", "a lognormal"), others, strict=True)
        ]
    return tuple(facts)


def _change(new: float, old: float) -> str:
    return words.signed_percent(new / old - 1) if old else words.NOTHING


def times(ratio: float) -> str:
    """A ratio in words."""
    return f"{words.decimal(ratio, 2)}\N{MULTIPLICATION SIGN}"


def _drift(found: MeasureReport) -> Columns | None:
    if not found.drift:
        return None
    return range_columns(
        [words.short_day(period.last) for period in found.drift],
        [(period.p10, period.p50, period.p90) for period in found.drift],
        write=lambda value: f"{words.significant(value, 6)}\N{MULTIPLICATION SIGN}",
        reference=(1.0, "As estimated"),
        description="Actual over estimate by period, P10 to P90. The table below has the same figures.",
    )


def _coverage(found: MeasureReport) -> Columns | None:
    if not found.judgements:
        return None
    return dot_columns(
        ("P10", "P50", "P80", "P90"),
        [(FORECASTERS[j.forecaster], (j.p10, j.p50, j.p80, j.p90)) for j in found.judgements],
        targets=(0.1, 0.5, 0.8, 0.9),
        write=words.percent,
        description="How often the actual was at or below each forecast. The table below has the same figures.",
    )


def _pit(found: MeasureReport) -> Columns | None:
    if not found.judgements:
        return None
    names = [str(n + 1) for n in range(len(found.judgements[0].pit))]
    return bar_columns(
        names,
        found.judgements[0].pit,
        write=words.percent,
        reference=(0.1, "Even: one in ten"),
        description="Share of actuals in each tenth of their forecast. The table below has the same figures.",
    )


def _history(href: str, row: HistorySummary) -> HistoryRow:
    return HistoryRow(
        name=row.name,
        rows=words.decimal(row.rows),
        scope="this portfolio" if row.portfolio_id else "all portfolios",
        added=f"{words.day(row.created_at.date())}, {row.created_by}",
        csv_href=f"{href}/histories/{row.id}.csv",
        delete_href=f"{href}/histories/{row.id}/delete",
    )


def _upload(href: str, typed: Mapping[str, str], message: str, diagnostics: Sequence[Diagnostic]) -> Upload:
    return Upload(
        action=f"{href}/histories",
        name=typed.get("name", ""),
        columns=typed.get("columns", ""),
        unit=typed.get("unit", "weeks"),
        shared=bool(typed.get("shared")),
        units=UNITS,
        message=message[:1].upper() + message[1:],
        findings=findings_of(diagnostics),
    )
