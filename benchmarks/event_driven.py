"""The policy of a forecast event by event, in SimPy: what the speed of the replay is measured against.

Phases are processes that wait for the events of their predecessors, then ask for their crew in the order of the plan.
People and pools have calendars by week, because work that is begun is not interrupted and later work keeps what the
plan gives it. Written for speed within Python: lists, nothing computed twice, money only as the value of launches.

Left out, beside what no portfolio of the comparison has: departures and stand-ins, upkeep, shared estimates, constant
shares and cost. Phases begin at their planned week at the earliest (`simulation: {start_rule: planned}`), so that
all that happens in a week follows from earlier weeks.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from solvers.simulation.problem import Draws, SimulationProblem

FEATURES = (
    "sites", "holidays", "part_time", "leave", "late_starts", "ramp_up", "reserve", "positions",
    "gpu", "substitutes", "spot", "owned", "steps",
    "gates", "redo", "lags", "depends_on", "cross_phase", "fixed_time", "deadlines", "drivers", "crew_law",
)  # fmt: skip
"""Of the generator, what both have."""
TICKS = 1_000_000
"""Of a week, by which those who are ready in the same week ask in the order of the plan."""
SLACK, SLACK_HOURS = 1e-7, 1e-3


class Policy:
    """What does not change between runs, as lists."""

    def __init__(self, problem: SimulationProblem) -> None:
        inner, plan = problem.problem, problem.plan
        self.problem, self.weeks = problem, inner.weeks
        self.minimum = inner.rules.minimum_units
        phases = inner.phases
        self.project = phases.project.tolist()
        self.start, self.finish = plan.start.tolist(), plan.finish.tolist()
        self.not_before = plan.not_before.tolist()
        self.allowed = phases.allowed.tolist()
        arcs = zip(phases.pred.tolist(), phases.pred_lag.tolist(), strict=True)
        listed = list(arcs)
        first = phases.pred_first.tolist()
        self.before = [listed[a:b] for a, b in pairwise(first)]
        self.order = self._order()
        self.mine: dict[int, list[int]] = defaultdict(list)
        for i in self.order:
            self.mine[self.project[i]].append(i)
        self.crew = [[p for p, there in enumerate(row) if there] for row in plan.crew.tolist()]
        self.skill = inner.people.skill.tolist()
        self.most: list[int] = inner.people.max_projects.tolist()
        self.capacity = inner.people.capacity.tolist()
        self.cells: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for column, (i, k) in enumerate(problem.effort):
            self.cells[i].append((k, column))
        for row in self.cells.values():
            row.sort()
        efficiency = inner.rules.crew_efficiency.tolist()
        self.scale = [20.0 / efficiency[min(len(crew), len(efficiency) - 1)] for crew in self.crew]
        self.hours_at = {i: column for column, i in enumerate(problem.hours)}
        self._claims()
        self._pools()

    def _order(self) -> list[int]:
        """By planned start, behind predecessors."""
        placed: dict[int, None] = {}

        def place(i: int) -> None:
            if i not in placed:
                for b, _ in self.before[i]:
                    if self.start[b] >= 0:
                        place(b)
                placed[i] = None

        for i in sorted((i for i, s in enumerate(self.start) if s >= 0), key=lambda i: (self.start[i], i)):
            place(i)
        return list(placed)

    def _claims(self) -> None:
        """What the plan keeps: units by person and week, the rows of each phase, and units by skill of each place."""
        self.claim = [[0] * self.weeks for _ in self.capacity]
        self.rows: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.part: dict[tuple[int, int, int], int] = defaultdict(int)
        for i, p, k, t, units in self.problem.plan.work.tolist():
            self.claim[p][t] += units
            self.rows[i].append((p, t, units))
            self.part[i, p, k] += units

    def _pools(self) -> None:
        inner = self.problem.problem
        pools, rates = inner.pools, inner.phases.gpu_rate
        self.weekly: list[float] = inner.phases.gpu_weekly.tolist()
        self.hours: list[list[float]] = pools.hours.tolist()
        self.hours_claim = [[0.0] * self.weeks for _ in self.hours]
        self.uses: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for i, g, t, hours in self.problem.plan.hours.tolist():
            self.hours_claim[int(g)][int(t)] += hours
            self.uses[int(i)].append((int(g), int(t), hours))
        price = [0.0 if c else float(row.mean()) for c, row in zip(pools.committed, pools.price, strict=True)]
        self.rate: list[list[float]] = (rates * (1.0 + pools.overhead)).tolist()
        self.fast, self.cheap = [], []
        for row in rates.tolist():
            able = [g for g, rate in enumerate(row) if rate > 0]
            self.fast.append(sorted(able, key=lambda g: (-row[g], price[g], g)))
            self.cheap.append(sorted(able, key=lambda g: (price[g] / row[g], -row[g], g)))


class Run:
    """One run: the state of all calendars while SimPy's clock goes on."""

    def __init__(self, policy: Policy, draws: Draws, n: int) -> None:
        self.d = policy
        self.effort, self.hours_need = draws.effort[n].tolist(), draws.hours[n].tolist()
        self.least, self.delay = draws.weeks[n].tolist(), draws.delay[n].tolist()
        self.passes, self.overhead = draws.passes[n].tolist(), draws.overhead[n].tolist()
        self.capacity = list(policy.capacity)
        for c, p in enumerate(policy.problem.positions):
            self.capacity[p] = policy.problem.capacity_by_start[c, draws.position_start[n, c]].tolist()
        self.free = [list(row) for row in self.capacity]
        self.claim = [list(row) for row in policy.claim]
        self.active = [[0] * policy.weeks for _ in policy.capacity]
        self.home: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self.hours = [list(row) for row in policy.hours]
        self.hours_claim = [list(row) for row in policy.hours_claim]
        self.waiting = set(policy.order)
        self.lost: set[int] = set()
        self.stop_at: dict[int, int] = {}
        self.done: dict[int, int] = {}
        self.launch: dict[int, int] = {}

    def simulate(self) -> dict[int, int]:
        """Launch week by project."""
        import simpy  # noqa: PLC0415 - only this benchmark needs it

        self.env = simpy.Environment()
        self.events = {i: self.env.event() for i in self.d.order}
        for rank, i in enumerate(self.d.order):
            self.env.process(self.phase(i, rank))
        self.env.run()
        return self.launch

    def phase(self, i: int, rank: int) -> Iterator[Any]:
        """A phase from the wait for its predecessors to its end."""
        d, env = self.d, self.env
        before = d.before[i]
        if before:
            if any(d.start[b] < 0 for b, _ in before):
                return
            yield env.all_of([self.events[b] for b, _ in before])
        ready = max((self.done[b] + lag for b, lag in before), default=0)
        early = max(ready + self.delay[i], d.not_before[i])
        yield env.timeout(early + (rank + 1) / TICKS - env.now)
        if i not in self.waiting:
            return
        self.waiting.discard(i)
        self.let_go(i)
        start = self.begin(i, early)
        j = d.project[i]
        if start < 0 or start >= self.stop_at.get(j, d.weeks + 1):
            self.lost.add(i)
            self.drop()
            return
        finish = self.done[i]
        if not self.passes[i]:
            self.stop_at[j] = min(self.stop_at.get(j, d.weeks + 1), finish)
            self.lost.add(i)
            self.drop()
            return
        yield env.timeout(finish - env.now)
        self.events[i].succeed()
        if all(b in self.done and b not in self.lost for b in d.mine[j]):
            self.launch[j] = max(self.done[b] for b in d.mine[j])

    def let_go(self, i: int) -> None:
        """What the plan keeps for a phase is free for others."""
        for p, t, units in self.d.rows[i]:
            self.claim[p][t] -= units
        for g, t, hours in self.d.uses[i]:
            self.hours_claim[g][t] -= hours

    def drop(self) -> None:
        """What waits for something that will never be there, and what a stopped project planned for later."""
        for i in self.d.order:
            if i in self.waiting and (
                self.d.start[i] >= self.stop_at.get(self.d.project[i], self.d.weeks + 1)
                or any(b in self.lost for b, _ in self.d.before[i])
            ):
                self.waiting.discard(i)
                self.lost.add(i)
                self.let_go(i)

    def begin(self, i: int, early: int) -> int:
        """Book the first weeks from `early` on in which the phase can be done without a break; -1 for none."""
        start = early
        while start < self.d.weeks:
            obstacle = self.walk(i, start)
            if obstacle < 0:
                return start
            start = obstacle + 1
        return -1

    def lends(self, i: int, p: int, t: int) -> int:
        """Units that a person gives in a week; 0 when away, -1 when taken."""
        minimum = self.d.minimum
        if self.capacity[p][t] < minimum:
            return 0
        units: int = self.free[p][t]
        if t < self.d.finish[i]:
            units -= self.claim[p][t]
        if units < minimum or (self.active[p][t] >= self.d.most[p] and not self.at_home(i, p, t)):
            return -1
        return units

    def at_home(self, i: int, p: int, t: int) -> bool:
        return any(first <= t < end for first, end in self.home[self.d.project[i], p])

    def walk(self, i: int, start: int) -> int:
        """Work from a week on to the end, and book it; else the week in which it cannot go on."""
        d = self.d
        crew, cells = d.crew[i], d.cells[i]
        need = [self.effort[column] * d.scale[i] for _, column in cells]
        have = [0.0] * len(cells)
        given: list[list[int]] = [[] for _ in crew]
        hours = self.hours_need[d.hours_at[i]] if i in d.hours_at else 0.0
        for t in range(start, d.weeks):
            if not d.allowed[i][t]:
                return t
            for c, p in enumerate(crew):
                units = self.lends(i, p, t)
                if units < 0:
                    return t
                given[c].append(units)
                for q, (k, _) in enumerate(cells):
                    have[q] += units * d.skill[p][k]
            if hours > 0.0:
                hours -= self.useful(i, t)
            long_enough = t - start + 1 >= self.least[i] and hours <= SLACK_HOURS
            if long_enough and all(h >= n - SLACK for h, n in zip(have, need, strict=True)):
                offered = [sum(row) for row in given]
                shared = self.shared_out(i, need, offered)
                if shared is not None:
                    self.book(i, start, t + 1, given, shared)
                    return -1
        return d.weeks

    def shared_out(self, i: int, need: list[float], offered: list[int]) -> list[int] | None:
        """Units of each member that are used; None when together they do not cover the effort."""
        d = self.d
        crew, cells = d.crew[i], d.cells[i]
        rest, left = list(need), list(offered)

        def give(c: int, q: int, most: int) -> None:
            speed = d.skill[crew[c]][cells[q][0]]
            if rest[q] > SLACK and most > 0 and speed > 0:
                units = min(left[c], most, max(1, math.ceil(rest[q] / speed - 1e-9)))
                rest[q] -= units * speed
                left[c] -= units

        able = []
        for c, p in enumerate(crew):
            able.append([q for q, (k, _) in enumerate(cells) if d.skill[p][k] > 0])
            for q, (k, _) in enumerate(cells):
                give(c, q, d.part.get((i, p, k), 0))
        for c in sorted(range(len(crew)), key=lambda c: len(able[c]) > 1):
            while left[c] > 0:
                wanted = [q for q in able[c] if rest[q] > SLACK]
                if not wanted:
                    break
                give(c, max(wanted, key=lambda q: (rest[q], -q)), left[c])
        if len(cells) > 1 and any(r > SLACK for r in rest):
            return None
        return [o - r for o, r in zip(offered, left, strict=True)]

    def book(self, i: int, start: int, finish: int, given: list[list[int]], used: list[int]) -> None:
        minimum, j = self.d.minimum, self.d.project[i]
        for c, p in enumerate(self.d.crew[i]):
            spare = max(0, used[c] - minimum * sum(units > 0 for units in given[c]))
            for t, units in enumerate(given[c], start):
                if units > 0:
                    more = min(spare, units - minimum)
                    spare -= more
                    self.active[p][t] += not self.at_home(i, p, t)
                    self.free[p][t] -= minimum + more
        for p in self.d.crew[i]:
            self.home[j, p].append((start, finish))
        if i in self.d.hours_at:
            left, taken = self.filled(i, start, finish, self.d.cheap[i])
            if left > SLACK_HOURS:
                _, taken = self.filled(i, start, finish, self.d.fast[i])
            for g, t, paid in taken:
                self.hours[g][t] -= paid
        self.done[i] = finish

    def room(self, i: int, g: int, t: int) -> float:
        kept = self.hours_claim[g][t] if t < self.d.finish[i] else 0.0
        return self.hours[g][t] - kept

    def useful(self, i: int, t: int) -> float:
        """Reference hours that the pools can give in a week."""
        room, total = self.d.weekly[i], 0.0
        for g in self.d.fast[i]:
            paid = min(room, self.room(i, g, t))
            if paid > 0:
                room -= paid
                total += paid * self.d.rate[i][g] / (1.0 + self.overhead[g])
        return total

    def filled(
        self, i: int, start: int, finish: int, order: list[int]
    ) -> tuple[float, list[tuple[int, int, float]]]:
        need = self.hours_need[self.d.hours_at[i]]
        room = [self.d.weekly[i]] * (finish - start)
        taken = []
        for g in order:
            rate = self.d.rate[i][g] / (1.0 + self.overhead[g])
            for t in range(start, finish):
                paid = min(room[t - start], self.room(i, g, t), need / rate)
                if paid > 0:
                    need -= paid * rate
                    room[t - start] -= paid
                    taken.append((g, t, paid))
        return need, taken
