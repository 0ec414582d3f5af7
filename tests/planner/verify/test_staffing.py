"""Rules on people, each with a plan that just keeps it and a change that breaks it alone."""

from tests.planner.verify.example import Case, phase, planned, week, work


def test_the_example_breaks_no_rule() -> None:
    assert Case().violations() == ()


def test_nobody_gives_more_than_their_week() -> None:
    # Bob's reserve of a half leaves him half a week: exactly what he gives.
    case = Case()
    case.person("bob")["reserve"] = 0.5
    assert case.broken() == set()
    case.person("bob")["reserve"] = 0.51
    assert case.broken() == {"capacity.person"}


def test_capacity_is_shared_by_all_phases_and_upkeep() -> None:
    case = Case()
    case.project("b")["upkeep"] = {"ops": 0.5}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.5))
    assert case.broken() == set()  # with half of Bob on a/ship in weeks 4 and 5 the week is full
    case.row("assignments", 3)["share"] = 0.55
    assert case.broken() == {"capacity.person"}


def test_capacity_is_not_rounded_down_for_the_check() -> None:
    # Four of five days with a reserve of 0.34: 0.528 of a week; the planner would count 0.5.
    case = Case()
    case.person("bob")["reserve"] = 0.34
    case.person("bob")["leave"] = [{"from": "2027-01-04", "to": "2027-01-04"}]
    assert case.broken() == set()


def test_people_need_the_skill_they_work_in() -> None:
    case = Case()
    case.person("ann")["skills"] = {"ops": 0.5}
    # Without the skill she gives nothing, so the effort is missing as well.
    assert case.broken() == {"skill.missing", "effort"}
    case.phase("a", "train")["effort"] = {"ml": 0}
    assert "skill.missing" in case.broken()


def test_no_share_of_a_phase_is_smaller_than_the_minimum() -> None:
    case = Case()
    case.portfolio["policies"] = {"minimum_share": 0.5}
    assert case.broken() == set()
    case.portfolio["policies"] = {"minimum_share": 0.55}
    assert case.broken() == {"share.minimum"}


def test_the_minimum_counts_a_persons_skills_together() -> None:
    # Ann gives 0.15 of ml and 0.15 of ops to one phase: 0.3 is enough, though neither alone is 0.2.
    case = Case()
    case.phase("a", "train")["effort"] = {"ml": 0.6, "ops": 0.3}
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 4, 0.15)
    case.plan["assignments"].append(work("a", "train", "ann", "ops", 0, 4, 0.15))
    assert case.broken() == set()


def test_upkeep_may_be_less_than_the_minimum_share() -> None:
    case = Case()
    case.project("b")["upkeep"] = {"ops": 0.05}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.05))
    assert case.broken() == set()


def test_shares_come_in_steps_of_five_percent() -> None:
    case = Case()
    case.row("assignments", 0)["share"] = 0.55
    assert case.broken() == set()
    case.row("assignments", 0)["share"] = 0.56
    assert case.broken() == {"share.step"}


def test_shares_may_vary_unless_the_policy_asks_for_constant_ones() -> None:
    # 0.4 + 0.4 + 0.6 + 0.6 = 2 engineer-weeks
    case = Case()
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 2, 0.4)
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 2, 4, 0.6))
    assert case.broken() == set()
    case.portfolio["policies"] = {"constant_shares": True}
    assert case.broken() == {"share.constant"}


def test_a_constant_share_gives_way_to_a_short_week() -> None:
    # In week 1 Ann is there on two days: 0.4 is all she has; 0.6 + 0.4 + 0.6 + 0.6 = 2.2 engineer-weeks.
    case = Case()
    case.portfolio["policies"] = {"constant_shares": True}
    case.person("ann")["leave"] = [{"from": "2027-01-11", "to": "2027-01-13"}]
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 1, 0.6)
    case.plan["assignments"] += [
        work("a", "train", "ann", "ml", 1, 2, 0.4),
        work("a", "train", "ann", "ml", 2, 4, 0.6),
    ]
    assert case.broken() == set()
    case.row("assignments", 3)["share"] = 0.35
    assert case.broken() == {"share.constant"}


def test_the_crew_works_in_every_week_of_the_phase() -> None:
    case = Case()
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 2, 0.5)
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 3, 4, 1.0))
    assert case.broken() == {"continuity"}
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 2, 3, 0.2))
    assert case.broken() == set()


def test_the_crew_rests_while_it_is_away() -> None:
    # Away in week 2: on one day Ann has 0.2, less a reserve of 0.1 is 0.18: below the minimum of 0.2.
    case = Case()
    case.person("ann").update(reserve=0.1, leave=[{"from": "2027-01-19", "to": "2027-01-22"}])
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 2, 0.7)
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 3, 4, 0.7))
    assert case.broken() == set()
    # In a week in which she is away even a sliver is one too many.
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 2, 3, 0.15))
    assert case.broken() == {"share.minimum"}


def test_a_phase_has_one_crew_from_start_to_finish() -> None:
    # Bob takes over from Ann half way: each is missing in the other's weeks.
    case = Case()
    case.person("bob")["skills"] = {"ops": 1.0, "ml": 1.0}
    case.phase("a", "train")["crew"] = {"min": 1, "max": 2}
    case.phase("a", "train")["effort"] = {"ml": 1.8}
    case.plan["phases"][0] = phase("a", "train", 0, 4, "ann", "bob")
    case.plan["assignments"][0] = work("a", "train", "ann", "ml", 0, 2, 0.5)
    case.plan["assignments"].append(work("a", "train", "bob", "ml", 2, 4, 0.5))
    assert "continuity" in case.broken()


