"""Which projects of a table are looked at, and in which order."""

from typing import Annotated

from pydantic import StringConstraints

from planner.domain.base import Model
from planner.domain.projects import Project

Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class ProjectFilter(Model):
    """What a project must be. Empty: anything."""

    q: Short = ""
    """Words that its name, id, sponsor, kind or tags contain, all of them."""
    theme: Short = ""
    """Id."""
    team: Short = ""
    """Id."""
    tag: Short = ""

    @property
    def active(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.q, self.theme, self.team, self.tag))

    def fits(self, project: Project) -> bool:
        """Whether a project is what is wanted."""
        told = (project.name, project.id, project.sponsor or "", project.kind, *project.tags)
        text = " ".join(told).casefold()
        return (
            (not self.theme or project.theme == self.theme)
            and (not self.team or project.team == self.team)
            and (not self.tag or self.tag in project.tags)
            and all(word in text for word in self.q.casefold().split())
        )


class TableView(ProjectFilter):
    """A filter with the order and the score of the table."""

    sort: Short = ""
    """A column; with a minus sign reversed."""
    score: Short = ""
    formula: Annotated[str, StringConstraints(max_length=1000)] = ""
