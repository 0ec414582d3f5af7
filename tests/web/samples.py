"""A middle-sized portfolio with a plan and a forecast made by plain rules: enough of everything to draw."""

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.beside_cost import BesideCost
from planner.domain.calendar import WEEK
from planner.domain.cost import BudgetLine, CostKind, CostReport, CostRow
from planner.domain.finished_work import FinishedWork
from planner.domain.forecast import (
    CommitmentAdvice,
    CostForecast,
    CurvePoint,
    DriverEffect,
    Forecast,
    ProjectForecast,
    QuarterChance,
    QuarterCost,
    Spread,
)
from planner.domain.paired import PairedRuns
from planner.domain.plan import Assignment, ComputeUse, Plan, PlannedPhase, PlannedProject, Reason
from planner.domain.portfolio import Portfolio
from planner.services.comments import Comment
from planner.services.pages import Page
from web.charts.deadlines import Finish

QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")
THEMES = ("Growth", "Ranking quality", "Serving cost", "Trust and safety", "Tech debt")
PROJECTS = (
    ("Ranker v3", 0),
    ("Query understanding", 0),
    ("Cold-start recommendations", 0),
    ("Session embeddings", 0),
    ("Distilled ranker", 1),
    ("Counterfactual evaluation", 1),
    ("Freshness boost", 1),
    ("Multilingual retrieval with long names", 1),
    ("FP8 inference", 2),
    ("Autoscaling gateway", 2),
    ("KV-cache sharing", 2),
    ("Spam classifier refresh", 3),
    ("Toxicity fine-tune", 3),
    ("Review queue triage", 3),
    ("Feature store", 4),
    ("Evaluation harness", 4),
    ("Training pipeline on Ray", 4),
    ("Metadata clean-up", 4),
)
PEOPLE = (
    ("Amara Okafor", {"modelling": 1.0, "serving": 0.6}),
    ("Bela Kovács", {"data": 1.0, "modelling": 0.5}),
    ("Chidi Eze", {"modelling": 1.0}),
    ("Dana Levi", {"data": 1.0}),
    ("Elif Yılmaz", {"serving": 1.0}),
    ("Farid Haddad", {"serving": 1.0, "data": 0.6}),
    ("Grete Holm", {"modelling": 1.1}),
    ("Hiro Tanaka", {"data": 0.9, "serving": 0.7}),
    ("Ines Duarte", {"modelling": 0.9, "data": 0.7}),
)


def slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("'", "")


def document() -> dict[str, object]:
    """The portfolio as a document."""
    return {
        "schema": "quarterdeck/portfolio/1",
        "name": "Search and recommendations, 2027",
        "currency": "USD",
        "calendar": {
            "start": "2027-01-04",
            "quarters": 4,
            "holidays": ["2027-01-18", "2027-05-31"],
            "discount_rate": 0.1,
        },
        "skills": [
            {"id": "modelling", "name": "Modelling"},
            {"id": "data", "name": "Data engineering"},
            {"id": "serving", "name": "Serving and infrastructure"},
        ],
        "themes": [{"id": slug(t), "name": t} for t in THEMES],
        "people": [_person(i, name, skills) for i, (name, skills) in enumerate(PEOPLE)],
        "positions": [
            {
                "id": "serving-hire",
                "name": "Serving engineer",
                "skills": {"serving": 1.0},
                "weekly_cost": 4500,
                "starts": {"low": "2027-03-01", "likely": "2027-05-03", "high": "2027-08-02"},
                "ramp_up": {"weeks": 8},
            },
        ],
        "pools": [
            {
                "id": "h100-reserved",
                "name": "H100 reserved",
                "accelerator": "H100-SXM",
                "kind": "reserved",
                "count": 16,
                "price_per_hour": "2.40",
            },
            {
                "id": "h100-on-demand",
                "name": "H100 on demand",
                "accelerator": "H100-SXM",
                "kind": "on_demand",
                "count": 64,
                "price_per_hour": "4.10",
            },
            {
                "id": "a100-owned",
                "name": "A100 owned",
                "accelerator": "A100-80GB-SXM",
                "kind": "owned",
                "count": {"2027-Q1": 8, "2027-Q3": 16},
                "price_per_hour": "0.90",
                "availability": 0.95,
            },
        ],
        "budgets": [
            {"quarter": "2027-Q1", "compute": 250000},
            {"quarter": "2027-Q2", "compute": 250000, "people": 400000},
        ],
        "policies": {
            "max_active_projects": 6,
            "effort_shares": [{"theme": "tech-debt", "at_least": 0.15}],
            "freezes": [{"from": "2027-11-15", "to": "2027-12-05", "phase_kinds": ["rollout"]}],
        },
        "drivers": [
            {
                "id": "data-late",
                "name": "Partner data arrives late",
                "probability": 0.3,
                "weeks": {"low": 1, "likely": 3, "high": 8},
                "affects": ["ranker-v3/data"],
            }
        ],
        "projects": [_project(i, name, theme) for i, (name, theme) in enumerate(PROJECTS)],
        "pins": [
            {"project": "ranker-v3", "selected": True},
            {"project": "fp8-inference", "phase": "train", "person": "chidi-eze"},
        ],
    }


