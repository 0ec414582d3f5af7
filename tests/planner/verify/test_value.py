"""The value of plans worked out by hand, and what a plan states about itself."""

import pytest

from planner.domain.plan import Plan
from planner.verify import verify_plan
from tests.planner.verify.example import Case, phase, planned, work


def test_the_value_of_the_example() -> None:
    # The horizon of 25 weeks and the tail of 10 end in week 35. a launches in week 6 and brings 1000 for 29
    # weeks, b in week 2 and brings 500 for 33 weeks: 29000 + 16500. 300 hours on demand at 2 cost 600.
    assert Case().verdict().value == pytest.approx(29000 + 16500 - 600, rel=1e-12)


def test_the_value_with_discount_ramp_decay_window_gates_and_a_one_off() -> None:
    # a: mean 0.3 x 500 + 0.4 x 1000 + 0.3 x 2000 = 1150 a week for 3 weeks from week 6 on, ramp 0.5, 1, 1,
    # a year's decay of 0.19 and discount of 0.21 both as powers of week / 52; 100 at launch. week 6: 1150 x
    # 0.5 x 0.81^(0/52) x 1.21^(-6/52);  week 7: 1150 x 0.81^(1/52) x 1.21^(-7/52);  week 8 likewise. ln
    # 0.81 = -0.2107210, ln 1.21 = 0.1906204:
    #   week 6: 575  x exp(-0.0219947)              = 575  x 0.9782455 = 562.4911
    #   week 7: 1150 x exp(-0.0040523 - 0.0256604)  = 1150 x 0.9707244 = 1116.3330
    #   week 8: 1150 x exp(-0.0081047 - 0.0293262)  = 1150 x 0.9632610 = 1107.7502
    #   one-off: 100 x 0.9782455 = 97.8245
    # Gates: 0.8 to stop, and 0.5 with one redo = 0.75; feasibility 0.6: 0.6 x 2884.3988 = 1730.6393.
    # b is out; compute costs 600.
    case = Case()
    case.drop("b")
    case.portfolio["calendar"]["discount_rate"] = 0.21
    case.project("a")["value"] = {
        "per_week": {"low": 500, "likely": 1000, "high": 2000},
        "ramp_weeks": 2,
        "decay_per_year": 0.19,
        "weeks": 3,
        "one_off": 100,
    }
    case.phase("a", "train")["gate"] = {"probability": 0.8}
    case.phase("a", "ship")["gate"] = {"probability": 0.5, "on_failure": {"redo": 0.5, "times": 1}}
    assert case.verdict().value == pytest.approx(1730.6393 - 600, abs=2e-3)


def test_a_given_feasibility_replaces_the_gates_and_spares_the_costs() -> None:
    # a: 29000 x 0.5; serving 10 x 29 weeks, labelling 700, both in full; b as before.
    case = Case()
    case.project("a").update(feasibility=0.5, serving_cost_per_week=10)
    case.phase("a", "train").update(gate={"probability": 0.1}, other_cost=700)
    assert case.verdict().value == pytest.approx(14500 + 16500 - 600 - 290 - 700, rel=1e-12)


def test_ranges_have_another_mean_than_quantiles() -> None:
    # (500 + 4 x 1000 + 2100) / 6 = 1100 a week for 29 weeks
    case = Case()
    case.project("a").update(
        value={"per_week": {"low": 500, "likely": 1000, "high": 2100}}, estimates="range"
    )
    assert case.verdict().value == pytest.approx(31900 + 16500 - 600, rel=1e-12)


def test_retirement_ends_value_and_serving_but_a_window_ends_value_alone() -> None:
    # b launches in week 2. Retired on 2027-03-23 (Tuesday of week 11), it brings value and costs until week
    # 12: 10 weeks. With a window of 4 weeks instead, it brings 4 weeks of value and is served for all 33.
    case = Case()
    case.project("b").update(retires="2027-03-23", serving_cost_per_week=10)
    assert case.verdict().value == pytest.approx(29000 - 600 + 5000 - 100, rel=1e-12)
    del case.project("b")["retires"]
    case.project("b")["value"]["weeks"] = 4
    assert case.verdict().value == pytest.approx(29000 - 600 + 2000 - 330, rel=1e-12)


def test_a_soft_deadline_costs_for_each_started_week() -> None:
    # a launches on 2027-02-15. The Monday on or after Tuesday 2027-01-26 is 2027-02-01: two weeks late. 10
    # % a year off.
    case = Case()
    case.drop("b")
    case.project("a").update(value={"per_week": 0}, deadline={"date": "2027-01-26", "penalty_per_week": 100})
    case.portfolio["calendar"]["discount_rate"] = 0.1
    # 200 x 1.1^(-6/52) = 200 x 0.9890627 = 197.81254
    assert case.verdict().value == pytest.approx(-197.81254 - 600, abs=1e-4)


