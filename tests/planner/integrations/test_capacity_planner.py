"""Import of capacityPlanner folders: each mapping, and what is refused."""

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from planner.document import read_portfolio, write_yaml
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.import_formats import import_content, import_files
from planner.services.optimise import plan_portfolio

CONFIG: dict[str, Any] = {
    "planning_start": "2027-01-01",
    "planning_end": None,
    "ktlo_pct_by_role": {"BA": 0.1, "Dev": 0.15, "Planner": 0.2},
    "max_concurrent_per_role": {"BA": 1, "Dev": 2, "Planner": 1},
    "planner_project_month_cap_pct": 0.2,
}
PEOPLE: list[dict[str, Any]] = [
    {"person": "Ann Li", "roles": ["BA"], "skillsets": ["analysis"], "start_date": "2027-02-01"},
    {
        "person": "Bob",
        "roles": ["Planner", "BA"],
        "skillsets": ["analysis", "agile"],
        "end_date": "2027-11-30",
    },
    {"person": "Cid", "roles": ["Dev"], "skillsets": ["Back End"], "preferred_parent_summaries": ["Growth"]},
    {"person": "Dee", "roles": ["Dev"], "skillsets": ["back-end", "front-end"], "active": True},
    {"person": "Eve", "roles": ["Dev"], "skillsets": ["front-end"], "active": False},
]
SKILLS = """skill_id,name,category
agile,Agile methods,Planner
back-end,Backend development,Dev
database,Database,Dev
legal,Contract law,BA
"""
PROJECTS = """id,name,priority,effort_ba_pm,effort_planner_pm,effort_dev_pm,parent_summary,required_skillsets_dev
P1,Shop,1,0.6,0.6,3,Growth,front-end;back-end
P2,Ledger,4,0,0.3,1.5,,database
P3,Idea,3,0,0,0,Growth,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "input")


def written(path: Path, **files: Any) -> Path:
    """The folder on disk, with some files replaced; None leaves one out."""
    content = {"config": CONFIG, "people": PEOPLE, "projects": PROJECTS, "skills": SKILLS} | files
    path.mkdir(exist_ok=True)
    for name, value in content.items():
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            (path / f"{name}.{'csv' if name in ('projects', 'skills') else 'json'}").write_text(text)
    return path


def portfolio_of(folder: Path) -> Portfolio:
    return import_files(folder, "capacity-planner").portfolio


def test_a_person_has_the_skill_of_each_role_and_the_skill_sets_in_their_role(folder: Path) -> None:
    """skills.csv says that `agile` is the planners'; `analysis` is not in it, so it counts for both roles of Bob."""
    people = {person.id: set(person.skills) for person in portfolio_of(folder).people}
    assert people == {
        "ann-li": {"ba", "ba-analysis"},
        "bob": {"planner", "ba", "planner-analysis", "ba-analysis", "planner-agile"},
        "cid": {"dev", "dev-back-end"},
        "dee": {"dev", "dev-back-end", "dev-front-end"},
    }


def test_keeping_the_lights_on_is_a_reserve_and_dates_are_kept(folder: Path) -> None:
    ann, bob, cid, _ = portfolio_of(folder).people
    assert (ann.reserve, bob.reserve, cid.reserve) == (0.1, 0.2, 0.15)
    assert (str(ann.starts), ann.ends) == ("2027-02-01", None)
    assert (bob.starts, str(bob.ends)) == (None, "2027-11-30")


def test_person_months_are_engineer_weeks_shared_by_the_required_skill_sets(folder: Path) -> None:
    """3 person-months are 13 weeks, half for each of two skill sets; 0.6 are 2.6 weeks."""
    shop, ledger = portfolio_of(folder).projects
    effort = {skill: estimate.likely for skill, estimate in shop.phases[0].effort.items()}
    assert effort == {"ba": 2.6, "planner": 2.6, "dev-front-end": 6.5, "dev-back-end": 6.5}
    assert {e.low for e in ledger.phases[0].effort.values()} == {1.3, 6.5}
    assert ledger.phases[0].effort["dev-database"].high == 6.5


