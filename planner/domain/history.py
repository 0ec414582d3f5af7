"""From a plan and reports to progress: what has happened by a day. Phases without a report went as planned."""

import datetime as dt
from dataclasses import dataclass, field

from planner.domain.calendar import WEEK, monday_of
from planner.domain.changes import Changes, PhaseProgress, Slippage
from planner.domain.corrected import corrected
from planner.domain.plan import Assignment, ComputeUse, Plan, PlannedPhase
from planner.domain.portfolio import Portfolio
from planner.domain.progress import Progress, Remaining, StartedPhase
from planner.domain.projects import Phase

Key = tuple[str, str]
FRIDAY = dt.timedelta(days=4)


def progress_by(portfolio: Portfolio, plan: Plan, changes: Changes) -> Progress | None:
    """Progress on the as-of day of the changes, or the portfolio's own when they name none.

    Parameters
    ----------
    portfolio
        With all changes but the progress applied: what is left is counted by its estimates.
    """
    if changes.as_of is None:
        old = portfolio.progress
        return (
            old
            if old is None or old.keep_people == changes.keep_people
            else old.model_copy(update={"keep_people": changes.keep_people})
        )
    draft = Progress(as_of=changes.as_of, keep_people=changes.keep_people)
    now = corrected(portfolio).model_copy(update={"progress": draft})
    return _History(now, plan, changes, now.horizon.monday(now.now), portfolio).progress(draft)


