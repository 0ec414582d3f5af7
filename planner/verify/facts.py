"""What a plan says, read beside its portfolio in weeks of the horizon: the ground on which every rule stands.

Rows that name something unknown or carry numbers that are not finite are left out here;
`planner.verify.shape` reports them. Weeks are integers from the portfolio's start, so that no date can
overflow.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from planner.domain.calendar import Horizon
from planner.domain.calibration import Learnt, Measure
from planner.domain.compute import Pool
from planner.domain.estimates import Estimate
from planner.domain.plan import Plan, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.progress import StartedPhase
from planner.domain.projects import Phase, Project
from planner.domain.team import Position, Worker, weekly_capacity

TIME_TOLERANCE = 1e-9
"""Absolute tolerance on shares and relative tolerance on effort."""
AMOUNT_TOLERANCE = 1e-6
"""Relative tolerance on hours, money and the value."""
STEPS = 20
"""Steps of a full week: shares come in multiples of 5 %."""

PhaseKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment in the weeks [first, end) of the horizon. Upkeep has no phase."""

    project: str
    phase: str | None
    person: str
    skill: str
    first: int
    end: int
    share: float

    @property
    def weeks(self) -> range:
        return range(self.first, self.end)


@dataclass(frozen=True, slots=True)
class Use:
    """Paid hours of a phase in a pool and week of the horizon."""

    project: str
    phase: str
    pool: str
    week: int
    hours: float


