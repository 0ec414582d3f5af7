"""What the kernel reads and the memory it works in, as named tuples of arrays that numba understands."""

from typing import NamedTuple

import numpy as np

from solvers.portfolio.problem import Bools, Floats, Ints

# Why a project could not be placed. Names are the rules of the model.
RULES = (
    "",
    "capacity.person",
    "skill.missing",
    "crew.range",
    "capacity.pool",
    "calendar.window",
    "deadline.hard",
    "budget.people",
    "budget.compute",
    "policy.wip",
    "policy.share",
    "policy.freeze",
    "selection.requires",
    "selection.exclusive",
    "pin.start",
    "upkeep",
    "value.negative",
    "people.required",
    "pin.person",
)
TABLE = 48
"""Blocks of one person that overlap, one after the other, at most; with more, the person gets no further ones."""
CODE = {name: code for code, name in enumerate(RULES)}


class Data(NamedTuple):
    """The problem, read only. Index letters as in `solvers.portfolio.problem`."""

    weeks: int
    now: int
    share_from: int
    """First quarter of which no week is over: effort shares are about this one and later ones."""
    minimum: int
    wip: int
    constant: bool
    floating: bool
    """The time of people on phases is booked as blocks whose rest has no weeks yet: see `blocks`."""
    look_ahead: int
    """Start weeks looked at beyond the first that works: a later start with better people can finish earlier."""
    phase_first: Ints
    value: Floats
    slope: Floats
    """(J, W + 1): what a week of delay costs around each launch week; positive."""
    alone: Ints
    """(J,): the best launch week that least durations permit."""
    mandatory: Bools
    excluded: Bools
    required: Bools
    last_chance: Ints
    """(J, P): last phase of the project on which the person may work; -1 for none."""
    upkeep: Floats
    upkeep_end: Ints
    needs_first: Ints
    needs: Ints
    """Projects that must be selected with project j, prerequisites first."""
    in_group_first: Ints
    in_group: Ints
    group_most: Ints
    project: Ints
    is_last: Bools
    """(I,): no other phase of the project comes after it."""
    effort: Floats
    skill_first: Ints
    skills: Ints
    """Skills with effort of each phase."""
    min_weeks: Ints
    max_weeks: Ints
    """(I,): longer durations are not tried."""
    span: Ints
    """(I,): weeks that are looked at first when a phase is placed."""
    latest: Ints
    """(I,): latest finish that the windows and hard deadlines of the project leave."""
    crew_min: Ints
    crew_max: Ints
    gpu_hours: Floats
    gpu_rate: Floats
    gpu_weekly: Floats
    gpu_cheap: Ints
    gpu_fast: Ints
    """(I, G): pools in the order in which they are tried; -1 ends the list."""
    allowed_run: Ints
    """(I, W + 1): number of allowed weeks from week t on without a break."""
    pinned_start: Ints
    cand_first: Ints
    cand: Ints
    """People who may work on each phase."""
    must: Bools
    pred_first: Ints
    pred: Ints
    pred_lag: Ints
    capacity: Ints
    skill: Floats
    max_projects: Ints
    unit_cost: Floats
    position_cost: Floats
    holder_first: Ints
    holder: Ints
    """People who have each skill, for upkeep."""
    hours: Floats
    price: Floats
    """(G, W): 0 for committed pools: using them costs the objective nothing."""
    full_price: Floats
    efficiency: Floats
    theme: Ints
    budget_limit: Floats
    budget_people: Bools
    budget_theme: Ints
    budget_weeks: Bools
    committed: Bools
    share_theme: Ints
    share_least: Floats
    share_most: Floats
    quarter: Ints
    quarter_end: Ints
    period_end: Ints
    """(W,): week in which the period of the accounts ends that holds each week; the horizon without such accounts."""
    base_price: float
    base_selected: Bools
    base_start: Ints
    base_crew: Bools


class State(NamedTuple):
    """The memory of one decode; reset and reused, never reallocated."""

    free: Ints
    active: Ints
    """(P, W): projects that the person works on."""
    here: Ints
    """(P, W): rows of work on the project that is being placed."""
    hours: Floats
    budget: Floats
    wip: Ints
    theme_effort: Floats
    """(E, Q)"""
    all_effort: Floats
    """(Q,)"""
    short: Floats
    """(Q,): by how much themes were out of bounds before the project that is being placed."""
    first_use: Ints
    """(P,): first week in which an open position works; W when it does not."""
    start: Ints
    finish: Ints
    launch: Ints
    selected: Bools
    on_project: Ints
    """(P,): phases of the project that is being placed with the person on the crew."""
    crew: Bools
    """(I, P)"""
    size: Ints
    """(I,): people on the crew."""
    work: Ints
    """(n, 7): phase (or -1 - project), person, skill, week, units, whether the row made the person active on the
    project, first use of the person before it. Of a block the week is -1 less its first one, and the mark is on the
    first row of the person on the phase."""
    blocks: Ints
    """(P,): blocks of each person that have a rest."""
    block: Ints
    """(P, n, 4): phase, first week, end and rest (units) of each."""
    use: Floats
    """(m, 4): phase, pool, week, paid hours."""
    count: Ints
    """Rows of work and of use."""
    money: Floats
    """Total value, compute cost, position cost, price of changes."""
    fail: Ints
    """Rule code, phase, week of the last failure."""
    stale: Bools
    """(P,): the next two are out of date."""
    idle_before: Ints
    idle_after: Ints
    """(P, W + 1): last week up to each one before which, and first one after which, no rest is left over."""
    run: Ints
    offered: Ints
    """(P, W + 1) each, for the candidates of the phase that is being placed: weeks in a row from each week on in which
    the person could be on it, and units that are free before each week."""
    tied: Ints
    """(P,): blocks in the table of each person, which `blocks` explains."""
    first_of: Ints
    end_of: Ints
    """(P, n): their first weeks, in order, and their ends, in order."""
    begun: Ints
    over: Ints
    """(P, W + 1): how many of them begin before a week, and how many end by it."""
    table: Ints
    """(P, n + 1, n + 1, 4)"""
    ends_at: Ints
    rest_of: Ints
    """(n,): place of the end, and rest, of each block in order of the starts."""
    most: Ints
    limit: Ints
    flow: Ints
    """(W + 1,) each: working memory of `shorten_runs` and `find_idle`."""
    event: Bools
    opening: Bools
    """(W + 1,): weeks in which somebody becomes free, or freer, for the phase that is being placed; and those in which
    somebody can be on it for longer than from the week before."""
    rem: Floats
    amount: Ints
    """(K,), (P, K): effort that is still uncovered, and units by person and skill."""
    spare: Ints
    """(P,): units that people of a crew have left to give."""
    gifts: Floats
    """(P,): the most that people could give to a phase, in order."""
    member: Ints
    best: Ints
    """(P,): crews under construction, and the best so far."""
    room: Floats
    """(W,): paid hours that the phase may still use in a week."""
    fails: Ints
    """(J, 3): rule code, phase and week of each project's last failure."""
    fresh: Bools
    """(J,): placed in the bundle that is being placed."""
    gone: Bools
    """(I,): leaves the schedule now."""
    rent: Floats
    """(P, W + 1): sums over the weeks before each week of what a unit of the person's time is worth elsewhere."""


