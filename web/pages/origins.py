"""Where the values of a project come from, for the pages that show them."""

from planner.domain.portfolio import Portfolio
from planner.services.provenance import pin_origins, row_origins
from planner.services.rows import row_versions
from web.views.origins import PinRow, estimates_words, pin_rows
from web.visit import Visit


def origins(
    visit: Visit, portfolio_id: str, portfolio: Portfolio, project_id: str
) -> tuple[tuple[PinRow, ...], str]:
    """The pins of a project with who set them, and where its own values come from.

    Parameters
    ----------
    portfolio
        Whose pins are told: that of a plan, or as it is now.
    """
    known = pin_origins(visit.context, portfolio_id, portfolio)
    pins = pin_rows(portfolio, project_id, known, visit.now)
    if project_id not in row_versions(visit.context, portfolio_id, "projects"):
        return pins, "the project was deleted since"
    found = row_origins(visit.context, portfolio_id, "projects", project_id)
    return pins, estimates_words(found, visit.now)
