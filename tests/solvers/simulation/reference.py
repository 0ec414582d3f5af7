"""The replay in plain Python: one run at a time, simple and slow, written from the policy and not from the kernel.

The policy. Phases are taken in the order in which they become due (planned start) and ready (predecessors, delay); ties in
the plan's order. Each is walked from its first possible week on: every week each member of its crew gives what is free,
or the planned share where shares are constant. Up to the planned finish of the phase, what the plan keeps for later work is not free.
If somebody is taken in a week, or the week is closed, the phase can only begin after that week. People who have left are
replaced when a skill is short that nobody who is left has.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from solvers.simulation.problem import Draws, SimulationProblem

SLACK = 1e-7
SLACK_HOURS = 1e-3


@dataclass
class Run:
    start: dict[int, int] = field(default_factory=dict)
    finish: dict[int, int] = field(default_factory=dict)
    launch: dict[int, int] = field(default_factory=dict)
    stopped: dict[int, int] = field(default_factory=dict)
    blocker: dict[int, int] = field(default_factory=dict)
    people: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    compute: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    spent: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    serving: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    short: set[tuple[int, int]] = field(default_factory=set)
    value: float = 0.0


@dataclass
class Member:
    person: int
    joined: int
    late: bool
    share: int
    planned: dict[int, int]
    offered: int = 0


class Replay:
    """One run."""

    def __init__(self, problem: SimulationProblem, draws: Draws, n: int) -> None:
        self.s, self.d, self.n = problem, draws, n
        self.p = problem.problem
        self.weeks = self.p.weeks
        self.out = Run()
        self.effort: dict[int, dict[int, float]] = defaultdict(dict)
        for column, (i, k) in enumerate(problem.effort):
            self.effort[i][k] = float(draws.effort[n, column])
        self.hours = {i: float(draws.hours[n, c]) for c, i in enumerate(problem.hours)}
        self.capacity = self.p.people.capacity.copy()
        for c, p in enumerate(problem.positions):
            self.capacity[p] = problem.capacity_by_start[c, draws.position_start[n, c]]
        self.gone = []
        for p in range(self.p.n_people):
            working = [t + 1 for t in range(self.weeks) if self.p.people.capacity[p, t] > 0]
            gone = int(draws.gone[n, p])
            self.capacity[p, gone:] = 0
            self.gone.append(min(max(working, default=0), gone))
        self.free = self.capacity.copy()
        self.kept = [  # what the plan keeps: rows (owner, person, skill, week, units)
            tuple(row) for row in problem.plan.work.tolist()
        ]
        self.claim: dict[tuple[int, int], int] = defaultdict(int)
        for _, p, _, t, units in self.kept:
            self.claim[p, t] += units
        self.pool_free = self.p.pools.hours.copy()
        self.pool_claim: dict[tuple[int, int], float] = defaultdict(float)
        for _, g, t, hours in problem.plan.hours.tolist():
            self.pool_claim[int(g), int(t)] += hours
        self.active: dict[tuple[int, int], int] = defaultdict(int)  # projects by person and week
        self.crews: dict[int, set[int]] = {}
        self.status = {i: "waiting" for i in range(self.p.n_phases) if problem.plan.start[i] >= 0}
        self.stop_at: dict[int, int] = {}
        self.first_use: dict[int, int] = {}
        used = {p for _, p, _, _, _ in self.kept} | {
            p for p in range(self.p.n_people) if problem.plan.crew[:, p].any()
        }
        self.hired = {p for p in range(self.p.n_people) if self.p.people.position_cost[p] == 0 or p in used}

    # ---- the order of things

    def run(self) -> Run:
        self.purge()
        while True:
            ready = [(max(early, self.s.plan.start[i]), self.rank[i], i, early) for i, early in self.ready()]
            if not ready:
                break
            _, _, i, early = min(ready)
            self.place(i, early)
        self.settle()
        return self.out

    @cached_property
    def rank(self) -> dict[int, int]:
        order: list[int] = []
        waiting = sorted(self.status, key=lambda i: (self.s.plan.start[i], i))
        for i in waiting:
            self._behind(i, order)
        return {i: r for r, i in enumerate(order)}

    def _behind(self, i: int, order: list[int]) -> None:
        if i in order:
            return
        for b, _ in self.before(i):
            if b in self.status:
                self._behind(b, order)
        order.append(i)

    def before(self, i: int) -> list[tuple[int, int]]:
        first, end = self.p.phases.pred_first[i], self.p.phases.pred_first[i + 1]
        return [(int(self.p.phases.pred[a]), int(self.p.phases.pred_lag[a])) for a in range(first, end)]

    def ready(self) -> list[tuple[int, int]]:
        rows = []
        for i, status in self.status.items():
            if status == "waiting" and all(self.status.get(b) == "done" for b, _ in self.before(i)):
                early = max((self.out.finish[b] + lag for b, lag in self.before(i)), default=0)
                rows.append((i, max(early + int(self.d.delay[self.n, i]), int(self.s.plan.not_before[i]))))
        return rows

    def place(self, i: int, early: int) -> None:
        j = int(self.p.phases.project[i])
        self.let_go(i)
        found = self.find(i, early)
        if found is None or found[0] >= self.stop_at.get(j, self.weeks + 1):
            self.status[i] = "dropped"
            self.give_up(j, 2 if found is None else 1)
            self.purge()
            return
        start, finish, crew, blocker = found
        if blocker is not None:
            self.out.blocker[i] = blocker
            for k in self.effort[i]:
                if self.p.people.skill[blocker, k] > 0:
                    self.out.short |= {(k, t) for t in range(max(early, self.s.plan.start[i]), start)}
        self.book(i, start, finish, crew)
        self.out.value -= self.s.other_cost[i]
        self.status[i] = "done"
        if not self.d.passes[self.n, i]:
            self.status[i] = "failed"
            self.stop_at[j] = min(self.stop_at.get(j, self.weeks + 1), finish)
            self.give_up(j, 1)
            self.purge()
        elif j not in self.out.stopped and all(self.status[b] == "done" for b in self.mine(j)):
            self.launch(j)

    def mine(self, j: int) -> list[int]:
        return [i for i in self.status if self.p.phases.project[i] == j]

    def let_go(self, owner: int) -> None:
        """What the plan keeps for a phase (or -1 - project: its upkeep) is free for others."""
        for row_owner, p, _, t, units in self.kept:
            if row_owner == owner:
                self.claim[p, t] -= units
        for row_owner, g, t, hours in self.s.plan.hours.tolist():
            if int(row_owner) == owner:
                self.pool_claim[int(g), int(t)] -= hours

    def give_up(self, j: int, reason: int) -> None:
        if j not in self.out.stopped:
            self.let_go(-1 - j)
            self.out.stopped[j] = reason

    def purge(self) -> None:
        changed = True
        while changed:
            changed = False
            for i, status in self.status.items():
                j = int(self.p.phases.project[i])
                late = self.s.plan.start[i] >= self.stop_at.get(j, self.weeks + 1)
                lost = any(self.status.get(b, "dropped") in ("dropped", "failed") for b, _ in self.before(i))
                if status == "waiting" and (late or lost):
                    self.status[i] = "dropped"
                    self.let_go(i)
                    self.give_up(j, 2)
                    changed = True

    # ---- one phase

    def usable(self, i: int, p: int, t: int) -> int:
        kept = self.claim[p, t] if t < self.s.plan.finish[i] else 0
        return int(self.free[p, t]) - kept

    def find(self, i: int, early: int) -> tuple[int, int, list[Member], int | None] | None:
        blocker = None
        start = early
        while start < self.weeks:
            obstacle, person, finish, crew = self.walk(i, start)
            if obstacle is None:
                return start, finish, crew, blocker
            blocker = person if person is not None else blocker
            start = obstacle + 1
        return None

    def walk(self, i: int, start: int) -> tuple[int | None, int | None, int, list[Member]]:
        """(week of the obstacle, person who was taken, finish, crew)"""
        planned = [p for p in range(self.p.n_people) if self.s.plan.crew[i, p]]
        scale = self.scale(i)
        need = {k: effort * scale for k, effort in self.effort[i].items()}
        crew = [self.planned_member(i, p, start) for p in planned if self.gone[p] > start]
        self.stand_in(i, crew, need, start, late=False)
        hours = self.hours.get(i, 0.0)
        for t in range(start, self.weeks):
            if not self.p.phases.allowed[i, t]:
                return t, None, 0, crew
            if t > start and any(self.gone[m.person] <= t for m in crew):
                self.stand_in(i, crew, need, t, late=True)
            for m in crew:
                given = self.gives(i, m, t)
                if given is None and not m.late:
                    return t, m.person, 0, crew
                m.offered += given or 0
            if i in self.hours:
                hours -= self.useful(i, t)
            long_enough = t - start + 1 >= self.d.weeks[self.n, i]
            if long_enough and hours <= SLACK_HOURS and self.shared_out(crew, need) is not None:
                return None, None, t + 1, crew
        return self.weeks, None, 0, crew

    def scale(self, i: int) -> float:
        """Units a unit of effort takes: the crew's loss of productivity by its size in the plan."""
        efficiency = self.p.rules.crew_efficiency
        return float(20.0 / efficiency[min(int(self.s.plan.crew[i].sum()), len(efficiency) - 1)])

    def planned_member(self, i: int, p: int, start: int) -> Member:
        by_week: dict[int, int] = defaultdict(int)
        by_skill: dict[int, int] = defaultdict(int)
        for owner, person, k, t, units in self.kept:
            if (owner, person) == (i, p):
                by_week[t] += units
                by_skill[k] += units
        return Member(p, start, False, max(by_week.values(), default=0), by_skill)

    def stand_in(self, i: int, crew: list[Member], need: dict[int, float], t: int, *, late: bool) -> None:
        skill = self.p.people.skill
        length = int(self.s.plan.finish[i] - self.s.plan.start[i])
        shares = [
            self.planned_member(i, p, t).share for p in range(self.p.n_people) if self.s.plan.crew[i, p]
        ]
        for k in sorted(need):
            have = sum(m.offered * skill[m.person, k] for m in crew)
            held = any(self.gone[m.person] > t and skill[m.person, k] > 0 for m in crew)
            if have >= need[k] - SLACK or held:
                continue
            best, most = None, 0.0
            for p in range(self.p.n_people):
                able = self.p.phases.may_work[i, p] and skill[p, k] > 0 and p in self.hired
                if not able or self.gone[p] <= t or any(m.person == p for m in crew):
                    continue
                weeks = range(t, min(t + length, self.weeks))
                time = sum(max(0, self.usable(i, p, week)) for week in weeks) * skill[p, k]
                if time > most:
                    best, most = p, time
            if best is not None:
                share = max([self.p.rules.minimum_units, *shares])
                crew.append(Member(best, t, late, share, {}))

    def gives(self, i: int, m: Member, t: int) -> int | None:
        """Units in week t, 0 when away, None when taken by other work."""
        p, rules = m.person, self.p.rules
        capacity = int(self.capacity[p, t])
        if t >= self.gone[p] or capacity < rules.minimum_units:
            return 0
        wish = min(m.share if rules.constant_shares else rules.minimum_units, capacity)
        units = self.usable(i, p, t)
        full = self.active[p, t] >= self.p.people.max_projects[p] and not self.at_home(i, p, t)
        if units < wish or full:
            return None
        return wish if rules.constant_shares else units

    def at_home(self, i: int, p: int, t: int) -> bool:
        """A person is on a project from the start to the finish of each of its phases that they are on."""
        mine = self.mine(int(self.p.phases.project[i]))
        return any(p in self.crews.get(b, ()) and self.out.start[b] <= t < self.out.finish[b] for b in mine)

    def shared_out(self, crew: list[Member], need: dict[int, float]) -> list[dict[int, int]] | None:
        """Units of each member by skill; None when they do not cover the effort."""
        skill = self.p.people.skill
        open_ = {k: need[k] for k in sorted(need)}
        left = [m.offered for m in crew]
        given: list[dict[int, int]] = [defaultdict(int) for _ in crew]
        for k in open_:
            # Not even everybody together: no need to look closer.
            if sum(m.offered * skill[m.person, k] for m in crew) < need[k] - SLACK:
                return None

        def give(c: int, k: int, most: int) -> None:
            speed = skill[crew[c].person, k]
            if open_[k] > SLACK and most > 0 and speed > 0:
                units = min(left[c], most, max(1, math.ceil(open_[k] / speed - 1e-9)))
                given[c][k] += units
                open_[k] -= units * speed
                left[c] -= units

        for c, m in enumerate(crew):
            for k in open_:
                give(c, k, m.planned.get(k, 0))
        able = [[k for k in open_ if skill[m.person, k] > 0] for m in crew]
        few = [c for c in range(len(crew)) if len(able[c]) <= 1]
        for c in few + [c for c in range(len(crew)) if len(able[c]) > 1]:
            while left[c] > 0:
                wanted = [k for k in able[c] if open_[k] > SLACK]
                if not wanted:
                    break
                give(c, max(wanted, key=lambda k: (open_[k], -k)), left[c])
        return given if len(open_) <= 1 or all(rest <= SLACK for rest in open_.values()) else None

    # ---- accelerators

    def pool_usable(self, i: int, g: int, t: int) -> float:
        kept = self.pool_claim[g, t] if t < self.s.plan.finish[i] else 0.0
        return float(self.pool_free[g, t]) - kept

    def rate(self, i: int, g: int) -> float:
        planned = self.p.phases.gpu_rate[i, g] * (1 + self.p.pools.overhead[g])
        return float(planned / (1 + self.d.overhead[self.n, g]))

    def pools(self, i: int, *, fast: bool) -> list[int]:
        price = [
            0.0 if c else row.mean()
            for c, row in zip(self.p.pools.committed, self.p.pools.price, strict=True)
        ]
        rate = self.p.phases.gpu_rate[i]
        able = [g for g in range(len(price)) if rate[g] > 0]
        if fast:
            return sorted(able, key=lambda g: (-rate[g], price[g], g))
        return sorted(able, key=lambda g: (price[g] / rate[g], -rate[g], g))

    def useful(self, i: int, t: int) -> float:
        room, total = float(self.p.phases.gpu_weekly[i]), 0.0
        for g in self.pools(i, fast=True):
            paid = min(room, self.pool_usable(i, g, t))
            if paid > 0:
                room -= paid
                total += paid * self.rate(i, g)
        return total

    def filled(
        self, i: int, start: int, finish: int, *, fast: bool
    ) -> tuple[float, dict[tuple[int, int], float]]:
        need = self.hours[i]
        room = dict.fromkeys(range(start, finish), float(self.p.phases.gpu_weekly[i]))
        taken = {}
        for g in self.pools(i, fast=fast):
            for t in range(start, finish):
                paid = min(room[t], self.pool_usable(i, g, t), need / self.rate(i, g))
                if paid > 0:
                    need -= paid * self.rate(i, g)
                    room[t] -= paid
                    taken[g, t] = paid
        return need, taken

    # ---- booking

    def quarter(self, t: int) -> int:
        return int(self.p.rules.quarter[t]) if t < self.s.horizon else len(self.s.fixed_cost) - 1

    def theme(self, j: int) -> int:
        theme = int(self.p.projects.theme[j])
        return theme if theme >= 0 else len(self.p.names.themes)

    def time(self, j: int, p: int, t: int, units: int) -> None:
        self.free[p, t] -= units
        self.out.people[self.theme(j), self.quarter(t)] += units * self.p.people.unit_cost[p]
        self.first_use[p] = min(self.first_use.get(p, self.weeks), t)

    def book(self, i: int, start: int, finish: int, crew: list[Member]) -> None:
        j, minimum = int(self.p.phases.project[i]), self.p.rules.minimum_units
        scale = self.scale(i)
        amounts = self.shared_out(crew, {k: effort * scale for k, effort in self.effort[i].items()})
        assert amounts is not None
        for m, by_skill in zip(crew, amounts, strict=True):
            weeks = {t: units for t in range(m.joined, finish) if (units := self.gives(i, m, t))}
            total = sum(by_skill.values())
            spare = total if m.late else max(0, total - len(weeks) * minimum)
            for t, units in weeks.items():
                if m.late:
                    take = min(units, spare)
                    spare -= take
                elif self.p.rules.constant_shares:
                    take = units
                else:
                    more = min(spare, units - minimum)
                    spare -= more
                    take = minimum + more
                if take > 0:
                    self.active[m.person, t] += not self.at_home(i, m.person, t)
                    self.time(j, m.person, t, take)
        self.crews[i] = {m.person for m in crew}
        if i in self.hours:
            left, taken = self.filled(i, start, finish, fast=False)
            if left > SLACK_HOURS:
                _, taken = self.filled(i, start, finish, fast=True)
            for (g, t), paid in taken.items():
                self.pool_free[g, t] -= paid
                cost = paid * self.p.pools.price[g, t]
                if not self.p.pools.committed[g]:
                    cost *= math.exp(self.d.price_growth[self.n, g] * t)
                    self.out.spent[self.quarter(t)] += cost
                    self.out.value -= cost
                self.out.compute[self.theme(j), self.quarter(t)] += cost
        self.out.start[i], self.out.finish[i] = start, finish

    def launch(self, j: int) -> None:
        week = max(self.out.finish[i] for i in self.mine(j))
        self.out.launch[j] = week
        self.out.value += float(self.s.value[j, week])
        self.let_go(-1 - j)
        skill = self.p.people.skill
        for k in range(skill.shape[1]):
            people = [p for p in range(self.p.n_people) if skill[p, k] > 0]
            people.sort(key=lambda p: (self.p.people.position_cost[p] > 0, p))
            at = j % len(people) if people else 0
            for t in range(week, self.p.projects.upkeep_end[j]):
                left = self.p.projects.upkeep[j, k] * 20.0
                for keep in (True, False):
                    for step in range(len(people)):
                        h = (at + step) % len(people)
                        p = people[h]
                        spare = int(self.free[p, t]) - (self.claim[p, t] if keep else 0)
                        if left <= 1e-9 or spare <= 0 or p not in self.hired:
                            continue
                        units = min(spare, math.ceil(left / skill[p, k] - 1e-9))
                        left -= units * skill[p, k]
                        self.time(j, p, t, units)
                        if left <= 1e-9:
                            at = h

    def settle(self) -> None:
        for q, fixed in enumerate(self.s.fixed_cost):
            self.out.spent[q] += fixed
        for p, first in self.first_use.items():
            self.out.value -= self.p.people.position_cost[p] * max(0, self.s.horizon - first)
        for j, week in self.out.launch.items():
            for t in range(week, self.s.horizon):
                self.out.serving[self.quarter(t)] += float(self.s.serving[j])
