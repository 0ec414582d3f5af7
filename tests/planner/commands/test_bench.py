"""The verb `bench scheduling`."""

import json
from pathlib import Path

from click.testing import CliRunner

from planner.cli import main

# Two units: A and B take one each for 3 and 2 periods, C takes both for 2 after B. 2 + 2 < 3 + 2 = 5 is the least.
INSTANCE = "5 1\n2\n0 0 2 2 3\n3 1 1 5\n2 1 1 4\n2 2 1 5\n0 0 0\n"


def folder(tmp_path: Path) -> Path:
    (tmp_path / "TINY").mkdir()
    (tmp_path / "TINY" / "a.txt").write_text(INSTANCE)
    (tmp_path / "best_known.csv").write_text("problem,set,instance,best_known\nRCPSP,TINY,a.txt,4\n")
    return tmp_path


def test_rows_and_mean_gaps_by_set(tmp_path: Path) -> None:
    options = ["--trials", "100", "--seeds", "2", "--json"]
    result = CliRunner().invoke(main, ["bench", "scheduling", str(folder(tmp_path)), *options])
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    row = answer["rows"][0]
    assert {
        key: row[key] for key in ("set", "instance", "makespan", "best_known", "gap", "bound", "proved")
    } == {
        "set": "TINY",
        "instance": "a.txt",
        "makespan": 5,
        "best_known": 4,
        "gap": 0.25,
        "bound": 5,
        "proved": True,
    }
    assert answer["mean_gap"] == {"TINY": 0.25}
    # A single set finds the table above it; without one, gaps are unknown.
    one = CliRunner().invoke(main, ["bench", "scheduling", str(tmp_path / "TINY"), *options])
    assert json.loads(one.stdout)["mean_gap"] == {"TINY": 0.25}
    (tmp_path / "best_known.csv").unlink()
    unknown = CliRunner().invoke(main, ["bench", "scheduling", str(tmp_path), *options])
    assert json.loads(unknown.stdout)["mean_gap"] == {}
    assert json.loads(unknown.stdout)["rows"][0]["best_known"] is None


def test_broken_input_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    path = folder(tmp_path) / "TINY" / "b.txt"
    path.write_text(INSTANCE.replace("3 1 1 5", "3 z 1 5"))
    result = CliRunner().invoke(main, ["bench", "scheduling", str(tmp_path), "--json"])
    assert result.exit_code == 2
    found = json.loads(result.stdout)["diagnostics"][0]
    assert found["path"] == str(path)
    assert found["line"] == 4
    assert found["message"] == "the need of activity 2 for resource 1 is 'z'; a whole number is needed"
    path.unlink()
    (tmp_path / "best_known.csv").write_text("instance,best_known\na.txt,soon\n")
    wrong = CliRunner().invoke(main, ["bench", "scheduling", str(tmp_path)])
    assert wrong.exit_code == 2
    assert "best_known is 'soon'; write a whole number of periods" in wrong.stderr
    empty = tmp_path / "other" / "empty"
    empty.mkdir(parents=True)
    assert "holds no instance files" in CliRunner().invoke(main, ["bench", "scheduling", str(empty)]).stderr
    nowhere = CliRunner().invoke(main, ["bench", "scheduling", str(tmp_path / "no")])
    assert nowhere.exit_code == 2
    assert "is not a folder" in nowhere.stderr