def _person(i: int, name: str, skills: dict[str, float]) -> dict[str, object]:
    return {
        "id": slug(name).replace("á", "a").replace("ı", "i"),
        "name": name,
        "skills": skills,
        "fte": 0.8 if i == 1 else 1.0,
        "weekly_cost": 3600 + 150 * i,
        "reserve": 0.15 if i == 0 else 0.1,
        "leave": [{"from": "2027-03-01", "to": "2027-03-12"}] if i == 0 else [],
        **({"ends": "2027-09-24"} if i == 3 else {}),
    }


def _three(likely: float) -> dict[str, float]:
    return {"low": round(likely * 0.7, 2), "likely": likely, "high": round(likely * 1.8, 2)}


def _project(i: int, name: str, theme: int) -> dict[str, object]:
    phases: list[dict[str, object]] = [
        {"id": "data", "name": "Data", "kind": "data", "effort": {"data": _three(2 + i % 3)}},
        {
            "id": "train",
            "name": "Training",
            "kind": "training",
            "after": ["data"],
            "effort": {"modelling": _three(3 + i % 4)},
            "gpu": {
                "hours": _three(2500 + 700 * (i % 5)),
                "reference": "H100-SXM",
                "accelerators": {"H100-SXM": 1.0, "A100-80GB-SXM": 0.4},
                "max_devices": 32,
            },
            "gate": {"probability": 0.8, "on_failure": {"redo": 0.5, "times": 1}},
        },
        {
            "id": "rollout",
            "name": "Rollout",
            "kind": "rollout",
            "after": ["train"],
            "effort": {"serving": _three(2)},
        },
    ]
    project: dict[str, object] = {
        "id": slug(name),
        "name": name,
        "theme": slug(THEMES[theme]),
        "kind": "tech-debt" if theme == 4 else "model",
        "value": {"per_week": _three(3000 + 1700 * ((i * 7) % 9)), "ramp_weeks": 4},
        "mandatory": i == 14,
        "phases": phases,
    }
    if i % 3 == 0:
        day = dt.date(2027, 5, 28) + dt.timedelta(days=16 * i)
        project["deadline"] = {"date": min(day, dt.date(2027, 12, 20)).isoformat(), "penalty_per_week": 5000}
    if i in (0, 4, 6):
        project["depends_on"] = [{"project": "feature-store", "phase": "train"}]
    return project


def portfolio() -> Portfolio:
    return Portfolio.model_validate(document())


@dataclass
class _Builder:
    phases: list[PlannedPhase]
    assignments: list[Assignment]
    compute: list[ComputeUse]


def plan(of: Portfolio, out: int = 4) -> Plan:
    """A plan that staggers the projects; it keeps no capacity and is only for looking at."""
    built, planned = _Builder([], [], []), []
    order = sorted(range(len(of.projects)), key=lambda i: (not of.projects[i].mandatory, (i * 5) % 18))
    for place, i in enumerate(order):
        project = of.projects[i]
        if place >= len(order) - out:
            planned.append(PlannedProject(id=project.id, selected=False, reason=_reason(place)))
            continue
        start = finish = of.calendar.start + WEEK * (place * 2)
        for n, phase in enumerate(project.phases):
            finish = _place(
                of, built, project=project.id, n=n, phase=phase.id, start=finish, weeks=3 + (i + n) % 3
            )
        planned.append(
            PlannedProject(
                id=project.id,
                selected=True,
                start=start,
                finish=finish,
                launch=finish,
                quarter=of.horizon.quarter_of(of.horizon.week_of(finish) - 1),
            )
        )
    return Plan(
        snapshot="sha256:" + "ab" * 32,
        seed=0,
        version="0.1.0",
        status="FEASIBLE",
        value=1_284_300.0,
        bound=1_351_900.0,
        gap=0.05,
        currency=of.currency,
        projects=tuple(planned),
        phases=tuple(built.phases),
        assignments=tuple(built.assignments),
        compute=tuple(built.compute),
    )


