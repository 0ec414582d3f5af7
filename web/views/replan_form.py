"""Replan after changes: the form of what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.forms.changes import HEAD, KINDS, card_of, count_of, entries_of
from web.forms.entries import Option
from web.forms.fields import FieldView, field_views
from web.rendering import template
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell

SECTION = "Replan"


@dataclass(frozen=True)
class Card:
    """One change, as it is typed."""

    title: str
    fields: tuple[FieldView, ...]
    kind_name: str
    kind: str
    remove: str
    error: str
    """What is wrong with the change as a whole."""


@template("plan_replan.html")
@dataclass(frozen=True)
class ReplanFormView:
    """What has changed."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    report_href: str
    top: tuple[FieldView, ...]
    cards: tuple[Card, ...]
    kinds: tuple[Option, ...]
    kind: str
    document: str
    error: str
    details: tuple[str, ...]
    can_edit: bool


def replan_form_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    progress: ProgressView | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    error: str,
    details: tuple[str, ...] = (),
    *,
    can_edit: bool,
) -> ReplanFormView:
    """The form with what was typed and what is wrong with it."""
    return ReplanFormView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, SECTION),
        action=f"{source.href}/replan",
        report_href=f"{source.href}/report",
        top=_fields(field_views(HEAD, typed, errors)),
        cards=tuple(_card(source, typed, errors, n) for n in range(1, count_of(typed) + 1)),
        kinds=tuple(Option(kind, label) for kind, label in KINDS.items() if _possible(kind, source)),
        kind=typed.get("kind", ""),
        document=typed.get("document", ""),
        error=error,
        details=details,
        can_edit=can_edit,
    )


def _fields(views: Sequence[object]) -> tuple[FieldView, ...]:
    return tuple(view for view in views if isinstance(view, FieldView))


def _possible(kind: str, source: PlanSource) -> bool:
    """Whether the portfolio has what a change of this kind is about."""
    if kind in ("lost_pool", "pool_capacity"):
        return bool(source.portfolio.pools)
    if kind in ("leave", "person_leaves"):
        return bool(source.portfolio.people)
    if kind in ("slippage", "estimate", "progress"):
        return bool(source.plan.phases)
    return bool(source.portfolio.projects) or kind in ("person_joins", "new_project")


def _card(source: PlanSource, typed: Mapping[str, str], errors: Mapping[str, str], n: int) -> Card:
    kind = typed.get(card_of(n, "kind"), "")
    kind = kind if kind in KINDS else next(iter(KINDS))
    entries = entries_of(kind, source.portfolio, source.plan)
    fields = _fields(field_views(entries, typed, errors, card_of(n, "")))
    return Card(
        KINDS[kind], fields, card_of(n, "kind"), kind, f"remove-{n}", errors.get(card_of(n, "kind"), "")
    )
