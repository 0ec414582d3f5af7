"""Comments as rows: which belong to a project, and how they follow it."""

from typing import Any

from sqlmodel import Session, col, update

from planner.persistence.tables import CommentTable, PortfolioTable


def comments_on(organisation_id: str, portfolio_id: str, project_id: str) -> tuple[Any, ...]:
    """Conditions that the comments on a project meet."""
    return (
        col(CommentTable.organisation_id) == organisation_id,
        col(CommentTable.portfolio_id) == portfolio_id,
        col(CommentTable.project_id) == project_id,
    )


def laid_aside(change_id: str, number: int) -> str:
    """Where comments are kept while their project is deleted: no id of a project looks like this."""
    return f"~{change_id}~{number}"


def move_comments(session: Session, portfolio: PortfolioTable, project_id: str, new: str) -> None:
    """Let the comments follow a project that has another id now."""
    on = comments_on(portfolio.organisation_id, portfolio.id, project_id)
    session.exec(update(CommentTable).where(*on).values(project_id=new))
