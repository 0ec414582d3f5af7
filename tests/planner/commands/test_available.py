"""The verb `available`."""

import json
from pathlib import Path

import pytest

from tests.planner.commands.test_questions import ask, files

__all__ = ["files"]


def test_work_that_fits_is_answered_with_its_people(files: tuple[object, object]) -> None:
    # Amara is on the ranker for ten of twelve weeks.
    done = ask("available", *files, "--effort", "modelling=2", "--crew", "1", "--json")
    assert done.exit_code == 0
    room = json.loads(done.stdout)["untouched"]
    assert (room["start"], room["finish"], room["lost"]) == ("2027-03-15", "2027-03-29", 0.0)
    assert [member["person"] for member in room["crew"]] == ["amara"]


def test_work_that_does_not_fit_in_time_is_a_negative_answer(files: tuple[object, object]) -> None:
    done = ask("available", *files, "--effort", "modelling=2/3/6", "--by", "2027-01-11")
    assert done.exit_code == 1
    assert "No: wanted by 2027-01-11" in done.stdout
    assert "with a repair, in time: no room" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--effort", "modelling"), "write SKILL=WEEKS"),
        (("--effort", "modeling=2"), "did you mean 'modelling'?"),
        (("--effort", "modelling=2", "--by", "soon"), "by: "),
        (("--effort", "modelling=2", "--crew", "x"), "crew.min"),
        ((), "say what it needs"),
        (("--gpu-hours", "20"), "gpu.reference"),
    ],
)
def test_questions_that_cannot_be_used_are_refused(
    files: tuple[object, object], words: tuple[str, ...], said: str
) -> None:
    done = ask("available", *files, *words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


WORK = """name: Fraud rules
phases:
  - {id: look, effort: {modelling: 1}}
  - {id: build, effort: {modelling: 1}, after: [look]}
"""


def test_work_of_several_phases_is_said_in_a_file(files: tuple[object, object], tmp_path: Path) -> None:
    work = tmp_path / "work.yaml"
    work.write_text(WORK)
    done = ask("available", *files, "--work", str(work), "--json")
    assert done.exit_code == 0, done.stderr
    room = json.loads(done.stdout)["untouched"]
    assert [(p["id"], p["start"]) for p in room["phases"]] == [
        ("look", "2027-03-15"),
        ("build", "2027-03-22"),
    ]
    assert "build: 2027-03-22 to 2027-03-29" in ask("available", *files, "--work", str(work)).stdout
    twice = ask("available", *files, "--work", str(work), "--effort", "modelling=1")
    assert (twice.exit_code, "--effort: say it in" in twice.stderr) == (2, True)
    work.write_text(WORK.replace("modelling: 1}, after", "modelling: much}, after"))
    wrong = ask("available", *files, "--work", str(work))
    assert wrong.exit_code == 2
    assert "line 4" in wrong.stderr
    assert "phases[1].effort" in wrong.stderr
