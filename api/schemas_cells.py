"""Bodies about cells of tables, pasted sheets and templates."""

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Body
from planner.document.cells import MOST_COLUMNS, MOST_ROWS
from planner.domain.base import Name
from planner.services.bulk_edit import BulkChange


class CellsRow(BaseModel):
    """Texts by column of one row, as they are typed into its cells."""

    model_config = ConfigDict(extra="forbid")
    id: str | None = Field(default=None, max_length=64, description="Of the row; null: a new row.")
    version: int | None = Field(
        default=None, ge=0, le=10**9, description="Of the row as it was read; not for new rows."
    )
    cells: dict[str, str] = Field(
        max_length=MOST_COLUMNS,
        description="Text by column. Projects: name, theme, value, effort, deadline, mandatory, sponsor, tags. "
        "People: name, skills, fte, reserve, max_projects, weekly_cost. Both: skill:ID.",
    )


class CellsRequest(BaseModel):
    """Cells of several rows: all are stored, or none."""

    model_config = ConfigDict(extra="forbid")
    rows: list[CellsRow] = Field(min_length=1, max_length=MOST_ROWS)


class CellsBody(Body):
    """Rows whose cells were written."""

    ids: list[str] = Field(description="Of the rows as they were given.")
    added: list[str]
    undo_token: str | None = Field(
        description="POST to /api/v1/undo/{undo_token}; null when nothing changed."
    )


class BulkRow(BaseModel):
    """A project as it was read."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(max_length=64)
    version: int = Field(ge=0, le=10**9)


class BulkRequest(BaseModel):
    """Projects that are to be changed alike."""

    model_config = ConfigDict(extra="forbid")
    rows: list[BulkRow] = Field(min_length=1, max_length=MOST_ROWS)
    change: BulkChange


class BulkBody(Body):
    """Projects that were changed."""

    ids: list[str]
    undo_token: str | None = Field(
        description="POST to /api/v1/portfolios/{id}/projects/bulk/undo/{undo_token}; null when nothing had to change."
    )


class PasteRequest(BaseModel):
    """Cells with their headings as spreadsheets copy them: apart by tabs, a line a row."""

    model_config = ConfigDict(extra="forbid")
    projects: str = ""
    people: str = ""
    change: bool = Field(
        default=False, description="Change rows of names that are there; else they are refused."
    )


class PasteNewRequest(BaseModel):
    """A new portfolio out of cells."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    projects: str = ""
    people: str = ""


class TemplateBody(Body):
    """A portfolio to begin with."""

    id: str
    name: str
    about: str
