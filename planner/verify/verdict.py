"""The verdict on a plan."""

from dataclasses import dataclass

from planner.domain.plan import Plan, Violation
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.verify import compute, past, policies, selection, shape, staffing, timing
from planner.verify.facts import Facts
from planner.verify.value import ValueParts, plan_snapshot, plan_value, recount

RULES = (
    *shape.RULES,
    plan_snapshot,
    *selection.RULES,
    *timing.RULES,
    *staffing.RULES,
    *compute.RULES,
    *policies.RULES,
    *past.RULES,
)


@dataclass(frozen=True)
class Verdict:
    """What the independent check found."""

    valid: bool
    violations: tuple[Violation, ...]
    value: float
    """The objective value of the plan's rows, whatever the plan states."""
    parts: ValueParts
    """The terms of the value."""


def verify_plan(
    portfolio: Portfolio, plan: Plan, base: Plan | None = None, *, snapshot: str | None = None
) -> Verdict:
    """Check a plan against every named rule and count its value anew, from the documents alone.

    Parameters
    ----------
    portfolio
        A valid portfolio (`planner.domain.references.findings` names no error).
    plan
        Any well-formed plan; whatever it says, the answer is a verdict and never an exception.
    base
        The plan of record, when moves away from it have a price.
    snapshot
        Address of the portfolio, where it has just been counted.

    Returns
    -------
    Verdict
        Violations by rule, with a sentence each, and the value in units of the portfolio's currency.
    """
    facts = Facts(portfolio, plan, snapshot or snapshot_id(portfolio))
    parts = recount(facts, base)
    # An answer without a plan would also break every rule that asks for something: one sentence is enough.
    absent = () if facts.selected else tuple(shape.holds_a_plan(facts))
    violations = absent or (
        *(violation for rule in RULES for violation in rule(facts)),
        *plan_value(facts, parts),
    )
    return Verdict(not violations, violations, parts.total, parts)
