"""Scores of projects: RICE, WSJF, or an own formula over the figures of a project."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from planner.domain.calendar import Calendar, Horizon
from planner.domain.findings import nearest
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project

ScoreMethod = Literal["rice", "wsjf", "own"]
LONGEST, MOST_PARTS, DEEPEST = 300, 100, 20
#: RICE: reach times impact is the value a week, confidence the chance of success.
#: WSJF: the cost of a week of delay, which is the value a week and the penalty, by job size.
FORMULAS: Mapping[ScoreMethod, str] = {
    "rice": "value * chance / effort",
    "wsjf": "(value + penalty) / effort",
}
#: Figures that a formula may name -> what they are. Estimates stand with their likely value.
FIGURES: Mapping[str, str] = {
    "value": "value a week from the launch on",
    "value_low": "its low end",
    "value_high": "its high end",
    "one_off": "value paid once at the launch",
    "chance": "chance of success, from 0 to 1",
    "effort": "engineer-weeks of all skills",
    "gpu_hours": "accelerator-hours",
    "other_cost": "money for labelling, data and the like",
    "penalty": "penalty for a week after the deadline",
    "weeks_left": "weeks from the start of the plan to the deadline; the whole horizon without one",
    "phases": "number of phases",
}
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}
WAY_OUT = "write it with figures, numbers, + - * / ( ), min and max, such as value * chance / effort"


class FormulaError(ValueError):
    """A formula that cannot be used: what is wrong with it, and what to write."""


@dataclass(frozen=True)
class Formula:
    """A formula that was checked: it can be worked out for every project."""

    text: str
    tree: ast.expr

    def score(self, figures: Mapping[str, float]) -> float | None:
        """The score for a project's figures; None where it divides by nothing or grows past all numbers."""
        try:
            found = _worked_out(self.tree, figures)
        except (ZeroDivisionError, OverflowError):
            return None
        return found if math.isfinite(found) else None


def read_formula(text: str) -> Formula:
    """Check a formula.

    Raises
    ------
    FormulaError
        When it is no formula, or holds what no formula may.
    """
    plain = text.strip()
    if not plain:
        raise FormulaError(f"the formula is empty; {WAY_OUT}")
    if len(plain) > LONGEST:
        raise FormulaError(f"the formula has {len(plain)} characters, more than {LONGEST}")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = f" near place {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise FormulaError(f"'{plain}' is no formula{at}; {WAY_OUT}") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS * 3:
        raise FormulaError(f"the formula has too many parts; {MOST_PARTS} are enough")
    _check(tree, 0)
    return Formula(plain, tree)


def formula_of(method: ScoreMethod, own: str = "") -> Formula:
    """The formula of a method; FormulaError when the own one cannot be used."""
    return read_formula(own if method == "own" else FORMULAS[method])


def figures_of(portfolio: Portfolio, project: Project) -> dict[str, float]:
    """The figures that formulas name."""
    rate, once = project.value.per_week, project.value.one_off
    left = float(_weeks(portfolio.calendar))
    if project.deadline is not None:
        left = (project.deadline.date - portfolio.calendar.start).days / 7
    return {
        "value": rate.likely if rate else 0.0,
        "value_low": rate.low if rate else 0.0,
        "value_high": rate.high if rate else 0.0,
        "one_off": once.likely if once else 0.0,
        "chance": project.success_probability,
        "effort": sum(e.likely for phase in project.phases for e in phase.effort.values()),
        "gpu_hours": sum(phase.gpu.hours.likely for phase in project.phases if phase.gpu),
        "other_cost": float(sum(phase.other_cost for phase in project.phases)),
        "penalty": float(project.deadline.penalty_per_week) if project.deadline else 0.0,
        "weeks_left": left,
        "phases": float(len(project.phases)),
    }


@lru_cache(maxsize=16)
def _weeks(calendar: Calendar) -> int:
    """Weeks of a horizon, counted once for all projects."""
    return Horizon(calendar).weeks


def _check(node: ast.expr, depth: int) -> None:
    if depth > DEEPEST:
        raise FormulaError(f"the formula is nested more than {DEEPEST} deep")
    inner: list[ast.expr] = []
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=complex()):
            raise FormulaError(f"'{ast.unparse(node)}' is no number; {WAY_OUT}")
        case ast.Constant(value=int() | float()):
            pass
        case ast.Name(id=name):
            if name not in FIGURES:
                raise FormulaError(f"'{name}' is no figure of a project{nearest(name, FIGURES)}")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            inner = [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            inner = [operand]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            wanted = 1 if name == "abs" else 2
            if len(args) < wanted or (name == "abs" and len(args) > 1):
                raise FormulaError(f"{name}() takes {'one value' if name == 'abs' else 'two values or more'}")
            inner = list(args)
        case _:
            raise FormulaError(f"'{ast.unparse(node)[:60]}' cannot stand in a formula; {WAY_OUT}")
    for part in inner:
        _check(part, depth + 1)


def _worked_out(node: ast.expr, figures: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return figures[name]
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_worked_out(left, figures), _worked_out(right, figures))
        case ast.UnaryOp(op=op, operand=operand):
            value = _worked_out(operand, figures)
            return -value if isinstance(op, ast.USub) else value
        case ast.Call(func=ast.Name(id=name), args=args):
            return float(FUNCTIONS[name](*(_worked_out(part, figures) for part in args)))
    raise AssertionError(f"a formula with {ast.dump(node)} passed the check")
