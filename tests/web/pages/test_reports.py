"""The form of reports on phases."""

import datetime as dt

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from planner.domain.job import ReplanSettings, plan_settings
from planner.persistence.database import Database
from planner.persistence.tables import JobTable
from tests.planner.verify.example import Case

_, PLAN = Case().read()
ROWS = sorted(PLAN.phases, key=lambda row: row.start)
FIRST, LAST = ROWS[0], ROWS[-1]
KEY = f"{FIRST.project}/{FIRST.phase}"
AS_OF = FIRST.start + dt.timedelta(weeks=1)


@pytest.fixture
def page(board: str) -> str:
    return f"{board}/report"


def asked(database: Database, page: str) -> ReplanSettings | None:
    """What the newest job of the plan was asked."""
    with database.read() as session:
        jobs = session.exec(select(JobTable).where(JobTable.plan_id == page.split("/")[-2])).all()
        stored = [job.settings for job in jobs]
    if not stored:
        return None
    settings = plan_settings(stored[-1])
    assert isinstance(settings, ReplanSettings)
    return settings


def test_the_form_has_the_phases_that_should_have_begun_first(client: TestClient, page: str) -> None:
    shown = client.get(f"{page}?as_of={AS_OF}").text
    due, _, later = shown.partition("Planned for later")
    assert f'name="{KEY}.state"' in due
    assert f'name="{LAST.project}/{LAST.phase}.state"' in later
    before = client.get(f"{page}?as_of={FIRST.start - dt.timedelta(days=7)}").text
    assert "no phase should have begun" in before


def test_what_is_reported_becomes_a_plan_from_that_day(
    client: TestClient, page: str, database: Database
) -> None:
    sent = client.post(
        page,
        data={
            "as_of": str(AS_OF),
            f"{KEY}.state": "running",
            f"{KEY}.done": "40%",
            f"{KEY}.started": str(FIRST.start),
            f"{KEY}.effort": "2.5",
        },
        follow_redirects=False,
    )
    assert sent.status_code == 303
    found = asked(database, page)
    assert found is not None
    assert found.changes.as_of == AS_OF
    (change,) = found.changes.changes
    told = change.progress
    assert told is not None
    assert (f"{told.project}/{told.phase}", told.done, told.effort, told.started) == (
        KEY,
        0.4,
        2.5,
        FIRST.start,
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "finished"}, "Say on which day its work ended"),
        ({"state": "running"}, "Say how much of it is done"),
        ({"done": "40"}, "Choose Running or Finished"),
        ({"state": "running", "done": "much"}, "not a number"),
        ({"state": "running", "done": "140"}, "less than"),
        ({"state": "finished", "finished": "soon"}, "date"),
        ({"state": "finished", "finished": "2020-01-01", "started": "2020-02-01"}, "before it started"),
        ({"state": "not_started", "effort": "3"}, "cannot have"),
        ({"effort": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_recorded(
    client: TestClient, page: str, database: Database, fields: dict[str, str], said: str
) -> None:
    typed = {f"{KEY}.{name}": value for name, value in fields.items()}
    answer = client.post(page, data={"as_of": str(AS_OF)} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert asked(database, page) is None


@pytest.mark.parametrize("day", ["", "tomorrow", "1999-01-04"])
def test_a_day_that_cannot_be_is_refused(client: TestClient, page: str, database: Database, day: str) -> None:
    answer = client.post(page, data={"as_of": day})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert asked(database, page) is None
