"""Scenarios: named changes over a portfolio, and what they may be made of."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from planner.domain.base import Model, Name, Number, Share, Slug, Text, Whole
from planner.domain.changes import Changes
from planner.domain.what_if import Drag

ScenarioState = Literal["draft", "planned", "applied", "dropped"]
MAX_LEVERS = 50
Percent = Annotated[Number, Field(ge=-100, le=1000)]


class MorePeople(Model):
    """More full-time people with a skill, there from the start, paid elsewhere."""

    skill: Slug
    count: Annotated[Whole, Field(ge=1, le=20)] = 1


class PoolChange(Model):
    """So many per cent more (or, below zero, fewer) devices in a pool."""

    pool: Slug
    percent: Percent


class BudgetChange(Model):
    """So many per cent more (or, below zero, less) in all budgets of a kind."""

    kind: Literal["compute", "people"]
    percent: Percent


class ThemeShare(Model):
    """A theme's least part of the planned effort."""

    theme: Slug
    at_least: Share


class ProjectChoice(Model):
    """A project that must be in, or must be out."""

    project: Slug
    selected: bool


class Lever(Model):
    """One simple change; exactly one of its kinds is given."""

    KINDS: ClassVar[tuple[str, ...]] = ("people", "pool", "budget", "theme_share", "project")

    people: MorePeople | None = None
    pool: PoolChange | None = None
    budget: BudgetChange | None = None
    theme_share: ThemeShare | None = None
    project: ProjectChoice | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in self.KINDS) != 1:
            raise ValueError(f"give one of {', '.join(f'`{kind}`' for kind in self.KINDS)}")
        return self


class TriedChange(Model):
    """A change that an explanation of a project that is out has tried, in its words."""

    project: Slug
    change: Annotated[str, Field(min_length=1, max_length=500)]


class ScenarioDraft(Model):
    """A scenario that is wanted: a name, and one source of its changes."""

    SOURCES: ClassVar[tuple[str, ...]] = ("levers", "changes", "gestures", "tried")

    name: Name
    note: Text = ""
    plan_id: Annotated[str, Field(max_length=80)] | None = None
    """The plan that `changes`, `gestures` or `tried` are about; planning begins near it."""
    levers: Annotated[tuple[Lever, ...], Field(max_length=MAX_LEVERS)] = ()
    changes: Changes | None = None
    gestures: Annotated[tuple[Drag, ...], Field(max_length=MAX_LEVERS)] = ()
    tried: TriedChange | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in self.SOURCES if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(f'`{name}`' for name in self.SOURCES)}")
        if given != ["levers"] and self.plan_id is None:
            raise ValueError(f"`{given[0]}` are about a plan: say which `plan_id`")
        return self
