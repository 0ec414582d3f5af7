"""Jira's issues as a portfolio: epics become projects, and what their issues need by component becomes effort."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from pydantic import ValidationError

from planner.domain.calendar import Calendar, monday_on_or_after
from planner.domain.estimates import Estimate
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.projects import Deadline, DependsOn, Phase, Project
from planner.domain.slugs import slug_for
from planner.domain.team import Person, Skill
from planner.errors import BadInput
from planner.integrations.folder import Folder
from planner.integrations.jira_issues import KEY, Issue, read_issues

__all__ = ["KEY", "read_jira"]
NO_COMPONENT = "Work"
LONGEST_NAME, MOST_TAGS = 200, 20


def read_jira(folder: Folder) -> tuple[Portfolio, tuple[str, ...]]:
    """A portfolio of the issues that are open, and every mapping that was made.

    An epic, or an issue without a parent, becomes a project. Its effort is the sum of the original estimates of
    its open issues (its own when none has one), in engineer-weeks of 40 hours, by component; issues without a
    component need the skill `work`. Assignees become people with the skills of their issues. `Blocks` between
    projects becomes `depends_on`, the due date a deadline without penalty, labels become tags.

    Raises
    ------
    BadInput
        With every row that cannot be read, or when nothing is open.
    """
    issues = read_issues(folder)
    by_key = {issue.key: issue for issue in issues}
    open_issues = [issue for issue in issues if not issue.over]
    tops = [i for i in open_issues if _top(i, by_key) is i]
    if not tops:
        raise BadInput(f"none of the {len(issues)} issues is an open epic or an open issue without a parent")
    members: dict[str, list[Issue]] = defaultdict(list)
    for issue in open_issues:
        top = _top(issue, by_key)
        if top is not issue and not top.over:
            members[top.key].append(issue)
    skills = _skills([*tops, *(one for group in members.values() for one in group)])
    ids = _ids([top.key for top in tops])
    said: list[str] = []
    try:
        projects = tuple(_project(top, members[top.key], by_key, skills, ids, said) for top in tops)
        portfolio = Portfolio(
            schema_=SCHEMA,
            name="Imported from Jira",
            calendar=Calendar(start=monday_on_or_after(dt.datetime.now(dt.UTC).date()), quarters=4),
            skills=tuple(Skill(id=found, name=name) for name, found in skills.items()),
            people=_people(tops, members, skills),
            projects=_without_cycles(projects, said),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadInput(f"the issues make no portfolio: {place}: {first['msg']}") from error
    return portfolio, (*_mappings(issues, open_issues, portfolio), *said)


def _top(issue: Issue, by_key: Mapping[str, Issue]) -> Issue:
    """The epic above an issue, whatever lies between; the issue itself when there is none in the export."""
    seen = {issue.key}
    while issue.kind.lower() != "epic" and issue.parent in by_key and issue.parent not in seen:
        issue = by_key[issue.parent]
        seen.add(issue.key)
    return issue


def _skills(issues: list[Issue]) -> dict[str, str]:
    """Id of a skill by the name of its component."""
    found: dict[str, str] = {}
    for issue in issues:
        for name in issue.components[:1] or (NO_COMPONENT,):
            found.setdefault(name, slug_for(name, found.values()))
    return found


def _skill(issue: Issue) -> str:
    return (issue.components[:1] or (NO_COMPONENT,))[0]


def _ids(keys: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in keys:
        found.setdefault(key, slug_for(key, found.values()))
    return found


def _project(
    top: Issue,
    members: list[Issue],
    by_key: Mapping[str, Issue],
    skills: Mapping[str, str],
    ids: Mapping[str, str],
    said: list[str],
) -> Project:
    estimated = [issue for issue in members if issue.weeks] or [top] * bool(top.weeks)
    effort: dict[str, float] = defaultdict(float)
    for issue in estimated:
        effort[skills[_skill(issue)]] += issue.weeks or 0.0
    if not estimated:
        said.append(
            f"{top.key} has no original estimate: its phase needs nobody until you say how much it is"
        )
    elif len(estimated) < len(members):
        said.append(
            f"{top.key}: {len(members) - len(estimated)} of {len(members)} issues have no estimate, and count 0"
        )
    blockers = {
        ids[other.key]
        for issue in (top, *members)
        for key in issue.blocked_by
        if key in by_key and (other := _top(by_key[key], by_key)) is not top and other.key in ids
    }
    return Project(
        id=ids[top.key],
        name=top.summary[:LONGEST_NAME],
        tags=top.labels[:MOST_TAGS],
        deadline=Deadline(date=top.due) if top.due else None,
        depends_on=tuple(DependsOn(project=blocker) for blocker in sorted(blockers)),
        phases=(Phase(id="work", effort={skill: _exactly(weeks) for skill, weeks in effort.items()}),),
    )


def _exactly(weeks: float) -> Estimate:
    rounded = round(weeks, 3)
    return Estimate(low=rounded, likely=rounded, high=rounded)


def _people(
    tops: list[Issue], members: Mapping[str, list[Issue]], skills: Mapping[str, str]
) -> tuple[Person, ...]:
    can: dict[str, dict[str, float]] = defaultdict(dict)
    for issue in (one for top in tops for one in (top, *members[top.key])):
        if issue.assignee:
            can[issue.assignee[:LONGEST_NAME]][skills[_skill(issue)]] = 1.0
    ids: dict[str, str] = {}
    for name in can:
        ids[name] = slug_for(name, ids.values())
    return tuple(Person(id=ids[name], name=name, skills=found) for name, found in can.items())


def _without_cycles(projects: tuple[Project, ...], said: list[str]) -> tuple[Project, ...]:
    """Projects whose issues block each other in a circle: the link that closes it is left out, and said."""
    waits = {project.id: [d.project for d in project.depends_on] for project in projects}
    kept: dict[str, list[str]] = {project: [] for project in waits}

    def reaches(start: str, goal: str) -> bool:
        stack, seen = [start], set()
        while stack:
            at = stack.pop()
            if at == goal:
                return True
            if at not in seen:
                seen.add(at)
                stack.extend(kept[at])
        return False

    for project, blockers in waits.items():
        for blocker in blockers:
            if reaches(blocker, project):
                said.append(
                    f"{project} and {blocker} block each other; {project} does not wait for {blocker}"
                )
            else:
                kept[project].append(blocker)
    return tuple(
        project.model_copy(update={"depends_on": tuple(DependsOn(project=b) for b in kept[project.id])})
        for project in projects
    )


def _mappings(issues: list[Issue], open_issues: list[Issue], portfolio: Portfolio) -> list[str]:
    skills = ", ".join(skill.name for skill in portfolio.skills)
    return [
        f"{len(portfolio.projects)} epics and issues without a parent became projects",
        f"{len(issues) - len(open_issues)} issues are done and were left out",
        f"components are skills: {skills}",
        "original estimates are engineer-weeks of 40 hours, without a range: give low and high where they are unsure",
        f"{len(portfolio.people)} assignees became people with the skills of their issues, full time, without cost",
        "Jira knows no value: until projects have one, a plan has no reason to choose them",
        f"the plan begins on {portfolio.calendar.start.isoformat()} and has 4 quarters: see calendar in the document",
    ]
