"""Views without a portfolio, and of what goes wrong."""

from collections.abc import Iterator

from planner.document.pasted import paste_into
from planner.errors import Diagnostic
from tests.web.views_of_everything.stage import PORTFOLIO
from web.views import (
    general,
    paste,
)
from web.views.shell import Frame, Nav, Notice, shell


def general_views(frame: Frame) -> Iterator[tuple[str, object]]:
    row = general.PortfolioRow(
        "Search and recommendations",
        "/x",
        "18",
        "9",
        "3",
        "worth 2.1M",
        "within 4.2% of the best, 1 hour ago",
        "2 hours ago",
    )
    portfolios = shell(
        frame, "Portfolios", section="Portfolios", notice=Notice("good", "Deleted.", "/undo/1")
    )
    found = [
        Diagnostic(
            "error", "projects[3].phases[0].effort.data", "low <= likely <= high is required, got 4, 3, 6", 31
        ),
        Diagnostic("warning", "people[0].skill", "unknown key 'skill'; did you mean 'skills'?", 12),
    ]
    yield "portfolios", general.PortfoliosView(portfolios, (row,), None, True, True)
    yield (
        "portfolios-empty",
        general.PortfoliosView(shell(frame, "Portfolios", section="Portfolios"), (), None, True, True),
    )
    projects = "Project\tModelling\nRanker v9\t4 / 6 / 10\nBad\tmany"
    back = Nav("Portfolios", "/")
    for name, text in (("paste-wrong", projects), ("paste-ready", projects.rpartition("\n")[0])):
        pasted = paste_into(PORTFOLIO, text, "Person\tModelling\nZoe\tx")
        yield (
            name,
            paste.paste_view(
                shell(frame, "Paste", section="Import"),
                "/paste",
                back,
                projects=text,
                version=3,
                found=pasted,
            ),
        )
    yield "paste", paste.paste_view(shell(frame, "Paste"), "/paste", back, named=True, message="Paste cells.")
    yield (
        "import",
        general.import_view(
            shell(frame, "Import a portfolio", section="Import"),
            text="schema: x",
            message="The document has an error",
            diagnostics=found,
        ),
    )
    remarks = [Diagnostic("warning", "", "120 person-months became 520 engineer-weeks")]
    yield (
        "imported",
        general.ImportedView(
            shell(frame, "Import a portfolio", section="Import"),
            "Search",
            "/x",
            "2 projects, 3 people and 1 pool",
            general.findings_of(remarks),
        ),
    )
    jobs = (
        general.JobRow("a", "Plan", "Search", "good", "done", "2 minutes ago", "", "/x", "/y"),
        general.JobRow(
            "b",
            "Forecast",
            "Search",
            "bad",
            "failed",
            "1 hour ago",
            "Out of memory after 3 attempts",
            "/x",
            None,
        ),
    )
    yield "jobs", general.JobsView(shell(frame, "Jobs", section="Jobs"), jobs)
    yield "jobs-empty", general.JobsView(shell(frame, "Jobs", section="Jobs"), ())
    stranger = Frame(frame.theme, None, "/login", "0.1.0")
    yield (
        "login",
        general.LoginView(shell(stranger, "Sign in"), "", "This link was used before. Ask for a new one."),
    )
    yield "login-token", general.LoginView(shell(stranger, "Sign in"), "abc", "")
    yield (
        "error",
        general.ErrorView(
            shell(frame, "Nothing here"),
            404,
            "There is no portfolio 'x'.",
            general.findings_of(found),
            "/",
            "7f3a",
        ),
    )
    yield "error-part", general.ErrorPart("The theme 'x' does not exist.", ())
    yield "undo-part", general.UndoPart("Ranker v3 deleted", "/undo/abc")
