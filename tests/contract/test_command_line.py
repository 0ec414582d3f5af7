"""The command line keeps to what others rely on: keys, exit codes and meanings of every verb's JSON, on real files.

What a verb does is tested beside it; here stands what programs that read the answers build on.
"""

import datetime as dt
import json
import math
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.generate import Size, generate
from planner.cli import main
from planner.document import read_portfolio, write_yaml
from planner.domain.portfolio import Portfolio

EXAMPLES = Path(__file__).parents[2] / "examples"
WORK = ("--decodes", 60, "--seconds", 20)
"""The work is counted, so that the same plans are made everywhere."""
RULES = {
    "capacity.person", "capacity.pool", "skill.missing", "share.minimum", "share.constant", "continuity", "focus",
    "precedence", "calendar.window", "crew.range", "deadline.hard", "budget.people", "budget.compute", "policy.wip",
    "policy.share", "policy.freeze", "selection.mandatory", "selection.exclusive", "selection.requires", "upkeep",
    "value.negative", "value.displaced",
}  # fmt: skip
PLAN = {
    "status", "value", "bound", "gap", "first_plan_seconds", "seconds", "projects", "violations", "snapshot", "seed",
    "version",
}  # fmt: skip


def ask(*words: object, code: int = 0) -> dict[str, Any]:
    """The one JSON object on standard output."""
    done = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert done.exit_code == code, done.stderr
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert isinstance(answer, dict)
    return answer


def generated(folder: Path) -> Path:
    path = folder / "generated.yaml"
    path.write_text(write_yaml(generate(np.random.default_rng(7), Size(8, 5, 2))))
    return path


