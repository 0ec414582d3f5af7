"""A plan's status, value, proven bound and gap in words."""

from dataclasses import dataclass

from planner.domain.plan import Plan
from web import words
from web.views.shell import Tone


@dataclass(frozen=True)
class Verdict:
    """How good the plan is, and how sure that is."""

    tone: Tone
    badge: str
    sentence: str


def verdict(plan: Plan) -> Verdict:
    """The sentence for a plan's status."""
    if plan.status == "INFEASIBLE":
        return Verdict(
            "bad",
            "No plan is possible",
            "The rules contradict each other. Relax one of the following and plan again.",
        )
    if plan.status == "NO_PLAN_IN_BUDGET" or plan.value is None:
        return Verdict(
            "warn", "No plan found in time", "The search ended before it found a plan. Give it more seconds."
        )
    worth = words.short_money(plan.value, plan.currency)
    if plan.status == "OPTIMAL" or plan.gap == 0:
        return Verdict(
            "good",
            "Proven best",
            f"Worth {worth} over the horizon and its tail. No plan is worth more: this is proven.",
        )
    if plan.bound is None or plan.gap is None:
        return Verdict(
            "info",
            "Plan without a bound",
            f"Worth {worth} over the horizon and its tail. How much better a plan could be is not known.",
        )
    bound = words.short_money(plan.bound, plan.currency)
    gap = words.percent(plan.gap, 1)
    return Verdict(
        "good" if plan.gap <= 0.05 else "info",
        f"Within {gap} of the best",
        f"Worth {worth} over the horizon and its tail. It is proven that no plan can be worth more "
        f"than {bound}, so at most {gap} could still be gained.",
    )
