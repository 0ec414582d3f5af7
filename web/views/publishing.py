"""The history of the plan of record, and the links that share it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.services.plans import PlanRecord
from planner.services.publications import Publication
from planner.services.shares import MOST_DAYS, ShareLink
from web import words
from web.forms import entries as e
from web.forms.fields import FieldView, field_view
from web.rendering import template
from web.views.shell import Nav, PortfolioPlace, Shell

SHARE_ITEMS = (
    e.text("label", "Whom it is for", required=True, hint="Such as: Steering group"),
    e.number("days", "Days until it ends", required=True, hint=f"At most {MOST_DAYS}"),
    e.check("with_costs", "Show cost sums by kind and quarter"),
)
"""The form of a new link."""


@dataclass(frozen=True)
class DecisionRow:
    """A decision on the plan of record."""

    plan_id: str
    href: str | None
    """None when the plan was deleted."""
    when: str
    by: str
    note: str
    value: str
    current: bool


@dataclass(frozen=True)
class LinkRow:
    """A link that shares the plan of record."""

    id: str
    label: str
    shows: str
    made: str
    ends: str
    open: bool
    revoke_href: str


@template("sharing.html")
@dataclass(frozen=True)
class SharingView:
    """Links, a form for a new one, and the calendar."""

    shell: Shell
    action: str
    can_edit: bool
    rows: tuple[LinkRow, ...]
    fresh: str
    """Address of the link that has just been made; it is shown once."""
    fresh_calendar: str
    calendar_href: str
    fields: tuple[FieldView, ...]
    error: str
    back: Nav
    plan: tuple[str, str] | None
    """Id and words of the one plan that a new link shows; None: the plan of record."""


def decision_rows(
    place: PortfolioPlace, decisions: Sequence[Publication], currency: str, *, newest: bool
) -> tuple[DecisionRow, ...]:
    """Decisions, the newest first; `newest` when the first of them is the one that counts."""
    return tuple(
        DecisionRow(
            plan_id=one.plan_id,
            href=f"{place.href}/plans/{one.plan_id}" if one.exists else None,
            when=words.moment(one.at),
            by=one.by,
            note=one.note,
            value=words.short_money(one.value, currency) if one.exists else "deleted",
            current=newest and n == 0,
        )
        for n, one in enumerate(decisions)
    )


def sharing_view(
    shell: Shell,
    place: PortfolioPlace,
    links: Sequence[ShareLink],
    now: dt.datetime,
    *,
    can_edit: bool,
    fresh: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    plan: tuple[str, str] | None = None,
) -> SharingView:
    """The page; open links first."""
    ordered = sorted(links, key=lambda link: not link.is_open(now))
    return SharingView(
        shell=shell,
        action=f"{place.href}/sharing",
        can_edit=can_edit,
        rows=tuple(_row(place, link, now) for link in ordered),
        fresh=fresh,
        fresh_calendar=f"{fresh}/calendar.ics" if fresh else "",
        calendar_href=f"{place.href}/calendar.ics",
        fields=tuple(field_view(item, typed or {"days": "30"}, errors or {}) for item in SHARE_ITEMS),
        error=(errors or {}).get("", ""),
        back=Nav("All plans", f"{place.href}/plans"),
        plan=plan,
    )


def plan_words(plan: PlanRecord) -> str:
    """Which plan it is: of record, of a scenario, or of a time."""
    made = f"made {words.moment(plan.created_at)}"
    if plan.scenario is not None:
        return f"Plan of the scenario {plan.scenario}, {made}"
    return f"{'The plan of record' if plan.is_record else 'Plan'}, {made}"


def _row(place: PortfolioPlace, link: ShareLink, now: dt.datetime) -> LinkRow:
    ends = f"ends {words.day(link.expires_at.date())}"
    if link.revoked_at is not None:
        ends = f"revoked {words.day(link.revoked_at.date())}"
    elif not link.is_open(now):
        ends = f"ended {words.day(link.expires_at.date())}"
    return LinkRow(
        id=link.id,
        label=link.label,
        shows=("one plan" if link.plan_id else "plan of record") + (", costs" if link.with_costs else ""),
        made=f"{words.day(link.created_at.date())} by {link.created_by}",
        ends=ends,
        open=link.is_open(now),
        revoke_href=f"{place.href}/sharing/{link.id}/revoke",
    )
