"""Views of tables of projects, people and pools, and of their forms."""

from collections.abc import Iterator

from planner.domain.project_filter import TableView
from planner.domain.ranking import rank
from planner.domain.scores import formula_of
from planner.services.filters import SavedFilter
from tests.web import samples
from tests.web.views_of_everything.stage import FINISHES, NO_COMMENTS, NOW, PLACE, PLAN, PORTFOLIO, versioned
from web.forms.form import full_tree, shown
from web.forms.project import project_items, project_typed, quick_entries
from web.views import (
    projects,
    ranked,
    resources,
    scores,
    settings,
)
from web.views.comments import comments_part
from web.views.forms import conflict_view, form_view
from web.views.project import project_view
from web.views.shell import Frame, Nav, portfolio_shell
from web.views.values import Versioned

SAVED = (
    SavedFilter("f1", "Bets of the quarter", TableView(tag="q3-bet"), "Amara", NOW),
    SavedFilter("f2", "Growth", TableView(theme="growth"), "Amara", NOW),
)


def row_views(frame: Frame) -> Iterator[tuple[str, object]]:
    ranker = PORTFOLIO.project("ranker-v3")
    texts = project_typed(PORTFOLIO, ranker)
    quick = quick_entries(PORTFOLIO)
    tab = portfolio_shell(frame, PLACE, "Projects")
    yield (
        "projects",
        projects.projects_view(
            tab,
            PLACE,
            PORTFOLIO,
            versioned(PORTFOLIO.projects),
            {p.id: p for p in PLAN.projects},
            view=TableView(tag="q3-bet", sort="theme"),
            saved=SAVED,
            scoring=scores.scoring_of("own", "value / nothing"),
            can_edit=True,
        ),
    )
    yield (
        "projects-empty",
        projects.projects_view(
            tab,
            PLACE,
            PORTFOLIO,
            [],
            {},
            view=TableView(),
            saved=(),
            scoring=scores.scoring_of("", ""),
            can_edit=True,
        ),
    )
    yield (
        "project-row",
        projects.ProjectRowView(
            projects.project_row(
                PLACE, PORTFOLIO, Versioned(1, ranker), None, True, scores.scoring_of("", "")
            )
        ),
    )
    person = Versioned(1, PORTFOLIO.people[0])
    own = scores.scoring_of("own", "value / effort")
    found = {p.id: p for p in PLAN.projects}
    for name, weeks in (("ranked", 60.0), ("ranked-all-fits", None)):
        ranking = rank(PORTFOLIO, own.method, formula_of("own", own.own), weeks)
        yield (
            name,
            ranked.ranked_view(tab, PLACE, own, ranking, found, weeks="", weeks_said=""),
        )
    yield "person-row", resources.PersonRowView(resources.person_row(PLACE, PORTFOLIO, person, True))
    yield "project-row-edit", projects.project_row_edit(PLACE, PORTFOLIO, Versioned(1, ranker), None, {})
    yield (
        "project",
        project_view(
            portfolio_shell(frame, PLACE, "Projects", title=ranker.name),
            PLACE.href + "/projects/ranker-v3",
            PORTFOLIO,
            ranker,
            1,
            comments=comments_part(PLACE.href, samples.comments(), "Half a thought", "It is too long."),
            plan=PLAN,
            plan_href="/",
            finish=FINISHES["ranker-v3"],
            cost=(("People", "$41,230.00"), ("Total", "$59,430.00")),
        ),
    )
    left_out = PORTFOLIO.project("session-embeddings")
    yield (
        "project-out",
        project_view(
            tab, "/", PORTFOLIO, left_out, 1, comments=NO_COMMENTS, plan=PLAN, plan_href="/", finish=None
        ),
    )
    yield (
        "form",
        form_view(
            tab,
            action="/",
            items=project_items(PORTFOLIO, texts, "ranker-v3"),
            typed=texts,
            errors={"value": "'2/3': write low / likely / high, such as 2 / 3 / 6"},
            back=Nav("Cancel", "/"),
            version=3,
            delete_action="/",
        ),
    )
    theirs = shown(quick, full_tree(ranker))
    yield (
        "conflict",
        conflict_view(
            tab,
            title="Ranker v3",
            items=quick,
            mine=theirs | {"name": "Ranker v4"},
            theirs=theirs,
            action="/",
            current_version=2,
            back=Nav("Back", "/"),
        ),
    )
    yield (
        "people",
        resources.people_view(
            portfolio_shell(frame, PLACE, "People"),
            PLACE,
            PORTFOLIO,
            versioned(PORTFOLIO.people),
            versioned(PORTFOLIO.positions),
            can_edit=True,
        ),
    )
    yield (
        "pools",
        resources.pools_view(
            portfolio_shell(frame, PLACE, "Compute"), PLACE, PORTFOLIO, versioned(PORTFOLIO.pools), True
        ),
    )
    yield (
        "settings",
        settings.settings_view(portfolio_shell(frame, PLACE, "Settings"), PLACE, PORTFOLIO, 4, can_edit=True),
    )
