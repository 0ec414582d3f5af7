"""Where values come from, read from the trail; on both databases."""

from dataclasses import replace

import pytest

from planner.domain.policies import Pin
from planner.domain.projects import Project
from planner.persistence.jobs import find_plan
from planner.services.bulk_edit import BulkChange, ReadRow, change_projects, undo_bulk
from planner.services.context import Actor, Context, Role
from planner.services.pinning import keep_pins, take_back_pins
from planner.services.portfolios import PortfolioSettings, get_portfolio, replace_portfolio, update_settings
from planner.services.provenance import pin_origins, row_origins
from planner.services.rows import add_row, row_versions, update_row
from tests.stored import store_plan

IN, OUT = Pin(project="b", selected=True), Pin(project="b", selected=False)


@pytest.fixture
def other(ctx: Context) -> Context:
    return replace(ctx, actor=Actor("e", "Eva", Role.EDITOR))


@pytest.fixture
def plan_id(ctx: Context) -> str:
    return store_plan(ctx)


@pytest.fixture
def home(ctx: Context, plan_id: str) -> str:
    return find_plan(ctx.session, ctx.organisation_id, plan_id).portfolio_id


def edit(ctx: Context, home: str, **changes: object) -> None:
    body = get_portfolio(ctx, home).portfolio.project("b").model_copy(update=changes)
    version = row_versions(ctx, home, "projects")["b"]
    update_row(ctx, home, "projects", "b", body, version=version)


def of(ctx: Context, home: str) -> dict[str, tuple[str, str]]:
    found = row_origins(ctx, home, "projects", "b")
    told = {field: (origin.how, origin.by) for field, origin in found.fields.items()}
    return told | {"*": (found.rest.how, found.rest.by)}


def pins(ctx: Context, home: str) -> dict[Pin, tuple[str, str]]:
    known = pin_origins(ctx, home, get_portfolio(ctx, home).portfolio)
    return {pin: (origin.how, origin.by) for pin, origin in known.items()}


def test_what_nobody_has_touched_came_with_the_document(ctx: Context, home: str) -> None:
    assert of(ctx, home) == {"*": ("document", "Olga")}


def test_each_field_is_of_whoever_changed_it_last(ctx: Context, other: Context, home: str) -> None:
    edit(ctx, home, name="B one", sponsor="Sam")
    edit(other, home, name="B two")
    assert of(ctx, home) == {"name": ("edit", "Eva"), "sponsor": ("edit", "Olga"), "*": ("document", "Olga")}


def test_what_a_later_import_has_brought_is_of_no_earlier_editor(
    ctx: Context, other: Context, home: str
) -> None:
    edit(other, home, name="B one")
    now = get_portfolio(ctx, home)
    brought = tuple(
        p.model_copy(update={"name": "Brought"}) if p.id == "b" else p for p in now.portfolio.projects
    )
    replace_portfolio(ctx, home, now.portfolio.model_copy(update={"projects": brought}), version=now.version)
    assert of(ctx, home)["name"] == ("document", "")


def test_changes_of_many_and_their_undo_count_too(ctx: Context, other: Context, home: str) -> None:
    rows = [ReadRow("b", row_versions(ctx, home, "projects")["b"])]
    done = change_projects(other, home, rows, BulkChange(mandatory=True))
    assert of(ctx, home)["mandatory"] == ("edit", "Eva")
    assert done.undo_token is not None
    undo_bulk(ctx, home, done.undo_token)
    assert of(ctx, home)["mandatory"] == ("edit", "Olga"), "it was her who took it back"


def test_a_row_that_was_added_is_of_whoever_added_it(ctx: Context, other: Context, home: str) -> None:
    body = get_portfolio(ctx, home).portfolio.project("b").model_copy(update={"id": "c", "name": "C"})
    assert isinstance(body, Project)
    add_row(other, home, "projects", body)
    found = row_origins(ctx, home, "projects", "c")
    assert (found.fields, found.rest.how, found.rest.by) == ({}, "added", "Eva")


def test_pins_are_of_gestures_of_settings_or_of_the_document(
    ctx: Context, other: Context, plan_id: str, home: str
) -> None:
    keep_pins(other, plan_id, [OUT], version=get_portfolio(ctx, home).version)
    assert pins(ctx, home) == {OUT: ("gesture", "Eva")}
    update_settings(ctx, home, PortfolioSettings(pins=(IN,)), version=get_portfolio(ctx, home).version)
    assert pins(ctx, home) == {IN: ("settings", "Olga")}
    kept = keep_pins(other, plan_id, [OUT], version=get_portfolio(ctx, home).version)
    assert pins(ctx, home) == {OUT: ("gesture", "Eva")}
    take_back_pins(ctx, home, kept.gesture_id)
    assert pins(ctx, home) == {IN: ("settings", "Olga")}


def test_a_must_have_that_is_pinned_out_is_none_by_that_gesture(
    ctx: Context, plan_id: str, home: str
) -> None:
    edit(ctx, home, mandatory=True)
    keep_pins(ctx, plan_id, [OUT], version=get_portfolio(ctx, home).version)
    assert of(ctx, home)["mandatory"] == ("gesture", "Olga")