def test_an_open_position_costs_from_its_first_use_to_the_end_of_the_horizon() -> None:
    # The hire works on b in weeks 3 and 4 and is paid for weeks 3 to 24: 22 weeks x 100. b launches in week
    # 5: 30 weeks.
    case = Case()
    case.portfolio["positions"] = [
        {"id": "hire", "name": "Hire", "skills": {"ops": 1.0}, "starts": "2027-01-11", "weekly_cost": 100}
    ]
    assert case.verdict().value == pytest.approx(29000 + 16500 - 600, rel=1e-12)
    case.plan["projects"][1] = planned("b", 3, 5)
    case.plan["phases"][2] = phase("b", "fix", 3, 5, "hire")
    case.plan["assignments"][2] = work("b", "fix", "hire", "ops", 3, 5, 0.5)
    assert case.verdict().value == pytest.approx(29000 + 15000 - 600 - 2200, rel=1e-12)


def test_prices_follow_their_steps_and_commitments_are_free() -> None:
    # 150 h at 2 in week 0, 150 h at 1 from 2027-01-11 on; 100 h of the owned pool cost the decision nothing.
    case = Case()
    case.pool("cloud")["price_per_hour"] = {"2027-01-04": "2", "2027-01-11": "1"}
    case.phase("a", "train")["gpu"]["accelerators"] = {"H100": 1.0, "A100": 0.5}
    case.plan["compute"].append(case.row("compute", 0) | {"pool": "shelf", "hours": 100})
    assert case.verdict().value == pytest.approx(29000 + 16500 - 450, rel=1e-12)


def test_a_launch_on_the_last_monday_brings_the_value_of_the_tail() -> None:
    # b launches in week 25, when the horizon ends: 10 weeks of tail.
    case = Case()
    case.plan["projects"][1] = planned("b", 23, 25)
    case.plan["phases"][2] = phase("b", "fix", 23, 25, "bob")
    case.plan["assignments"][2] = work("b", "fix", "bob", "ops", 23, 25, 0.5)
    assert case.violations() == ()
    assert case.verdict().value == pytest.approx(29000 + 5000 - 600, rel=1e-12)


def test_each_move_from_the_plan_of_record_has_its_price() -> None:
    case = Case()
    case.portfolio["policies"] = {"change_price": 7}
    portfolio, plan = case.read()
    free = verify_plan(portfolio, plan).value
    assert verify_plan(portfolio, plan, base=plan).value == free

    def price(change: Case) -> float:
        base = Plan.model_validate(change.plan)
        return free - verify_plan(portfolio, plan, base=base).value

    other = Case()
    other.drop("b")  # b comes in: one move, however many phases it has
    assert price(other) == pytest.approx(7)
    other = Case()
    other.plan["phases"][1] = phase("a", "ship", 5, 7, "ann")  # ship starts earlier and with Bob: two moves
    assert price(other) == pytest.approx(14)
    other.plan["phases"][0] = phase("a", "train", 0, 5, "ann")  # a later finish alone is no move
    assert price(other) == pytest.approx(14)


@pytest.mark.parametrize(("factor", "kept"), [(1 + 9e-7, True), (1 + 2e-6, False), (0.9, False)])
def test_the_stated_value_is_that_of_the_rows(factor: float, kept: bool) -> None:
    portfolio, plan = Case().read()
    stated = plan.model_copy(update={"value": 44900 * factor})
    assert [v.rule for v in verify_plan(portfolio, stated).violations] == ([] if kept else ["plan.value"])


@pytest.mark.parametrize(("off", "kept"), [(0.02, True), (0.1, False)])
def test_parts_that_take_each_other_away_are_measured_by_their_own_size(off: float, kept: bool) -> None:
    case = Case()
    case.phase("a", "train")["other_cost"] = 44_800
    portfolio, plan = case.read()
    verdict = verify_plan(portfolio, plan.model_copy(update={"value": 100 + off}))
    assert [v.rule for v in verdict.violations] == ([] if kept else ["plan.value"])


def test_a_plan_without_a_value_or_with_a_bound_below_it_is_wrong() -> None:
    portfolio, plan = Case().read()
    for wrong in ({"value": None}, {"bound": 44000.0}):
        assert [v.rule for v in verify_plan(portfolio, plan.model_copy(update=wrong)).violations] == [
            "plan.value"
        ]


def test_a_plan_of_another_snapshot_is_refused() -> None:
    case = Case()
    portfolio, plan = case.read()
    changed = portfolio.model_copy(update={"name": "Renamed"})
    assert [v.rule for v in verify_plan(changed, plan).violations] == ["plan.snapshot"]