def test_a_planners_share_of_a_month_makes_a_project_long(folder: Path) -> None:
    """0.6 person-months at a fifth of a month each are 3 months, 13 weeks; 0.3 are 6.5 weeks, so 7."""
    shop, ledger = portfolio_of(folder).projects
    assert shop.phases[0].weeks is not None
    assert shop.phases[0].weeks.likely == 13
    assert ledger.phases[0].weeks is not None
    assert ledger.phases[0].weeks.likely == 7


def test_the_head_count_of_the_roles_limits_the_crew(folder: Path) -> None:
    """Shop: 1 BA + 1 planner + 2 developers; Ledger: 1 planner + 2 developers."""
    crews = [project.phases[0].crew for project in portfolio_of(folder).projects]
    assert [(crew.min, crew.max) for crew in crews if crew] == [(1, 4), (1, 3)]


def test_priorities_become_values_and_parents_become_themes(folder: Path) -> None:
    portfolio = portfolio_of(folder)
    values = [project.value.per_week.likely for project in portfolio.projects if project.value.per_week]
    assert values == [10_000, 2_500]
    assert [project.theme for project in portfolio.projects] == ["growth", None]
    assert [(theme.id, theme.name) for theme in portfolio.themes] == [("growth", "Growth")]


def test_an_open_end_becomes_twice_the_time_that_the_busiest_roles_need(tmp_path: Path) -> None:
    """Developers: 4.5 person-months over two people at 0.85, 2.6 months: 4 quarters are enough. With 45 more for
    Shop, 49.5 / 1.7 = 29.1 months, twice that is 58.2: more than the 12 quarters that there are."""
    short = portfolio_of(written(tmp_path / "short")).calendar
    assert (str(short.start), short.quarters) == ("2026-12-28", 4)
    long = PROJECTS.replace("0.6,0.6,3,", "0.6,0.6,48,")
    assert portfolio_of(written(tmp_path / "long", projects=long)).calendar.quarters == 12


def test_a_stated_end_is_the_horizon(tmp_path: Path) -> None:
    config = CONFIG | {"planning_start": "2027-01-04", "planning_end": "2027-06-30"}
    assert portfolio_of(written(tmp_path / "x", config=config)).calendar.quarters == 2


def test_every_mapping_is_said_with_its_numbers(folder: Path) -> None:
    said = import_files(folder, "capacity-planner").warnings
    for sentence in (
        "Eve is not active and was left out.",
        "Bob has the roles Planner and BA: the larger reserve, 20%, was taken.",
        "Keeping the lights on became a reserve of each person's week by role: BA 10%, Dev 15%, Planner 20%.",
        "Preferences for themes are not planned: Cid (Growth).",
        "Idea needs nobody and was left out.",
        "The plan starts on Monday 2026-12-28, in the week of 2027-01-01.",
        "The horizon is 4 quarters: twice the 2.6 months that the busiest roles need, as the files name no end.",
        "Nobody has Database (Dev): 6.5 engineer-weeks of Ledger cannot be staffed.",
        "Of the 4 skills in skills.csv, nobody has and no project needs 1: Contract law (BA).",
    ):
        assert sentence in said


def test_the_portfolio_plans_without_violation_and_the_reason_names_what_nobody_has(folder: Path) -> None:
    text = write_yaml(portfolio_of(folder))
    outcome = plan_portfolio(read_portfolio(text.encode()).portfolio, seconds=60, decodes=200)
    shop, ledger = outcome.plan.projects
    assert shop.selected
    assert outcome.violations == ()
    assert ledger.reason is not None
    assert ledger.reason.rule == "skill.missing"
    assert (
        ledger.reason.text
        == "Needs 6.5 engineer-weeks of Database (Dev) in work; nobody who may work on it has it."
    )


def test_a_zip_file_and_a_folder_give_the_same(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"portfolio/input/{file.name}")
    assert import_content(packed.getvalue(), "capacity-planner") == import_files(folder, "capacity-planner")


def test_files_without_skills_and_optional_settings_are_enough(tmp_path: Path) -> None:
    people = [{"person": "Ann", "roles": ["Dev"]}]
    folder = written(tmp_path / "x", config={"planning_start": "2027-01-04"}, people=people, skills=None)
    portfolio = portfolio_of(folder)
    assert portfolio.people[0].reserve == 0
    assert portfolio.projects[0].phases[0].weeks is None


