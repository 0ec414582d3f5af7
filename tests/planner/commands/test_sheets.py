"""The verbs `paste` and `template`."""

import json
from pathlib import Path

from click.testing import CliRunner

from planner.cli import main
from planner.document import read_portfolio
from planner.domain.portfolio import Portfolio


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, result.stdout, result.stderr


def portfolio(path: Path) -> Portfolio:
    return read_portfolio(path.read_bytes(), filename=str(path)).portfolio


def test_a_spreadsheet_becomes_a_portfolio_and_changes_it_later(tmp_path: Path) -> None:
    projects, people, out = tmp_path / "p.csv", tmp_path / "who.tsv", tmp_path / "out.yaml"
    projects.write_text(
        'Project,Value a week,Modelling\n"Ranker, v3","20,000",4 / 6 / 10\n'.replace(',"20,000"', ',"20,000"')
    )
    people.write_text("Person\tModelling\nAmara\tx\n")
    code, stdout, _ = run(
        "paste", "--projects", str(projects), "--people", str(people), "-o", str(out), "--json"
    )
    assert (code, json.loads(stdout)["projects"]) == (0, 1)
    made = portfolio(out).projects[0]
    assert made.name == "Ranker, v3"
    assert made.value.per_week is not None and made.value.per_week.likely == 20000
    again = tmp_path / "again.yaml"
    projects.write_text('Project,Value a week\n"Ranker, v3",5\n')
    code, _, stderr = run("paste", "--projects", str(projects), "--into", str(out), "-o", str(again))
    assert code == 2
    assert "there is already 'Ranker, v3'" in stderr
    assert not again.exists()
    code, _, _ = run("paste", "--projects", str(projects), "--into", str(out), "--change", "-o", str(again))
    assert code == 0
    changed = portfolio(again).projects[0]
    assert changed.value.per_week is not None and changed.value.per_week.likely == 5
    assert changed.phases == made.phases


def test_templates_are_listed_and_written(tmp_path: Path) -> None:
    code, stdout, _ = run("template", "--json")
    names = [row["id"] for row in json.loads(stdout)["templates"]]
    assert code == 0
    for name in names:
        assert run("template", name, "-o", str(tmp_path / name))[0] == 0
        assert portfolio(tmp_path / name).projects
    assert run("template", "nothing", "-o", str(tmp_path / "x"))[0] == 2
    assert "say where to write" in run("template", names[0])[2]


def test_projects_are_ranked_by_an_own_formula(tmp_path: Path) -> None:
    assert run("template", "forecasting", "-o", str(tmp_path / "p.yaml"))[0] == 0
    code, stdout, _ = run("rank", str(tmp_path / "p.yaml"), "--formula", "value", "--weeks", "20", "--json")
    found = json.loads(stdout)
    assert (code, found["method"], found["capacity"]) == (0, "own", 20)
    assert found["projects"][0]["name"] == "Daily demand by store"
    assert "cut-off: 20.0 engineer-weeks" in run("rank", str(tmp_path / "p.yaml"), "--weeks", "20")[1]
    code, _, stderr = run("rank", str(tmp_path / "p.yaml"), "--formula", "value ** 2")
    assert code == 2
    assert "'value ** 2' cannot stand in a formula" in stderr