def test_nobody_works_on_more_projects_at_once_than_their_limit() -> None:
    # b moves beside a/ship: Bob is on two projects in week 4.
    case = Case()
    case.plan["projects"][1] = planned("b", 4, 6)
    case.plan["phases"][2] = phase("b", "fix", 4, 6, "bob")
    case.plan["assignments"][2] = work("b", "fix", "bob", "ops", 4, 6, 0.5)
    assert case.broken() == set()
    case.person("bob")["max_projects"] = 1
    assert case.broken() == {"focus"}


def test_upkeep_does_not_count_against_focus() -> None:
    case = Case()
    case.person("bob")["max_projects"] = 1
    case.project("b")["upkeep"] = {"ops": 0.1}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.1))
    assert case.broken() == set()


def test_crews_keep_to_their_range() -> None:
    case = Case()
    case.phase("b", "fix")["crew"] = {"min": 2, "max": 3}
    assert case.broken() == {"crew.range"}
    case.phase("b", "fix")["crew"] = {"min": 1, "max": 1}
    assert case.broken() == set()


def test_a_phase_without_effort_has_no_crew() -> None:
    case = Case()
    case.phase("b", "fix")["effort"] = {"ops": 0}
    assert case.broken() == {"crew.range"}


def test_effort_must_be_met() -> None:
    case = Case()
    case.phase("b", "fix")["effort"] = {"ops": 1.0001}
    assert case.broken() == {"effort"}


def test_effort_counts_proficiency() -> None:
    # Ann at 0.5 proficiency: 0.5 x 0.5 x 2 weeks = 0.5 engineer-weeks, half of what is needed.
    case = Case()
    case.plan["phases"][1] = phase("a", "ship", 4, 6, "ann")
    case.plan["assignments"][1] = work("a", "ship", "ann", "ops", 4, 6, 0.5)
    assert case.broken() == {"effort"}
    case.row("assignments", 1)["share"] = 1.0
    assert case.broken() == set()


def test_a_crew_of_two_works_less_than_twice_as_much() -> None:
    # Bob 0.5 and Ann 0.5 x 0.5 for 2 weeks: 1.5; with exponent 0.5 each of two works at 2^0.5 / 2 = 0.7071:
    # 1.0607.
    case = Case()
    case.portfolio["policies"] = {"crew_exponent": 0.5}
    case.phase("b", "fix").update(crew={"min": 1, "max": 2}, effort={"ops": 1.06})
    case.plan["phases"][2] = phase("b", "fix", 0, 2, "ann", "bob")
    case.plan["assignments"].append(work("b", "fix", "ann", "ops", 0, 2, 0.5))
    assert case.broken() == set()
    case.phase("b", "fix")["effort"] = {"ops": 1.061}
    assert case.broken() == {"effort"}


def test_required_people_work_on_the_project() -> None:
    case = Case()
    case.project("a")["people"] = {"required": ["ann", "bob"]}
    assert case.broken() == set()
    case.project("b")["people"] = {"required": ["ann"]}
    assert case.broken() == {"people.required"}


def test_forbidden_people_do_not() -> None:
    case = Case()
    case.project("b")["people"] = {"forbidden": ["bob"]}
    assert case.broken() == {"people.forbidden"}


def test_a_launched_project_is_kept_up_to_the_end_of_the_horizon() -> None:
    case = Case()
    case.project("b")["upkeep"] = {"ops": 0.1}
    assert case.broken() == {"upkeep"}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 24, 0.1))
    assert case.broken() == {"upkeep"}
    case.row("assignments", 3)["finish"] = week(25)
    assert case.broken() == set()


def test_upkeep_counts_proficiency_and_ends_with_retirement() -> None:
    # Ann at 0.5 needs 0.2 of her week for 0.1; retired on a Wednesday, the last week is the one that holds
    # it.
    case = Case()
    case.project("b").update(upkeep={"ops": 0.1}, retires="2027-03-17")
    case.plan["assignments"].append(work("b", None, "ann", "ops", 2, 11, 0.2))
    assert case.broken() == set()
    case.row("assignments", 3)["share"] = 0.15
    assert case.broken() == {"upkeep"}
    case.row("assignments", 3).update(share=0.2, finish=week(12))
    assert case.broken() == {"upkeep"}


def test_open_positions_work_from_their_likely_start() -> None:
    # The position fills in the middle of week 2: on three of five days it has 0.6.
    case = Case()
    case.portfolio["positions"] = [
        {"id": "hire", "name": "Hire", "skills": {"ops": 1.0}, "starts": "2027-01-20", "weekly_cost": 100}
    ]
    case.plan["projects"][1] = planned("b", 2, 4)
    case.plan["phases"][2] = phase("b", "fix", 2, 4, "hire")
    case.plan["assignments"][2] = work("b", "fix", "hire", "ops", 2, 4, 0.6)
    assert case.broken() == set()
    case.row("assignments", 2)["share"] = 0.65
    assert case.broken() == {"capacity.person"}
