"""The independent check of plans: from the documents alone, sharing no code with solvers."""

from planner.verify.facts import Facts
from planner.verify.value import ValueParts
from planner.verify.verdict import Verdict, verify_plan

__all__ = ["Facts", "ValueParts", "Verdict", "verify_plan"]