def _place(
    of: Portfolio, built: _Builder, *, project: str, n: int, phase: str, start: dt.date, weeks: int
) -> dt.date:
    finish = start + WEEK * weeks
    skill = ("data", "modelling", "serving")[n]
    able = [p for p in of.people if skill in p.skills]
    person = able[(len(built.phases) // 3) % len(able)]
    built.phases.append(
        PlannedPhase(project=project, phase=phase, start=start, finish=finish, crew=(person.id,))
    )
    built.assignments.append(
        Assignment(
            project=project, phase=phase, person=person.id, skill=skill, start=start, finish=finish, share=0.5
        )
    )
    if n == 1:
        for w in range(weeks):
            pool = of.pools[(len(built.phases) + w // 2) % len(of.pools)]
            hours = 600.0 + 140 * ((w * 3 + len(built.phases)) % 5)
            built.compute.append(
                ComputeUse(project=project, phase=phase, pool=pool.id, week=start + WEEK * w, hours=hours)
            )
    return finish


def _reason(place: int) -> Reason:
    if place % 2:
        return Reason(
            rule="value.displaced",
            text="Others are worth more: the data engineers are full until October.",
            detail={"skill": "data"},
        )
    return Reason(
        rule="budget.compute",
        text="Needs 9,200 H100-hours in 2027-Q3; the compute budget leaves 3,100.",
        detail={"quarter": "2027-Q3"},
    )


def finishes(of: Plan) -> dict[str, Finish]:
    """A forecast with growing spread."""
    found = {}
    for i, project in enumerate(p for p in of.projects if p.selected):
        assert project.finish is not None
        median, spread = i % 3, 1 + i % 4
        late = (-1 - i % 2, median, median + spread, median + 2 * spread)
        p10, p50, p80, p90 = (project.finish + WEEK * w for w in late)
        found[project.id] = Finish(p10, p50, p80, p90, 0.64 + 0.02 * i)
    return found


def cost_report() -> CostReport:
    """Costs of three quarters' worth of rows, made up; the first quarter is over its budget."""
    quarters = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")
    rows = []
    for i, quarter in enumerate(quarters):
        for j, pool in enumerate(("h100-reserved", "h100-on-demand", "a100-owned")):
            amount = Decimal(60_000 + 21_000 * ((i + j) % 3)) + Decimal("0.37")
            rows.append(
                _cost_row(
                    quarter,
                    i,
                    "compute",
                    project=None if j == 0 else PROJECTS[i][0],
                    pool=pool,
                    amount=amount,
                )
            )
        salary = Decimal(48_000 + 9_000 * i) + Decimal("0.11")
        rows += [
            _cost_row(quarter, i, "people", project=name, pool=None, amount=salary)
            for name in ("Ranker v3", "Feature store", "FP8 inference")
        ]
    budgets = (
        BudgetLine(
            quarter="2027-Q1", theme=None, kind="compute", budget=Decimal(200_000), spent=Decimal("243001.11")
        ),
        BudgetLine(
            quarter="2027-Q2", theme=None, kind="people", budget=Decimal(400_000), spent=Decimal("171000.33")
        ),
    )
    return CostReport(currency="USD", view="plan", quarters=quarters, rows=tuple(rows), budgets=budgets)


def _cost_row(
    quarter: str, i: int, kind: CostKind, *, project: str | None, pool: str | None, amount: Decimal
) -> CostRow:
    return CostRow(
        week=dt.date(2027, 1, 4) + WEEK * (13 * i),
        month=f"2027-{1 + 3 * i:02d}",
        quarter=quarter,
        kind=kind,
        project=slug(project) if project else None,
        phase=None,
        pool=pool,
        cost_centre=None,
        hours=100.0 if pool else None,
        amount=amount,
    )


def forecast(of: Plan) -> Forecast:
    """The same forecast as a document, with curves, costs and two drivers."""
    projects = tuple(
        ProjectForecast(
            id=project,
            p_done=finish.p_done,
            p_done_se=0.01,
            p_launch=min(1.0, finish.p_done + 0.02),
            start_p50=finish.p10,
            finish_p10=finish.p10,
            finish_p50=finish.p50,
            finish_p80=finish.p80,
            finish_p90=finish.p90,
            finish_se_weeks=0.1,
            p_deadline=0.7 if i % 3 == 0 else None,
            late_weeks=1.25 if i % 3 == 0 else None,
            criticality=0.05 * i,
            by_quarter=tuple(QuarterChance(quarter=q, p_done=0.2 * n) for n, q in enumerate(QUARTERS)),
            curve=_curve(finish),
        )
        for i, (project, finish) in enumerate(finishes(of).items())
    )
    spread = {
        "p10": 800_000.0,
        "p50": 1_100_000.0,
        "p80": 1_300_000.0,
        "p90": 1_420_000.0,
        "mean": 1_110_000.0,
    }
    quarters = tuple(
        QuarterCost(quarter=q, p10=2e5 + 1e4 * n, p50=2.4e5, p80=2.7e5, p90=3e5 + 2e4 * n, mean=2.5e5)
        for n, q in enumerate(QUARTERS)
    )
    return Forecast(
        snapshot=of.snapshot,
        runs=4096,
        seed=0,
        seconds=0.8,
        projects=projects,
        value=Spread(**spread, se=4_000.0),
        cost=CostForecast(**spread, se=3_000.0, by_quarter=quarters),
        drivers=(
            DriverEffect(id="data-late", name="Partner data arrives late", delta_p80_weeks=2.6, se=0.2),
            DriverEffect(id="shortage", name="Accelerator shortage", delta_p80_weeks=0.1, se=0.2),
        ),
    )


def _curve(finish: Finish) -> tuple[CurvePoint, ...]:
    known = ((0.1, finish.p10), (0.5, finish.p50), (0.8, finish.p80), (0.9, finish.p90))
    return tuple(CurvePoint(level=level, date=day) for level, day in known if day)


def finished_work(rows: int) -> list[FinishedWork]:
    """Work of three teams that takes longer than estimated, less so as time goes on."""
    teams, kinds = ("Search", "Platform", "Growth"), ("training", "data", "rollout", "experiment")
    luck = [math.sin(n * 12.9898) * 0.6 for n in range(rows)]
    return [
        FinishedWork(
            1.0 + n % 7,
            (1.0 + n % 7) * math.exp(0.5 - 0.4 * n / rows + luck[n] * 0.6 + (n % 3) * 0.1),
            dt.date(2025, 1, 10) + dt.timedelta(days=n * 5),
            teams[n % 3],
            kinds[n % 4],
        )
        for n in range(rows)
    ]


def paired() -> PairedRuns:
    """Two plans on the same luck, in which one project drew its own and nothing is known of its dates."""
    amount = {
        "mean": -1500.0,
        "mean_se": 35.0,
        "mean_se_apart": 90.0,
        "p10": -4200.0,
        "p50": 0.0,
        "p90": 900.0,
    }
    errors = {"p10_se": None, "p50_se": 40.0, "p90_se": 55.0}
    chances = {"p_first": 0.62, "p_first_se": 0.005, "p_second": 0.36, "p_second_se": None}
    nothing = dict.fromkeys(("mean", "mean_se", "mean_se_apart", "p10", "p50", "p90"))
    figures = [chances | amount | errors | {"measure": measure} for measure in ("value", "cost")]
    figures.append(chances | nothing | dict.fromkeys(errors) | {"measure": "finish"})
    projects = [
        {"id": "p0", **chances, "p50_weeks": 1.0, "p50_weeks_se": 0.5},
        {"id": "p1", **chances, "p50_weeks": None, "p50_weeks_se": None},
    ]
    return PairedRuns.model_validate(
        {"runs": 4096, "seed": 0, "figures": figures, "projects": projects, "own_luck": ["p1"]}
    )


def advised(told: Forecast) -> Forecast:
    """With advice on commitments: to add some, to add none, and with nothing to compare with."""
    rest = {
        "reserved_price": 2.1,
        "break_even": 0.5,
        "cost_with": 8e5,
        "cost_at_mean": 8.5e5,
        "saving": 1e5,
        "saving_p10": -2e4,
        "saving_p90": 2e5,
        "risk": 0.2,
    }
    base = {"on_demand_price": 4.1, "worth_up_to": 3.2, "cost_without": 9e5}
    rows = (
        {"accelerator": "H100-SXM", "devices": 4, **base, **rest},
        {"accelerator": "A100-80GB-SXM", "devices": 0, **base, **rest}
        | {"present": {"devices": 16.0, "used": 0.12, "worth": 0}},
        {"accelerator": "L40S", "devices": None, **base, **dict.fromkeys(rest)},
    )
    return told.model_copy(update={"commitments": tuple(map(CommitmentAdvice.model_validate, rows))})


def beside() -> BesideCost:
    """Unit costs of a project that trains and of one that serves, and the books of a pool."""
    trains = {
        "project": "ranker-v3",
        "runs": 12,
        "run_cost": "50.00",
        "predictions": 0,
        "thousand_cost": None,
    }
    serves = {
        "project": "feature-store",
        "runs": 0,
        "run_cost": None,
        "predictions": 3e7,
        "thousand_cost": "0.15",
    }
    book = {"pool": portfolio().pools[0].id, "charge": "3360.00", "book_value": "40520.00", "cost": "4032.00"}
    return BesideCost.model_validate(
        {"units": [trains, serves], "depreciation": [book | {"quarter": q} for q in QUARTERS]}
    )


def comments() -> Page[Comment]:
    """Two comments, of which one may be deleted, and more before them."""
    at = dt.datetime(2027, 1, 4, 9, 30, tzinfo=dt.UTC)
    told = "The labels (see https://example.com/labels) are <b>late</b>."
    rows = (
        Comment("2", "ranker-v3", told, "Ann", at, True),
        Comment("1", "ranker-v3", "Yes.", "Bo", at, False),
    )
    return Page(rows, "1")
