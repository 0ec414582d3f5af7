import datetime as dt

from planner.domain.differences import Span, differences
from planner.domain.plan import ComputeUse, Plan, PlannedPhase, PlannedProject

MONDAY = dt.date(2027, 1, 4)


def week(n: int) -> dt.date:
    return MONDAY + dt.timedelta(weeks=n)


def phase(first: int, end: int, *crew: str, project: str = "a", name: str = "build") -> PlannedPhase:
    return PlannedPhase(project=project, phase=name, start=week(first), finish=week(end), crew=crew)


def plan(*phases: PlannedPhase, out: tuple[str, ...] = (), pool: str = "") -> Plan:
    projects = [
        PlannedProject(
            id=name,
            selected=True,
            start=min(p.start for p in phases if p.project == name),
            finish=max(p.finish for p in phases if p.project == name),
        )
        for name in dict.fromkeys(p.project for p in phases)
    ]
    use = [
        ComputeUse(project=p.project, phase=p.phase, pool=pool, week=p.start, hours=8) for p in phases if pool
    ]
    return Plan(
        snapshot="x",
        seed=0,
        version="1",
        status="FEASIBLE",
        value=1.0,
        bound=None,
        gap=None,
        currency="USD",
        projects=(*projects, *(PlannedProject(id=name, selected=False) for name in out)),
        phases=phases,
        compute=tuple(use),
    )


def test_equal_plans_have_no_moves() -> None:
    assert differences(plan(phase(0, 4, "ada", "bo")), plan(phase(0, 4, "bo", "ada"))) == ()


def test_a_phase_that_ends_two_weeks_later_moves_by_two_weeks() -> None:
    (move,) = differences(plan(phase(0, 4)), plan(phase(1, 6)))
    assert (move.project, move.phase, move.what, move.weeks) == ("a", "build", "dates", 2)
    assert move.before == Span(start=week(0), finish=week(4))
    assert move.after == Span(start=week(1), finish=week(6))


def test_a_phase_may_change_its_crew_and_its_pool_without_moving() -> None:
    found = differences(plan(phase(0, 4, "ada"), pool="owned"), plan(phase(0, 4, "bo"), pool="spot"))
    assert [(m.what, m.names_before, m.names_after) for m in found] == [
        ("crew", ("ada",), ("bo",)),
        ("pool", ("owned",), ("spot",)),
    ]
    assert all(move.weeks is None for move in found)


def test_projects_come_in_and_drop_out_as_a_whole() -> None:
    before = plan(phase(0, 4), phase(0, 2, name="test"), out=("b",))
    after = plan(phase(3, 5, project="b"), out=("a",))
    found = differences(before, after)
    assert [(m.project, m.phase, m.what) for m in found] == [
        ("b", None, "comes in"),
        ("a", None, "drops out"),
    ]
    assert found[0].before is None
    assert found[0].after == Span(start=week(3), finish=week(5))


def test_moves_back_are_the_same_moves_turned_round() -> None:
    one, other = plan(phase(0, 4, "ada"), out=("b",)), plan(phase(2, 5, "bo"), phase(0, 1, project="b"))
    there, back = differences(one, other), differences(other, one)
    turned = {(m.project, m.what, m.after, m.before, m.names_after, m.names_before) for m in back}
    other_way = {"comes in": "drops out", "drops out": "comes in"}
    assert {
        (m.project, other_way.get(m.what, m.what), m.before, m.after, m.names_before, m.names_after)
        for m in there
    } == turned
