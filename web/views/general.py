"""Pages outside a single portfolio: list of portfolios, import, jobs, signing in, errors."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.errors import Diagnostic
from planner.services.portfolios import PortfolioRecord
from planner.services.templates import TEMPLATES, Template
from web import words
from web.forms.entries import Option
from web.rendering import template
from web.views.progress import ProgressView
from web.views.shell import Shell


@dataclass(frozen=True)
class PortfolioRow:
    """A portfolio in the list."""

    name: str
    href: str
    projects: str
    people: str
    pools: str
    plan: str
    plan_note: str
    edited: str


@template("portfolios.html")
@dataclass(frozen=True)
class PortfoliosView:
    """All portfolios of the organisation, or the way to the first one."""

    shell: Shell
    rows: tuple[PortfolioRow, ...]
    next_href: str | None
    can_edit: bool
    has_demo: bool
    templates: tuple[Template, ...] = TEMPLATES


@dataclass(frozen=True)
class Finding:
    """A diagnostic of a document."""

    severity: str
    where: str
    message: str


FORMATS = (
    Option("auto", "Find out from the content"),
    Option("yaml", "YAML"),
    Option("json", "JSON"),
    Option("csv", "CSV of projects or people"),
    Option("xlsx", "Excel workbook (XLSX)"),
    Option("jira", "Jira export of issues (CSV, JSON)"),
    Option("capacity-planner", "capacity-planner folder (zip)"),
)


@template("import.html")
@dataclass(frozen=True)
class ImportView:
    """Import a portfolio: paste or upload, with what is wrong and where."""

    shell: Shell
    text: str
    format: str
    formats: tuple[Option, ...]
    filename: str
    message: str
    findings: tuple[Finding, ...]
    errors: int


def findings_of(diagnostics: Sequence[Diagnostic]) -> tuple[Finding, ...]:
    """Diagnostics as rows: errors first, in the order of the document."""
    ordered = sorted(diagnostics, key=lambda d: (d.severity != "error", d.line or 0))
    return tuple(
        Finding(
            d.severity,
            ", ".join(filter(None, (f"line {d.line}" if d.line else "", d.path))),
            d.message,
        )
        for d in ordered
    )


def import_view(
    shell: Shell,
    *,
    text: str = "",
    format_: str = "auto",
    filename: str = "",
    message: str = "",
    diagnostics: Sequence[Diagnostic] = (),
) -> ImportView:
    """The import page with everything that was typed."""
    found = findings_of(diagnostics)
    errors = sum(f.severity == "error" for f in found)
    if errors:
        # The findings below say it all; a summary of the first one would say it twice.
        message = f"{words.count(errors, 'error')} in what you gave"
    heading = message[:1].upper() + message[1:]
    return ImportView(shell, text, format_, FORMATS, filename, heading, found, errors)


@template("imported.html")
@dataclass(frozen=True)
class ImportedView:
    """A portfolio that was imported, with what is doubtful about it."""

    shell: Shell
    name: str
    href: str
    contents: str
    remarks: tuple[Finding, ...]


def imported_view(shell: Shell, record: PortfolioRecord, remarks: Sequence[Diagnostic]) -> ImportedView:
    """What came in, and every remark."""
    portfolio = record.portfolio
    people = len(portfolio.people) + len(portfolio.positions)
    contents = [
        words.count(len(portfolio.projects), "project"),
        words.count(people, "person", "people"),
        words.count(len(portfolio.pools), "pool"),
    ]
    return ImportedView(
        shell, portfolio.name, f"/portfolios/{record.id}", words.listing(contents), findings_of(remarks)
    )


@dataclass(frozen=True)
class JobRow:
    """A job in the list."""

    id: str
    kind: str
    portfolio: str
    tone: str
    state: str
    made: str
    note: str
    href: str
    result_href: str | None


@template("jobs.html")
@dataclass(frozen=True)
class JobsView:
    """Long work, running and past."""

    shell: Shell
    rows: tuple[JobRow, ...]


@template("job.html")
@dataclass(frozen=True)
class JobView:
    """One job."""

    shell: Shell
    progress: ProgressView


@template("parts/progress.html")
@dataclass(frozen=True)
class ProgressPart:
    """The inside of the progress panel, sent with each event."""

    progress: ProgressView


@template("login.html")
@dataclass(frozen=True)
class LoginView:
    """Signing in with a single-use link."""

    shell: Shell
    token: str
    message: str


@template("error.html")
@dataclass(frozen=True)
class ErrorView:
    """What went wrong, in words, and where to go from there."""

    shell: Shell
    status: int
    message: str
    findings: tuple[Finding, ...]
    back: str
    reference: str


@template("parts/error.html")
@dataclass(frozen=True)
class ErrorPart:
    """The same as a fragment."""

    message: str
    findings: tuple[Finding, ...]


@template("parts/undo.html")
@dataclass(frozen=True)
class UndoPart:
    """A toast with a way back, put beside what is on the page."""

    text: str
    undo_href: str