class Case:
    """A portfolio with a plan of it."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.plan = file, folder / f"{file.stem}.plan.json"
        self.answer = ask("plan", file, "--seed", 5, "-o", self.plan, *WORK)
        self.written = json.loads(self.plan.read_text())
        self.portfolio: Portfolio = read_portfolio(file.read_bytes()).portfolio


@pytest.fixture(scope="module", params=["first-plan", "ml-platform", "generated"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("contract")
    name = request.param
    return Case(generated(folder) if name == "generated" else EXAMPLES / f"{name}.yaml", folder)


def monday(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    assert day.weekday() == 0, text
    return day


def test_validate(case: Case, tmp_path: Path) -> None:
    answer = ask("validate", case.file)
    assert answer["valid"] is True
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(case.file.read_bytes().replace(b"quarters:", b"quarter:", 1))
    refused = ask("validate", broken, code=2)
    assert refused["valid"] is False
    for row in refused["diagnostics"]:
        assert set(row) >= {"severity", "path", "line", "message"}


def test_plan(case: Case) -> None:
    answer = case.answer
    assert set(answer) >= PLAN
    assert answer["status"] in ("OPTIMAL", "FEASIBLE")
    value, bound = answer["value"], answer["bound"]
    assert bound >= value - 1e-6 * abs(value)
    assert answer["gap"] == pytest.approx(max(0, bound - value) / max(abs(bound), abs(value)))
    assert (answer["seed"], answer["violations"]) == (5, [])
    assert 0 <= answer["first_plan_seconds"] <= answer["seconds"]
    assert [row["id"] for row in answer["projects"]] == [project.id for project in case.portfolio.projects]
    for row in answer["projects"]:
        assert set(row) >= {"id", "selected", "start", "finish", "quarter", "reason"}
        if row["selected"]:
            assert row["reason"] is None
            last = monday(row["finish"]) - dt.timedelta(days=7)
            assert (
                row["quarter"]
                == case.portfolio.horizon.quarter_labels[(last - case.portfolio.calendar.start).days // 7]
            )
        else:
            assert (row["start"], row["finish"], row["quarter"]) == (None, None, None)
            assert set(row["reason"]) >= {"rule", "text", "detail"}
            assert row["reason"]["rule"] in RULES or row["reason"]["rule"].startswith("pin.")
            assert row["reason"]["text"]


def test_the_plan_file(case: Case) -> None:
    plan = case.written
    assert plan["schema"] == "quarterdeck/plan/1"
    assert plan["currency"] == case.portfolio.currency
    for key in ("snapshot", "seed", "version", "status", "value", "bound", "gap"):
        assert plan[key] == case.answer[key]
    phases: dict[str, list[dt.date]] = defaultdict(list)
    for row in plan["phases"]:
        assert monday(row["start"]) < monday(row["finish"])
        assert isinstance(row["crew"], list)
        phases[row["project"]].append(monday(row["finish"]))
    for row in plan["projects"]:
        assert set(row) >= {"id", "selected", "start", "finish", "launch", "reason"}
        if row["selected"]:
            assert monday(row["launch"]) == max(phases[row["id"]]) == monday(row["finish"])
    for row in plan["compute"]:
        assert set(row) >= {"project", "phase", "pool", "week", "hours"}
        assert monday(row["week"])
        assert row["hours"] > 0
    for row in plan["assignments"]:
        assert set(row) >= {"project", "phase", "person", "skill", "start", "finish", "share"}
        assert monday(row["start"]) < monday(row["finish"])
        assert 0 < row["share"] <= 1


def test_effort_of_the_plan_file_meets_the_likely_estimates(case: Case) -> None:
    """Shares x weeks x proficiency x efficiency of the crew, n^0.9 / n unless stated otherwise."""
    assert case.portfolio.calibration is None
    exponent = case.portfolio.policies.crew_exponent
    skills = {worker.id: worker.skills for worker in case.portfolio.workers}
    crew = {(row["project"], row["phase"]): len(row["crew"]) for row in case.written["phases"]}
    given: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in case.written["assignments"]:
        if row["phase"] is not None:
            people = crew[row["project"], row["phase"]]
            weeks = (monday(row["finish"]) - monday(row["start"])).days / 7
            effort = row["share"] * weeks * skills[row["person"]][row["skill"]] * people**exponent / people
            given[row["project"], row["phase"], row["skill"]] += effort
    for project, phase in crew:
        stated = next(one for one in case.portfolio.project(project).phases if one.id == phase)
        for skill, effort in stated.effort.items():
            assert given[project, phase, skill] >= effort.likely * (1 - 1e-6), (project, phase, skill)


def test_verify(case: Case, tmp_path: Path) -> None:
    answer = ask("verify", case.file, case.plan)
    assert (answer["valid"], answer["violations"]) == (True, [])
    assert answer["value"] == pytest.approx(case.answer["value"], rel=1e-6)
    worse = json.loads(case.plan.read_text())
    worse["value"] = worse["value"] * (1 + 1e-5) + 1
    path = tmp_path / "worse.json"
    path.write_text(json.dumps(worse))
    refused = ask("verify", case.file, path, code=1)
    assert refused["valid"] is False
    assert set(refused["violations"][0]) >= {"rule", "text"}


def test_explain_and_marginal(case: Case) -> None:
    out = next((row["id"] for row in case.answer["projects"] if not row["selected"]), None)
    for project in filter(None, (out, case.answer["projects"][0]["id"])):
        answer = ask("explain", case.file, case.plan, project, "--seconds", 0.5)
        assert set(answer) >= {"project", "reason", "value_if_forced", "displaces", "relaxations"}
        assert answer["project"] == project
        for row in answer["relaxations"]:
            assert set(row) >= {"rule", "change", "value"}
    rows = ask("marginal", case.file, case.plan, "--seconds", 0.05)["rows"]
    assert rows
    for row in rows:
        assert set(row) >= {"resource", "change", "value", "noise"}
    assert {row["resource"] for row in rows} >= {skill.id for skill in case.portfolio.skills}


def test_simulate(case: Case) -> None:
    answer = ask("simulate", case.file, case.plan, "--runs", 128, "--seed", 2)
    assert set(answer) >= {"runs", "seconds", "projects", "value", "cost", "drivers"}
    assert answer["runs"] == 128
    selected = {row["id"] for row in case.answer["projects"] if row["selected"]}
    assert {row["id"] for row in answer["projects"]} == selected
    for row in answer["projects"]:
        assert set(row) >= {"p_done", "start_p50", "criticality"}
        assert 0 <= row["p_done"] <= 1
        dates = [row[f"finish_{level}"] for level in ("p10", "p50", "p80", "p90")]
        assert dates == ([None] * 4 if dates[0] is None else sorted(dates))
    assert set(answer["value"]) >= {"p10", "p50", "p90", "mean", "se"}
    assert set(answer["cost"]) >= {"p10", "p50", "p80", "p90", "mean", "by_quarter"}
    for row in answer["drivers"]:
        assert set(row) >= {"id", "delta_p80_weeks", "se"}
    again = ask("simulate", case.file, case.plan, "--runs", 128, "--seed", 2)
    assert {**again, "seconds": 0} == {**answer, "seconds": 0}


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "focus", "json"])
def test_cost(case: Case, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"cost.{form}"
    answer = ask("cost", case.file, case.plan, "--format", form, "-o", out)
    assert out.stat().st_size > 0
    assert isinstance(answer["total"], str)
    total = Decimal(answer["total"])
    for name in ("by_quarter", "by_project", "by_pool"):
        assert sum(map(Decimal, answer[name].values())) == total, name
    assert sum(Decimal(row["amount"]) for row in answer["rows"]) == total
    people = sum(Decimal(row["amount"]) for row in answer["rows"] if row["kind"] == "people")
    assert Decimal(answer["by_pool"].get("people", "0")) == people


def test_estimate_team(case: Case) -> None:
    rows = ask("estimate", "team", case.file)["rows"]
    assert len(rows) == case.portfolio.horizon.weeks * len(case.portfolio.skills)
    for row in rows:
        assert set(row) >= {"week", "skill", "supply", "demand"}
        assert monday(row["week"])


def test_frontier(case: Case) -> None:
    points = ask("frontier", case.file, "--against", "spend", "--points", 2, *WORK)["points"]
    assert points
    assert all(Decimal(row["spend"]) >= 0 and row["value"] is not None for row in points)


def test_frontier_against_confidence() -> None:
    file = EXAMPLES / "first-plan.yaml"
    points = ask("frontier", file, "--against", "confidence", "--points", 2, "--decodes", 60, "--seconds", 2)[
        "points"
    ]
    assert all(0 < float(row["confidence"]) < 1 for row in points)


def test_replan(tmp_path: Path) -> None:
    file = EXAMPLES / "ml-platform.yaml"
    plan, new, changed = (tmp_path / name for name in ("plan.json", "new.json", "changed.yaml"))
    ask("plan", file, "-o", plan, *WORK)
    changes = EXAMPLES / "changes" / "ml-platform.yaml"
    answer = ask("replan", file, plan, "--changes", changes, "-o", new, "--portfolio", changed, *WORK)
    assert set(answer) >= PLAN | {"moves"}
    assert answer["moves"]
    for move in answer["moves"]:
        assert set(move) >= {"project", "phase", "what", "from", "to", "reason"}
        assert move["reason"]
    assert ask("verify", changed, new, "--base", plan)["valid"]


def test_estimates() -> None:
    question = ("--params-b", 7, "--tokens-b", 140, "--accelerator", "H100-SXM", "--devices", 64)
    hours = ask("estimate", "training", *question, "--precision", "bf16")
    assert set(hours) >= {"gpu_hours", "mfu", "devices_min", "method"}
    assert hours["gpu_hours"]["p10"] < hours["gpu_hours"]["p50"] < hours["gpu_hours"]["p90"]
    more = ask("estimate", "training", *question, "--experiments", 0.5)
    assert more["gpu_hours"]["p50"] == pytest.approx(1.5 * hours["gpu_hours"]["p50"])


@pytest.mark.parametrize(
    "names", [("hidden", "kv_heads", "head_size"), ("hidden_size", "key_value_heads", "head_dim")]
)
def test_serving_takes_a_model_file(names: tuple[str, str, str], tmp_path: Path) -> None:
    sizes = dict(zip(names, (8192, 8, 128), strict=True))
    file = tmp_path / "model.json"
    file.write_text(
        json.dumps({"layers": 80, "heads": 64, "total_params_b": 70.6, "active_params_b": 70.6, **sizes})
    )
    load = ("--rps", 20, "--input-tokens", 1000, "--output-tokens", 500, "--latency-p95-s", 30)
    answer = ask(
        "estimate", "serving", "--model", file, "--accelerator", "H100-SXM", "--precision", "fp8", *load
    )
    assert answer["replicas"] >= 1
    assert answer["tokens_per_second"] > 0
    assert 0 < answer["utilisation"] <= 1
    assert Decimal(answer["cost_per_1k_requests"]) > 0


def test_calibrate_judges_the_later_part_by_the_stated_scores(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    rng = np.random.default_rng(3)
    lines = ["done,guessed,took"]
    rows = []
    for n in range(200):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=n)
        guess = round(float(rng.uniform(4, 40)), 1)
        took = round(guess * float(np.exp(rng.normal(0.2, 0.4))), 2)
        rows.append((guess, took))
        lines.append(f"{day:%d-%b-%y},{guess},{took}")
    shuffled = [lines[0], *(lines[1 + int(n)] for n in rng.permutation(200))]
    history.write_text("\n".join(shuffled) + "\n")
    columns = "estimate=guessed,actual=took,finished_on=done"
    answer = ask("calibrate", history, "--columns", columns, "--test-fraction", 0.25)
    assert answer["model"]
    levels = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}
    for scores in (answer, answer["raw"], answer["lognormal"]):
        assert set(scores) >= {"coverage", "pinball", "crps"}
        assert set(scores["coverage"]) == set(levels)
    # Raw: the estimate itself at every level, on the latest 50 rows; of log(actual / estimate) that is 0.
    later = [math.log(took / guess) for guess, took in rows[-50:]]
    pinball = [max(level * y, (level - 1) * y) for level in levels.values() for y in later]
    assert answer["raw"]["pinball"] == pytest.approx(sum(pinball) / len(pinball))
    assert answer["raw"]["coverage"]["p50"] == pytest.approx(sum(y <= 0 for y in later) / 50)


def test_bench_scheduling(tmp_path: Path) -> None:
    (tmp_path / "TINY").mkdir()
    (tmp_path / "TINY" / "a.txt").write_text("5 1\n2\n0 0 2 2 3\n3 1 1 5\n2 1 1 4\n2 2 1 5\n0 0 0\n")
    (tmp_path / "best_known.csv").write_text("set,instance,best_known\nTINY,a.txt,5\n")
    answer = ask("bench", "scheduling", tmp_path, "--seconds", 1)
    (row,) = answer["rows"]
    assert (row["set"], row["instance"], row["makespan"], row["best_known"]) == ("TINY", "a.txt", 5, 5)
    assert row["seconds"] >= 0
    assert answer["mean_gap"] == {"TINY": 0}


def test_import(tmp_path: Path) -> None:
    table = tmp_path / "projects.csv"
    table.write_text("Project,Value a week,Modelling\nRanker,20000,4 / 6 / 10\n")
    answer = ask("import", table, "--format", "csv", "-o", tmp_path / "out.yaml")
    assert (answer["projects"], answer["people"], answer["pools"]) == (1, 0, 0)
    assert isinstance(answer["warnings"], list)


def test_what_cannot_be_planned_is_a_negative_answer_without_a_value(tmp_path: Path) -> None:
    file = tmp_path / "impossible.yaml"
    text = (EXAMPLES / "first-plan.yaml").read_text()
    file.write_text(
        text.replace("    name: Photo tagging\n", "    name: Photo tagging\n    mandatory: true\n").replace(
            "modelling: {low: 6, likely: 9, high: 14}", "modelling: {low: 60, likely: 90, high: 140}"
        )
    )
    answer = ask("plan", file, "-o", tmp_path / "plan.json", *WORK, code=1)
    assert (answer["status"], answer["value"], answer["gap"]) == ("INFEASIBLE", None, None)


@pytest.mark.parametrize(
    "words", [("plan",), ("validate", "none.yaml"), ("estimate", "training", "--params-b", "x")]
)
def test_bad_input_is_answered_in_json_with_exit_code_2(words: tuple[str, ...]) -> None:
    assert set(ask(*words, code=2)) >= {"diagnostics"}
