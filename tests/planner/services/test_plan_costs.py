"""Remembered cost reports are those that would be worked out again, and do not grow without end."""

from planner.domain.cost import CostQuery
from planner.services.forecast_cost import cost_report
from planner.services.memory import Memory
from planner.services.plan_costs import plan_beside, plan_cost
from planner.services.unit_costs import beside_cost
from tests.finance_plans import case


def test_what_is_remembered_is_what_is_worked_out_for_each_plan_and_question() -> None:
    queries = (CostQuery(), CostQuery(view="organisation"), CostQuery(basis="cash"))
    for _ in range(2):
        for seed in (1, 2):
            portfolio, plan = case(seed)
            for query in queries:
                assert plan_cost(f"p{seed}", portfolio, plan, query) == cost_report(portfolio, plan, query)
            assert plan_beside(f"p{seed}", portfolio, plan) == beside_cost(portfolio, plan)


def test_the_oldest_reports_go_when_there_are_too_many_rows() -> None:
    memory: Memory[str, str] = Memory(10)
    memory.put("a", "A", 4)
    memory.put("b", "B", 4)
    assert memory.get("a") == "A"
    memory.put("c", "C", 4)
    assert [memory.get(key) for key in "abc"] == ["A", None, "C"]
    memory.put("d", "D", 11)
    assert [memory.get(key) for key in "acd"] == [None, None, None]