@dataclass
class _History:
    portfolio: Portfolio
    plan: Plan
    changes: Changes
    until: dt.date
    """The first Monday that is still open."""
    before: Portfolio
    """With the progress on which the plan was made."""
    found: dict[Key, StartedPhase] = field(default_factory=dict)
    told: set[Key] = field(default_factory=set)
    """Running phases of which it is known which part is done."""

    def __post_init__(self) -> None:
        self.recorded = self.before.started
        self.since = self.before.horizon.monday(self.before.now)
        self.out = {project.id for project in self.before.projects}
        self.out -= {project.id for project in self.plan.projects if project.selected}
        self.planned: dict[Key, PlannedPhase] = {(row.project, row.phase): row for row in self.plan.phases}
        self.rows: dict[Key, list[Assignment]] = {}
        for work in self.plan.assignments:
            if work.phase is not None:
                self.rows.setdefault((work.project, work.phase), []).append(work)
        self.used: dict[Key, list[ComputeUse]] = {}
        for use in self.plan.compute:
            self.used.setdefault((use.project, use.phase), []).append(use)
        self.reports: dict[Key, PhaseProgress] = {}
        self.slips: dict[Key, Slippage] = {}
        for change in self.changes.changes:
            if change.progress is not None:
                self.reports[change.progress.project, change.progress.phase] = change.progress
            if change.slippage is not None:
                self.slips[change.slippage.project, change.slippage.phase] = change.slippage

    def progress(self, draft: Progress) -> Progress:
        """Phases in an order in which each comes after its predecessors, then the rows of work."""
        phases = {(p.id, phase.id): phase for p in self.portfolio.projects for phase in p.phases}
        waiting = dict.fromkeys(phases)
        while waiting:
            # Precedence has no cycles, so that there is always one that waits for nothing.
            key = next(k for k in waiting if not any(before in waiting for before in self._before(k)))
            del waiting[key]
            row = self._state(key)
            if row is not None:
                self.found[key] = row
        rows = tuple(self.found[key] for key in phases if key in self.found)
        finished = [
            row.model_copy(update={"remaining": self._remaining(row, phases[row.key])})
            if row.finished is None and row.remaining is None and row.key not in self.told
            else row
            for row in rows
        ]
        work = [piece for row in rows for piece in self._work(row)]
        old = self.before.progress or draft
        work += [row for row in old.work if row.project in self.out]
        use = [piece for row in rows for piece in self._compute(row)]
        use += [row for row in old.compute if row.project in self.out]
        return draft.model_copy(
            update={
                "phases": tuple(finished),
                "work": tuple(work + self._upkeep()),
                "compute": tuple(use),
            }
        )

    def _before(self, key: Key) -> list[Key]:
        project = self.portfolio.project(key[0])
        phase = next(phase for phase in project.phases if phase.id == key[1])
        return [before for before, _ in self.portfolio.waits_for(project, phase)]

    def _state(self, key: Key) -> StartedPhase | None:
        """Whether and when the phase has begun and ended; None when it has not begun."""
        report, row, recorded = self.reports.get(key), self.planned.get(key), self.recorded.get(key)
        if report is None and recorded is not None and (recorded.finished is not None or key[0] in self.out):
            return recorded
        if report is not None and report.not_started:
            return None
        begun = report.started if report is not None else None
        if begun is None:
            begun = self._planned_start(key, row, sure=report is not None or recorded is not None)
        if begun is None or begun >= self.until:
            return None
        crew = (report.people if report is not None else ()) or (row.crew if row is not None else ())
        assumed = report is None and key not in self.slips
        state = StartedPhase(
            project=key[0],
            phase=key[1],
            started=begun,
            crew=crew,
            assumed=assumed,
            effort_spent=report.effort if report is not None else None,
            gpu_hours_spent=report.gpu_hours if report is not None else None,
        )
        return state.model_copy(update=self._end(key, row, report, begun))

    def _end(
        self, key: Key, row: PlannedPhase | None, report: PhaseProgress | None, begun: dt.date
    ) -> dict[str, object]:
        """When a phase ended, or how much of it is done."""
        if report is not None and report.finished is not None:
            return {"finished": report.finished}
        if report is not None and report.done is not None:
            self.told.add(key)
            return {"done": report.done}
        finish = self._planned_finish(key, row, begun)
        if finish is not None and finish <= self.until:
            return {"finished": finish - WEEK + FRIDAY}
        slipped = self._slipped(key, row, begun)
        if slipped > 0.0:
            self.told.add(key)
        return {"done": slipped}

    def _planned_start(self, key: Key, row: PlannedPhase | None, *, sure: bool) -> dt.date | None:
        """As planned, unless it slipped or something that it waits for is not finished."""
        if row is None:
            return None
        slip = self.slips.get(key)
        if slip is not None and slip.starts is not None:
            start = max(row.start, monday_of(slip.starts))
        else:
            start = row.start
        if not sure:
            for before in self._before(key):
                done = self.found.get(before)
                if done is None or done.finished is None:
                    return None
                start = max(start, monday_of(done.finished) + WEEK)
        return start

    def _planned_finish(self, key: Key, row: PlannedPhase | None, begun: dt.date) -> dt.date | None:
        """As long after its begin as planned, and what it slipped by."""
        if row is None:
            return None
        slip = self.slips.get(key)
        finish = monday_of(begun) + (row.finish - row.start)
        if slip is not None and slip.weeks is not None:
            finish += slip.weeks * WEEK
        elif slip is not None and slip.finishes is not None:
            finish = max(finish, monday_of(slip.finishes) + WEEK)
        return finish

    def _slipped(self, key: Key, row: PlannedPhase | None, begun: dt.date) -> float:
        """Part that is done of a phase that takes longer: the part of its time that is over."""
        finish = self._planned_finish(key, row, begun)
        if row is None or finish is None or finish == row.finish:
            return 0.0
        return (self.until - monday_of(begun)) / (finish - monday_of(begun))

    def _remaining(self, row: StartedPhase, phase: Phase) -> Remaining:
        """What the plan gave before the as-of day is done; the rest is left, of the estimate or of what was left."""
        recorded = self.recorded.get(row.key)
        left = {skill: estimate.likely for skill, estimate in phase.effort.items()}
        hours = 0.0 if phase.gpu is None else phase.gpu.hours.likely
        since = None
        if recorded is not None:
            left, hours, since = recorded.effort_left(phase), recorded.hours_left(phase), self.since
        people = {worker.id: worker for worker in self.portfolio.workers}
        planned = self.planned.get(row.key)
        size = len(planned.crew) if planned is not None else 1
        efficiency = max(size, 1) ** (self.portfolio.policies.crew_exponent - 1)
        for work in self._work(row):
            weeks = max(0, (work.finish - max(work.start, since or work.start)) // WEEK)
            gives = work.share * people[work.person].skills.get(work.skill, 0.0) * efficiency * weeks
            left[work.skill] = left.get(work.skill, 0.0) - gives
        pools = {pool.id: pool for pool in self.portfolio.pools}
        for use in self._compute(row) if phase.gpu is not None else ():
            if phase.gpu is not None and (since is None or use.week >= since):
                pool = pools[use.pool]
                hours -= use.hours * phase.gpu.factors.get(pool.accelerator, 0.0) / (1 + pool.overhead)
        return Remaining(
            effort={
                skill: max(0.0, _tidy(amount)) for skill, amount in left.items() if skill in phase.effort
            },
            gpu_hours=max(0.0, _tidy(hours)),
        )

    def _work(self, row: StartedPhase) -> list[Assignment]:
        """Assignments of a phase in the weeks in which it ran. Weeks beside the planned ones were like the nearest."""
        planned = self.planned.get(row.key)
        first = monday_of(row.started)
        end = self.until if row.finished is None else monday_of(row.finished) + WEEK
        found: list[Assignment] = []
        for work in self.rows.get(row.key, []):
            start = first if planned is not None and work.start == planned.start else max(work.start, first)
            stop = end if planned is not None and work.finish == planned.finish else min(work.finish, end)
            if start < stop:
                found.append(work.model_copy(update={"start": start, "finish": stop}))
        return found

    def _compute(self, row: StartedPhase) -> list[ComputeUse]:
        first = monday_of(row.started)
        end = self.until if row.finished is None else monday_of(row.finished) + WEEK
        return [use for use in self.used.get(row.key, []) if first <= use.week < end]

    def _upkeep(self) -> list[Assignment]:
        """Upkeep of projects that have launched, as planned, up to the as-of day."""
        launch: dict[str, dt.date] = {}
        for project in self.portfolio.projects:
            rows = [self.found.get((project.id, phase.id)) for phase in project.phases]
            last = [row.finished for row in rows if row is not None and row.finished is not None]
            if len(last) == len(rows):
                launch[project.id] = monday_of(max(last)) + WEEK
        found = []
        for work in self.plan.assignments:
            if work.phase is None and work.project in launch:
                start, stop = max(work.start, launch[work.project]), min(work.finish, self.until)
                if start < stop:
                    found.append(work.model_copy(update={"start": start, "finish": stop}))
        return found


def _tidy(amount: float) -> float:
    """Without the dust of sums of shares."""
    return round(amount, 9)
