"""Sentences of the verifier, as pages tell them."""

import pytest

from tests.web import samples
from web.views.broken import named

PORTFOLIO = samples.portfolio()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "ranker-v3/train starts on 2027-03-22 but waits for ranker-v3/data, done on 2027-03-29.",
            "{train} starts on 22 Mar 2027 but waits for {data}, done on 29 Mar 2027.",
        ),
        (
            "chidi-eze is planned for 110% of a week but has 90.0%, in the week of 2027-04-26.",
            "Chidi Eze is planned for 110% of a week but has 90.0%, in the week of 26 Apr 2027.",
        ),
        (
            "Project ranker-v3 is mandatory but not selected.",
            "Project {ranker} is mandatory but not selected.",
        ),
        (
            "Pool h100-reserved is used for 3676.8 hours but has 2419.2 in the week of 2027-04-26 and 1 more.",
            "Pool {pool} is used for 3676.8 hours but has 2419.2 in the week of 26 Apr 2027 and 1 more.",
        ),
        # A word that is no id in its place stays.
        (
            "The plan states no value; its rows are worth 1.00.",
            "The plan states no value; its rows are worth 1.00.",
        ),
        ("nobody is planned for 1/2 of 2027-99-99", "nobody is planned for 1/2 of 2027-99-99"),
    ],
)
def test_ids_and_dates_become_names_and_days(said: str, told: str) -> None:
    project = PORTFOLIO.project("ranker-v3")
    phases = {phase.id: phase.name or phase.id for phase in project.phases}
    pool = next(pool for pool in PORTFOLIO.pools if pool.id == "h100-reserved")
    wanted = told.format(
        train=f"{phases['train']} of {project.name}" if "train" in phases else "ranker-v3/train",
        data=f"{phases['data']} of {project.name}" if "data" in phases else "ranker-v3/data",
        ranker=project.name,
        pool=pool.name or pool.id,
    )
    assert named(PORTFOLIO)(said) == wanted


def test_phases_of_the_project_that_is_looked_at_go_without_its_name() -> None:
    project = PORTFOLIO.project("ranker-v3")
    phase = project.phases[0]
    said = named(PORTFOLIO, project.id)(f"{project.id}/{phase.id} takes long")
    assert said == f"{phase.name or phase.id} takes long"
