"""The estimators: a form, and beside it the answer with every step of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.capacity import DerivationLine, MoneyRange, PilotAnswer, Range, TrainingAnswer
from planner.domain.serving import ServingAnswer
from web import words
from web.forms.estimators import FORMS, EstimatorForm
from web.forms.fields import GroupView, group_views
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import Fact
from web.views.shell import Frame, Nav, Shell, Tone, shell

SECTION, HEADING = "Estimate", "Estimators"
AnyAnswer = TrainingAnswer | PilotAnswer | ServingAnswer


@dataclass(frozen=True)
class Estimate:
    """An answer."""

    tone: Tone
    headline: str
    facts: tuple[Fact, ...]
    paste: str
    """To be pasted into a portfolio document; empty when there is nothing to paste."""
    paste_into: str
    notes: tuple[str, ...]
    derivation: DataTable


@template("estimators.html")
@dataclass(frozen=True)
class EstimatorView:
    """The page of one estimator."""

    shell: Shell
    action: str
    about: str
    groups: tuple[GroupView, ...]
    wrong: tuple[str, ...]
    estimate: Estimate | None


def estimator_view(
    frame: Frame,
    form: EstimatorForm,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    answer: AnyAnswer | None,
) -> EstimatorView:
    """The page; `errors` are by field, '' for what is about several."""
    labels = {entry.name: entry.label for entry in form.entries}
    said = (f"{labels[name]}: {text}" if name in labels else text for name, text in errors.items())
    return EstimatorView(
        shell=shell(
            frame,
            f"{form.title}, {HEADING.lower()}",
            heading=HEADING,
            section=SECTION,
            tabs=tuple(Nav(f.title, _href(f.kind), f.kind == form.kind) for f in FORMS.values()),
        ),
        action=_href(form.kind),
        about=form.about,
        groups=group_views(form.entries, typed, errors),
        wrong=tuple(said),
        estimate=None if answer is None else _estimate(answer),
    )


def _href(kind: str) -> str:
    return f"/estimators/{kind}"


def _estimate(answer: AnyAnswer) -> Estimate:
    if isinstance(answer, ServingAnswer):
        return _serving(answer)
    return _training(answer) if isinstance(answer, TrainingAnswer) else _pilot(answer)


def _training(answer: TrainingAnswer) -> Estimate:
    hours = answer.hours
    facts = [
        _range("Accelerator-hours", answer.gpu_hours),
        Fact("Utilisation of paid hours", *_shares(answer.utilisation)),
        Fact("MFU of steady steps", *_shares(answer.mfu)),
        Fact(
            "Fewest devices", "None hold it" if answer.devices_min is None else words.decimal(answer.devices_min),
            answer.plan,
        ),
    ]  # fmt: skip
    if answer.devices is not None:
        plan = answer.plan_given or "weights, optimiser and activations do not fit on them"
        fits = "Fits" if answer.fits else "Does not fit"
        facts.append(Fact(f"On {words.decimal(answer.devices)} devices", fits, plan))
    facts += _time_and_cost(answer.wall_clock_days, answer.cost, answer.currency)
    if answer.goodput is not None:
        facts.append(
            Fact("Goodput", words.percent(answer.goodput, 1), "share of the time that makes progress")
        )
    paste = (
        f"gpu: {{hours: {{low: {hours.low:g}, likely: {hours.likely:g}, high: {hours.high:g}}}, "
        f"reference: {answer.reference}}}"
    )
    return Estimate(
        tone="good" if answer.fits is not False else "warn",
        headline=f"{words.number(round(answer.gpu_hours.p50))} hours of {answer.reference}",
        facts=tuple(facts),
        paste=paste,
        paste_into="a phase",
        notes=(answer.method, *answer.notes),
        derivation=_derivation(answer.derivation),
    )


def _pilot(answer: PilotAnswer) -> Estimate:
    low, likely, high = (
        round(h, 1) for h in (answer.gpu_hours.p10, answer.gpu_hours.p50, answer.gpu_hours.p90)
    )
    return Estimate(
        tone="good",
        headline=f"{words.number(round(answer.gpu_hours.p50))} accelerator-hours",
        facts=(
            _range("Accelerator-hours", answer.gpu_hours),
            *_time_and_cost(answer.wall_clock_days, answer.cost, answer.currency),
        ),
        paste=f"gpu: {{hours: {{low: {low:g}, likely: {likely:g}, high: {high:g}}}, reference: PILOT}}",
        paste_into="a phase; PILOT is the accelerator of the pilot",
        notes=(),
        derivation=_derivation(answer.derivation),
    )


def _serving(answer: ServingAnswer) -> Estimate:
    if answer.replicas is None:
        return Estimate(
            tone="bad",
            headline="No number of replicas keeps the objective",
            facts=(),
            paste="",
            paste_into="",
            notes=answer.notes,
            derivation=_derivation(answer.derivation),
        )
    each = words.count(answer.devices_per_replica, "device")
    facts = [
        Fact(
            "Replicas",
            words.decimal(answer.replicas),
            f"of {each}: {words.decimal(answer.devices or 0)} in all",
        ),
        _figure("Slots busy at the peak", answer.utilisation, percent=True),
        _figure("Requests in time", answer.on_time, percent=True, digits=1),
        _figure("Tokens a second and device", answer.tokens_per_second_per_device),
        _figure("First token", answer.ttft_seconds, unit="s"),
        _figure("Each further token", answer.tpot_seconds and 1000 * answer.tpot_seconds, unit="ms"),
        _amount("A thousand requests", answer.cost_per_1k_requests, answer.currency, fine=True),
        _amount("A month", answer.cost_per_month, answer.currency),
        _amount("A week, for a project", answer.serving_cost_per_week, answer.currency),
    ]
    follow = answer.autoscaled
    if follow is not None:
        note = f"{words.percent(follow.saved_share)} fewer device-hours than at the peak"
        facts.append(
            Fact("Autoscaled", f"{words.decimal(follow.mean_replicas, 1)} replicas on average", note)
        )
        facts.append(_amount("A month, autoscaled", follow.cost_per_month, answer.currency))
    weekly = answer.serving_cost_per_week
    return Estimate(
        tone="good",
        headline=f"{words.count(answer.replicas, 'replica')} of {each}",
        facts=tuple(fact for fact in facts if fact is not None),
        paste="" if weekly is None else f"serving_cost_per_week: {weekly}",
        paste_into="a project",
        notes=(answer.method, *answer.notes),
        derivation=_derivation(answer.derivation),
    )


def _range(name: str, found: Range) -> Fact:
    low, high = words.number(round(found.p10)), words.number(round(found.p90))
    return Fact(name, words.number(round(found.p50)), f"P10 {low}, P90 {high}")


def _shares(found: Range) -> tuple[str, str]:
    low, high = words.percent(found.p10), words.percent(found.p90)
    return words.percent(found.p50), f"P10 {low}, P90 {high}"


def _time_and_cost(days: Range | None, cost: MoneyRange | None, currency: str) -> list[Fact]:
    facts = []
    if days is not None:
        facts.append(
            Fact(
                "Wall clock",
                f"{words.significant(days.p50, 3)} days",
                f"P10 {words.significant(days.p10, 3)}, P90 {words.significant(days.p90, 3)}",
            )
        )
    if cost is not None:
        low, middle, high = (words.short_money(amount, currency) for amount in (cost.p10, cost.p50, cost.p90))
        facts.append(Fact("Cost", middle, f"{words.money(cost.p50, currency)}; P10 {low}, P90 {high}"))
    return facts


def _figure(
    name: str, value: float | None, *, percent: bool = False, digits: int = 0, unit: str = ""
) -> Fact | None:
    if value is None:
        return None
    text = words.decimal(value) if value >= 1000 else words.significant(value, 3)
    return Fact(name, words.percent(value, digits) if percent else f"{text} {unit}".strip(), "")


def _amount(name: str, amount: Decimal | None, currency: str, *, fine: bool = False) -> Fact | None:
    if amount is None:
        return None
    return Fact(name, (words.fine_money if fine else words.money)(amount, currency), "")


def _derivation(lines: Sequence[DerivationLine]) -> DataTable:
    heads = (Head("Step"), Head("Value", numeric=True), Head("Unit"), Head("How"))
    rows = tuple(
        (Cell(line.what), Cell(_value(line.value), line.value), Cell(line.unit), Cell(line.how))
        for line in lines
    )
    return DataTable("derivation", "How it came about", "", heads, rows)


def _value(value: float) -> str:
    return words.decimal(value) if 1000 <= abs(value) < 1e9 else words.significant(value, 4)
