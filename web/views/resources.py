"""The tables of people, open positions and pools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.document.columns import cell_texts
from planner.domain.compute import Pool
from planner.domain.portfolio import Portfolio
from planner.domain.team import Person, Position
from web import locales, words
from web.rendering import template
from web.views.shell import PortfolioPlace, Shell
from web.views.values import Versioned


@dataclass(frozen=True)
class PersonRow:
    """A person or an open position in the table."""

    id: str
    name: str
    edit_href: str
    delete_href: str
    version: int
    skills: tuple[tuple[str, str], ...]
    fte: str
    cost: str
    reserve: str
    projects: str
    dates: str
    leave: str
    can_edit: bool
    texts: Mapping[str, str]
    """Of the cells that can be edited, by column."""


@template("parts/person_row.html")
@dataclass(frozen=True)
class PersonRowView:
    """A row of the table on its own, after an edit."""

    row: PersonRow


@template("people.html")
@dataclass(frozen=True)
class PeopleView:
    """People and open positions."""

    shell: Shell
    people: tuple[PersonRow, ...]
    positions: tuple[PersonRow, ...]
    add_person: str
    add_position: str
    can_edit: bool
    save_href: str
    """Where cells are sent; empty for those who only read."""


def people_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    people: Sequence[Versioned[Person]],
    positions: Sequence[Versioned[Position]],
    *,
    can_edit: bool,
) -> PeopleView:
    """The tables of people and positions."""
    return PeopleView(
        shell=shell,
        people=tuple(person_row(place, portfolio, r, can_edit) for r in people),
        positions=tuple(
            _worker_row(
                place, portfolio, r.version, r.body, kind="positions", dates=_hired(r.body), can_edit=can_edit
            )
            for r in positions
        ),
        add_person=f"{place.href}/people/new",
        add_position=f"{place.href}/positions/new",
        can_edit=can_edit,
        save_href=f"{place.href}/people/cells" if can_edit else "",
    )


def person_row(
    place: PortfolioPlace, portfolio: Portfolio, row: Versioned[Person], can_edit: bool
) -> PersonRow:
    """One person in words, with the texts of the cells that can be edited in the table."""
    person = row.body
    plain = _worker_row(
        place, portfolio, row.version, person, kind="people", dates=_employed(person), can_edit=can_edit
    )
    return (
        replace(plain, texts=cell_texts(portfolio, "people", person, locales.current().notation))
        if can_edit
        else plain
    )


def _worker_row(
    place: PortfolioPlace,
    portfolio: Portfolio,
    version: int,
    worker: Person | Position,
    *,
    kind: str,
    dates: str,
    can_edit: bool,
) -> PersonRow:
    names = {s.id: s.name for s in portfolio.skills}
    href = f"{place.href}/{kind}/{worker.id}"
    leave = [words.span(r.from_, r.to) for r in worker.leave]
    return PersonRow(
        id=worker.id,
        name=worker.name,
        edit_href=f"{href}/edit",
        delete_href=f"{href}/delete",
        version=version,
        skills=tuple((names.get(s, s), words.number(f)) for s, f in worker.skills.items()),
        fte=words.percent(worker.fte),
        cost=words.money(worker.weekly_cost, portfolio.currency) if worker.weekly_cost else words.NOTHING,
        reserve=words.percent(worker.reserve) if worker.reserve else words.NOTHING,
        projects=str(worker.max_projects),
        dates=dates,
        leave=words.listing(leave, limit=2),
        can_edit=can_edit,
        texts={},
    )


def _employed(person: Person) -> str:
    parts = [
        f"from {words.day(person.starts)}" if person.starts else "",
        f"until {words.day(person.ends)}" if person.ends else "",
    ]
    return " ".join(part for part in parts if part)


def _hired(position: Position) -> str:
    starts = position.starts
    if starts.low == starts.high:
        return words.day(starts.likely)
    return f"{words.day(starts.likely)} ({words.short_day(starts.low)} to {words.short_day(starts.high)})"


@dataclass(frozen=True)
class PoolRow:
    """A pool in the table."""

    id: str
    name: str
    edit_href: str
    delete_href: str
    version: int
    accelerator: str
    kind: str
    committed: bool
    count: str
    price: str
    availability: str
    overhead: str
    hours: str


@template("pools.html")
@dataclass(frozen=True)
class PoolsView:
    """Accelerator pools."""

    shell: Shell
    rows: tuple[PoolRow, ...]
    add: str
    prices: str
    can_edit: bool


def pools_view(
    shell: Shell, place: PortfolioPlace, portfolio: Portfolio, rows: Sequence[Versioned[Pool]], can_edit: bool
) -> PoolsView:
    """The table of pools."""
    return PoolsView(
        shell,
        tuple(_pool_row(place, portfolio, row) for row in rows),
        f"{place.href}/pools/new",
        f"{place.href}/prices",
        can_edit,
    )


def _pool_row(place: PortfolioPlace, portfolio: Portfolio, row: Versioned[Pool]) -> PoolRow:
    pool = row.body
    href = f"{place.href}/pools/{pool.id}"
    if isinstance(pool.count, dict):
        count = ", ".join(f"{n} from {words.quarter(k) if 'Q' in k else k}" for k, n in pool.count.items())
    else:
        count = words.decimal(pool.count)
    if isinstance(pool.price_per_hour, dict):
        price = ", ".join(
            f"{words.exact_money(n, portfolio.currency)} from {words.quarter(k) if 'Q' in k else k}"
            for k, n in pool.price_per_hour.items()
        )
    else:
        price = words.exact_money(pool.price_per_hour, portfolio.currency)
    hours = pool.hours(portfolio.horizon)
    return PoolRow(
        id=pool.id,
        name=pool.name or pool.id,
        edit_href=f"{href}/edit",
        delete_href=f"{href}/delete",
        version=row.version,
        accelerator=pool.accelerator,
        kind=pool.kind.replace("_", " "),
        committed=pool.committed,
        count=count,
        price=price,
        availability=words.percent(pool.availability),
        overhead=words.percent(pool.overhead) if pool.overhead else words.NOTHING,
        hours=words.decimal(max(hours, default=0.0)),
    )