class Genes(NamedTuple):
    """What the search varies."""

    order: Ints
    include: Bools
    crew: Ints
    """(I,): size up to which a crew grows."""
    share: Ints
    """(I,): units that each of the crew gives in a week at least, as far as they have them: more than the phase needs,
    for the same reason as `stretch`."""
    pick: Ints
    """(I,): seed of the noise on people's costs when a crew is chosen; 0 for none."""
    not_before: Ints
    """(J,): the project does not start before this week."""
    hold: Ints
    """(I,): the phase does not start before this week."""
    stretch: Ints
    """(I,): the phase lasts this many weeks at least: work of a theme that must have a part of each quarter's effort
    makes room for that of others for as long as it lasts."""
    until: Ints
    """(I,): the phase is finished by this week."""
    delay: Floats
    """(I,): weight of delay when its start and its crew are chosen: little where it holds up nothing."""
    use_position: Bools
    """(P,): the position may be used."""
    thrift: Floats
    """(J,): weight of the rent of people's time against delay when crews are chosen."""
    fixed: Bools
    """(I,): the phase is done by its team, not by a crew chosen while it is placed."""
    team: Bools
    """(I, P)"""
    accept: Bools
    """(J,): the project is placed whatever it is worth, for the room that its theme's effort makes for others."""
    keep_shares: Bools
    """(1,): refuse every project that takes a theme's part of the effort further out of its bounds; otherwise the
    search pays for what is out of bounds at the end, which lets projects balance each other in any order."""


def allocate(d: Data) -> State:
    """Memory for decodes of a problem."""
    p, w = d.capacity.shape
    j, i, k, g = len(d.mandatory), len(d.project), d.skill.shape[1], len(d.hours)
    quarters = len(d.quarter_end)
    # A row of work holds at least one unit of somebody's week, which bounds the number of rows; blocks that are taken
    # over are booked before it is known that they fit.
    rows = int(d.capacity.sum()) + 1 + k * quarters
    uses = int(min(i * max(g, 1) * w, 400_000)) + 1
    # Each has the least share of a week, and a unit beyond that.
    most = int(d.capacity.sum(axis=1).max(initial=0)) // (d.minimum + 1) + 1 + quarters
    blocks, table = (most, TABLE) if d.floating else (1, 1)

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    def floats(*shape: int) -> Floats:
        return np.zeros(shape, np.float64)

    def flags(*shape: int) -> Bools:
        return np.zeros(shape, np.bool_)

    return State(
        free=ints(p, w),
        active=ints(p, w),
        here=ints(p, w),
        hours=floats(g, w),
        budget=floats(len(d.budget_limit)),
        wip=ints(w),
        theme_effort=floats(len(d.share_theme), quarters),
        all_effort=floats(quarters),
        short=floats(quarters),
        first_use=ints(p),
        start=ints(i),
        finish=ints(i),
        launch=ints(j),
        selected=flags(j),
        on_project=ints(p),
        crew=flags(i, p),
        size=ints(i),
        work=ints(rows, 7),
        blocks=ints(p),
        block=ints(p, blocks, 4),
        use=floats(uses, 4),
        count=ints(2),
        money=floats(4),
        fail=ints(3),
        stale=np.ones(p, np.bool_),
        idle_before=ints(p, w + 1),
        idle_after=ints(p, w + 1),
        run=ints(p, w + 1),
        offered=ints(p, w + 1),
        tied=ints(p),
        first_of=ints(p, table),
        end_of=ints(p, table),
        begun=ints(p, w + 1),
        over=ints(p, w + 1),
        table=ints(p, table + 1, table + 1, 4),
        ends_at=ints(table),
        rest_of=ints(table),
        most=ints(w + 1),
        limit=ints(w + 1),
        flow=ints(w + 1),
        event=flags(w + 1),
        opening=flags(w + 1),
        rem=floats(k),
        amount=ints(p, k),
        spare=ints(p),
        gifts=floats(p + 1),
        member=ints(p),
        best=ints(p),
        room=floats(w),
        fails=ints(j, 3),
        fresh=flags(j),
        gone=flags(i),
        rent=floats(p, w + 1),
    )
