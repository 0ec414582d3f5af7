"""The verb `replan`, from files to files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import main
from planner.document import read_portfolio, write_yaml
from planner.document.plan_file import read_plan, write_plan
from planner.domain.portfolio import Portfolio
from planner.verify import verify_plan
from tests.planner.services.test_replan import before, friday, monday

__all__ = ["before"]


@pytest.fixture
def folder(before: tuple[Portfolio, object], tmp_path: Path) -> Path:
    """Two projects, their plan, and Ann away in weeks 2 and 3."""
    portfolio, plan = before
    (tmp_path / "portfolio.yaml").write_text(write_yaml(portfolio))
    (tmp_path / "plan.json").write_bytes(write_plan(plan))  # type: ignore[arg-type]
    (tmp_path / "changes.yaml").write_text(
        f"schema: quarterdeck/changes/1\nas_of: {monday(2)}\nchanges:\n"
        f"  - leave: {{person: ann, from: {monday(2)}, to: {friday(3)}}}\n"
        "  - new_project: {id: third, name: Third, value: {per_week: 100}, phases: [{id: do, weeks: 1}]}\n"
    )
    return tmp_path


def run(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    arguments = ["replan", str(folder / "portfolio.yaml"), str(folder / "plan.json")]
    arguments += [
        "--changes",
        str(folder / "changes.yaml"),
        "-o",
        str(folder / "new.json"),
        "--json",
        *options,
    ]
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, json.loads(result.stdout)


def test_the_new_plan_belongs_to_the_portfolio_that_is_written(folder: Path) -> None:
    code, answer = run(folder, "--decodes", "40", "--portfolio", str(folder / "new.yaml"), "--price", "10")
    assert code == 0
    portfolio = read_portfolio((folder / "new.yaml").read_bytes()).portfolio
    plan = read_plan((folder / "new.json").read_bytes())
    base = read_plan((folder / "plan.json").read_bytes())
    assert verify_plan(portfolio, plan, base=base).valid
    assert answer["moves"] == [
        {
            "project": "third",
            "phase": None,
            "what": "selected",
            "from": "out",
            "to": "in",
            "reason": "third is new",
            "gain": None,
        }
    ]
    assert {"status", "value", "bound", "gap", "projects", "violations", "snapshot"} <= set(answer)
    # 1,000 x 6 and 900 x 8 as before the new project, 100 x 9 for it (week 2 to 3, launch in 3), less one move.
    assert answer["value"] == pytest.approx(6_000 + 7_200 + 900 - 10)


def test_the_curve_has_three_points(folder: Path) -> None:
    _, answer = run(folder, "--decodes", "40", "--price", "10", "--curve")
    curve = answer["curve"]
    assert isinstance(curve, list)
    assert [point["price"] for point in curve] == ["0", "10", "100"]
    assert [point["moves"] for point in curve] == [1, 1, 1]


def test_a_wrong_change_is_refused_with_its_line_and_nothing_is_written(folder: Path) -> None:
    (folder / "changes.yaml").write_text(
        "schema: quarterdeck/changes/1\nchanges:\n  - removed_project: {project: frist}\n"
    )
    code, answer = run(folder)
    assert code == 2
    assert answer["diagnostics"] == [
        {
            "severity": "error",
            "path": "changes[0].removed_project.project",
            "line": 3,
            "message": "unknown project 'frist'; did you mean 'first'?",
        }
    ]
    assert not (folder / "new.json").exists()


@pytest.mark.parametrize("price", ["-1", "much", "nan"])
def test_a_price_is_an_amount(folder: Path, price: str) -> None:
    code, answer = run(folder, "--price", price)
    assert code == 2
    assert "is not an amount" in str(answer["error"])