def changed(row: int, **fields: Any) -> list[dict[str, Any]]:
    people = copy.deepcopy(PEOPLE)
    people[row] |= fields
    return people


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no start": ({"config": {}}, "config.json planning_start: expected a date such as 2027-01-04, got None"),
    "a start far away": (
        {"config": CONFIG | {"planning_start": "9999-01-01"}},
        "config.json planning_start: expected a date such as 2027-01-04, got '9999-01-01'",
    ),
    "a share over one": (
        {"config": CONFIG | {"ktlo_pct_by_role": {"BA": 1.5}}},
        "config.json ktlo_pct_by_role.BA: expected a share from 0 to below 1, got 1.5",
    ),
    "no head": (
        {"config": CONFIG | {"max_concurrent_per_role": {"Dev": 0}}},
        "config.json max_concurrent_per_role.Dev: expected 1 to 20, got 0",
    ),
    "a cap of nothing": (
        {"config": CONFIG | {"planner_project_month_cap_pct": 0}},
        "config.json planner_project_month_cap_pct: expected a share above 0, at most 1, got 0",
    ),
    "a config that is a list": ({"config": []}, "config.json holds a list, expected a dict"),
    "a file that is no JSON": ({"people": "[{"}, "people.json is not valid JSON"),
    "a person without a name": (
        {"people": changed(0, person=" ")},
        "people.json [0]: `person` must be a name",
    ),
    "roles in words": (
        {"people": changed(1, roles="BA")},
        "people.json [1] Bob.roles: expected a list of names, got 'BA'",
    ),
    "wishes that are numbers": (
        {"people": changed(2, preferred_parent_summaries=[1])},
        "people.json [2] Cid.preferred_parent_summaries: expected a list of names, got [1]",
    ),
    "a date in another form": (
        {"people": changed(0, start_date="20270101")},
        "people.json [0] Ann Li.start_date: '20270101' is not a date such as 2027-01-04",
    ),
    "a name without end": ({"people": changed(0, person="x" * 300)}, "the files cannot be used: 'xxx"),
    "no rows": ({"projects": PROJECTS.splitlines()[0] + "\n"}, "projects.csv: there are no projects"),
    "a missing column": (
        {"projects": PROJECTS.replace("effort_dev_pm", "effort")},
        "projects.csv: the column effort_dev_pm is missing",
    ),
    "an effort in words": (
        {"projects": PROJECTS.replace("1.5", "some")},
        "projects.csv row 3 effort_dev_pm: 'some' is not a number",
    ),
    "an effort that is no number": (
        {"projects": PROJECTS.replace("1.5", "nan")},
        "projects.csv row 3 effort_dev_pm: nan is not between 0 and 2,000",
    ),
    "an effort without end": (
        {"projects": PROJECTS.replace("1.5", "1e18")},
        "projects.csv row 3 effort_dev_pm: 1e18 is not between 0 and 2,000",
    ),
    "a row that ends early": (
        {"projects": PROJECTS + "P4\n"},
        "projects.csv row 5 name: is empty; give one",
    ),
    "the same id twice": (
        {"projects": PROJECTS.replace("P2", "P1")},
        "'p1' is used twice in projects, first at projects[0]; rename one",
    ),
    "skills without names": (
        {"skills": "skill_id,category\nx,Dev\n"},
        "skills.csv: the column name is missing",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_with_its_place_value_and_way_out(tmp_path: Path, name: str) -> None:
    files, message = BAD[name]
    with pytest.raises(BadInput) as caught:
        import_files(written(tmp_path / "x", **files), "capacity-planner")
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("missing", "message"),
    [("people", "the folder has no people.json; it has config.json, projects.csv, skills.csv")],
)
def test_a_missing_file_is_named(tmp_path: Path, missing: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        import_files(written(tmp_path / "x", **{missing: None}), "capacity-planner")


def test_an_unknown_format_gets_the_nearest_known_one(folder: Path) -> None:
    with pytest.raises(BadInput, match="unknown format 'capacityplanner'; did you mean 'capacity-planner'"):
        import_files(folder, "capacityplanner")