@dataclass(frozen=True)
class Facts:
    """A portfolio and a plan for it, indexed."""

    portfolio: Portfolio
    plan: Plan
    snapshot: str
    """Address of the portfolio."""

    @cached_property
    def horizon(self) -> Horizon:
        return self.portfolio.horizon

    @cached_property
    def weeks(self) -> int:
        """Weeks of the horizon."""
        return self.horizon.weeks

    @cached_property
    def now(self) -> int:
        """First week that is still open: rules hold from there on, and what lies before is as it happened."""
        return self.portfolio.now

    @cached_property
    def started(self) -> dict[PhaseKey, StartedPhase]:
        """Phases that have begun before that week."""
        return self.portfolio.started

    @cached_property
    def projects(self) -> dict[str, Project]:
        return {project.id: project for project in self.portfolio.projects}

    @cached_property
    def phases(self) -> dict[PhaseKey, Phase]:
        return {
            (project.id, phase.id): phase for project in self.portfolio.projects for phase in project.phases
        }

    @cached_property
    def workers(self) -> dict[str, Worker]:
        """People and open positions."""
        return {worker.id: worker for worker in self.portfolio.workers}

    @cached_property
    def positions(self) -> dict[str, Position]:
        return {position.id: position for position in self.portfolio.positions}

    @cached_property
    def pools(self) -> dict[str, Pool]:
        return {pool.id: pool for pool in self.portfolio.pools}

    @cached_property
    def capacity(self) -> dict[str, tuple[float, ...]]:
        """Unrounded capacity of every worker by week."""
        sites = {site.id: site for site in self.portfolio.sites}
        return {name: weekly_capacity(worker, self.horizon, sites) for name, worker in self.workers.items()}

    @cached_property
    def planned(self) -> dict[str, PlannedProject]:
        """Known projects as the plan states them."""
        return {row.id: row for row in self.plan.projects if row.id in self.projects}

    @cached_property
    def selected(self) -> frozenset[str]:
        return frozenset(name for name, row in self.planned.items() if row.selected)

    @cached_property
    def spans(self) -> dict[PhaseKey, tuple[int, int]]:
        """Weeks [start, finish) of each planned phase of a selected project; they may lie outside the
        horizon."""
        return {
            (row.project, row.phase): (self.week(row.start), self.week(row.finish))
            for row in self.plan.phases
            if (row.project, row.phase) in self.phases and row.project in self.selected
        }

    @cached_property
    def starts(self) -> dict[str, int]:
        """First start of each selected project that has planned phases."""
        return {
            name: min(self.spans[key][0] for key in keys)
            for name, keys in self.phases_of_selected.items()
            if keys
        }

    @cached_property
    def launches(self) -> dict[str, int]:
        """Launch week of each selected project: the finish of its last phase."""
        return {
            name: max(self.spans[key][1] for key in keys)
            for name, keys in self.phases_of_selected.items()
            if keys
        }

    @cached_property
    def phases_of_selected(self) -> dict[str, list[PhaseKey]]:
        """Planned phases of each selected project."""
        keys: dict[str, list[PhaseKey]] = {name: [] for name in self.selected}
        for key in self.spans:
            keys[key[0]].append(key)
        return keys

    @cached_property
    def work(self) -> tuple[Work, ...]:
        """Readable assignments, cut to the open weeks of the horizon."""
        return tuple(self._work(self.now, self.weeks))

    @cached_property
    def past_work(self) -> tuple[Work, ...]:
        """Readable assignments, cut to the weeks that are over."""
        return tuple(self._work(0, self.now))

    def _work(self, since: int, until: int) -> Iterator[Work]:
        for row in self.plan.assignments:
            known = row.person in self.workers and row.project in self.projects
            if not known or not math.isfinite(row.share):
                continue
            if row.phase is not None and (row.project, row.phase) not in self.phases:
                continue
            first, end = max(since, self.week(row.start)), min(until, self.week(row.finish))
            if first < end:
                yield Work(row.project, row.phase, row.person, row.skill, first, end, row.share)

    @cached_property
    def use(self) -> tuple[Use, ...]:
        """Readable compute rows inside the open weeks of the horizon."""
        return self._use(self.now, self.weeks)

    @cached_property
    def past_use(self) -> tuple[Use, ...]:
        """Readable compute rows in the weeks that are over."""
        return self._use(0, self.now)

    def _use(self, since: int, until: int) -> tuple[Use, ...]:
        rows = []
        for row in self.plan.compute:
            week = self.week(row.week)
            known = row.pool in self.pools and (row.project, row.phase) in self.phases
            if known and math.isfinite(row.hours) and since <= week < until:
                rows.append(Use(row.project, row.phase, row.pool, week, row.hours))
        return tuple(rows)

    @cached_property
    def recorded_work(self) -> tuple[Work, ...]:
        """Assignments of the portfolio's progress, also of projects that are no longer in the plan."""
        progress = self.portfolio.progress
        rows = () if progress is None else progress.work
        return tuple(
            Work(row.project, row.phase, row.person, row.skill, first, end, row.share)
            for row in rows
            for first, end in [(max(0, self.week(row.start)), min(self.now, self.week(row.finish)))]
            if first < end
        )

    @cached_property
    def recorded_use(self) -> tuple[Use, ...]:
        """Compute rows of the portfolio's progress."""
        progress = self.portfolio.progress
        rows = () if progress is None else progress.compute
        return tuple(
            Use(row.project, row.phase, row.pool, self.week(row.week), row.hours)
            for row in rows
            if 0 <= self.week(row.week) < self.now
        )

    @cached_property
    def crews(self) -> dict[PhaseKey, frozenset[str]]:
        """Distinct people with assignments in each phase: in the open weeks, or before when nobody is left on it."""
        ahead, past = _crews(self.work), _crews(self.past_work)
        return past | ahead

    def needed(self, key: PhaseKey) -> dict[str, float]:
        """Engineer-weeks by skill that the open weeks must provide."""
        row, efforts = self.started.get(key), self.phases[key].effort
        if row is not None and (row.finished is not None or row.remaining is not None):
            return row.effort_left(self.phases[key])
        left = 1.0 if row is None else 1.0 - row.done
        return {skill: left * self.planned_amount(key, "effort", efforts[skill]) for skill in efforts}

    def needed_hours(self, key: PhaseKey) -> float:
        """GPU-hours on the reference accelerator that the open weeks must provide."""
        row, gpu = self.started.get(key), self.phases[key].gpu
        if gpu is None:
            return 0.0
        if row is not None and (row.finished is not None or row.remaining is not None):
            return row.hours_left(self.phases[key])
        return (1.0 if row is None else 1.0 - row.done) * self.planned_amount(key, "gpu_hours", gpu.hours)

    def planned_amount(self, key: PhaseKey, measure: Measure, estimate: Estimate) -> float:
        """The amount of an estimate that the plan must provide: the likely value, times the median ratio of actual to
        estimate when the portfolio's calibration has one for this measure and is to be applied."""
        calibration, likely = self.portfolio.calibration, estimate.likely
        learnt = None if calibration is None or not calibration.apply else getattr(calibration, measure)
        certain = measure == "weeks" and estimate.low == estimate.high
        if learnt is None or certain or likely <= 0:
            return likely
        project, phase = self.projects[key[0]], self.phases[key]
        by_kind = learnt.categories.get(phase.kind, learnt.categories.get(project.kind, 1.0))
        return float(likely * _median(learnt, likely) * learnt.teams.get(project.team or "", 1.0) * by_kind)

    def over(self, key: PhaseKey) -> bool:
        """Whether the phase is finished: nothing of it is left to decide."""
        return key in self.started and self.started[key].finished is not None

    @cached_property
    def phase_shares(self) -> dict[tuple[str, str, str], dict[int, float]]:
        """Share of each person in each phase and week, summed over skills: (project, phase, person) ->
        week -> share."""
        shares: dict[tuple[str, str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.work:
            if row.phase is not None:
                for week in row.weeks:
                    shares[row.project, row.phase, row.person][week] += row.share
        return shares

    def efficiency(self, key: PhaseKey) -> float:
        """Productivity of each person of the phase's crew of n: n^exponent / n."""
        n = len(self.crews.get(key, ()))
        return n ** (self.portfolio.policies.crew_exponent - 1) if n > 1 else 1.0

    def proficiency(self, person: str, skill: str) -> float:
        """Effort that a full share of the person gives; 0 without the skill."""
        return self.workers[person].skills.get(skill, 0.0)

    def steps(self, person: str, week: int) -> int:
        """Capacity of the person in whole steps of 5 %, rounded down."""
        return math.floor(self.capacity[person][week] * STEPS + TIME_TOLERANCE)

    def away(self, person: str, week: int) -> bool:
        """Whether the person cannot give the minimum share in this week."""
        return self.steps(person, week) < self.portfolio.policies.minimum_share * STEPS - TIME_TOLERANCE

    def week(self, day: dt.date) -> int:
        """Index of the week that holds the day."""
        return (day - self.portfolio.calendar.start).days // 7

    def week_on_or_after(self, day: dt.date) -> int:
        """Index of the first week whose Monday is the day or later."""
        return -((self.portfolio.calendar.start - day).days // 7)

    def date(self, week: int) -> str:
        """The Monday of a week, for sentences; weeks that no calendar holds are counted from the start."""
        try:
            return self.horizon.monday(week).isoformat()
        except OverflowError:
            return f"week {week}"

    def listed(self, weeks: Iterable[int]) -> str:
        """Weeks in a sentence: the first one, and how many there are."""
        ordered = sorted(weeks)
        more = f" and {len(ordered) - 1} more" if len(ordered) > 1 else ""
        return f"in the week of {self.date(ordered[0])}{more}"

    def retirement(self, project: Project) -> int | None:
        """First week in which the project is retired; None when it is not."""
        return None if project.retires is None else self.week_on_or_after(project.retires)


def _crews(work: tuple[Work, ...]) -> dict[PhaseKey, frozenset[str]]:
    crews: dict[PhaseKey, set[str]] = defaultdict(set)
    for row in work:
        if row.phase is not None:
            crews[row.project, row.phase].add(row.person)
    return {key: frozenset(people) for key, people in crews.items()}


def _median(learnt: Learnt, likely: float) -> float:
    """Median ratio of actual to estimate at a size: between two stated sizes a power of the size, beyond them that of
    the nearest one."""
    rows = learnt.ratios
    below = [row for row in rows if row.size <= likely] or rows[:1]
    above = [row for row in rows if row.size >= likely] or rows[-1:]
    low, high = below[-1], above[0]
    if low.size >= high.size:
        return low.p50
    share = math.log(likely / low.size) / math.log(high.size / low.size)
    return float(low.p50 * (high.p50 / low.p50) ** share)


def at_least(amount: float, needed: float, tolerance: float) -> bool:
    """Whether an amount reaches what is needed, to a relative tolerance (absolute below one)."""
    return amount >= needed - tolerance * max(1.0, abs(needed))
