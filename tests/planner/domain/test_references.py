"""Names, cycles and contradictions that no single part of a portfolio can see."""

from typing import Any

import pytest

from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.portfolio import Portfolio
from planner.domain.references import findings
from planner.errors import Diagnostic

Document = dict[str, Any]


def document(**parts: Any) -> Document:
    """A modeller, a pool and two projects, of which the second waits for the first."""
    return {
        "schema": "quarterdeck/portfolio/1",
        "name": "Small",
        "calendar": {"start": "2027-01-04", "quarters": 2},
        "skills": [{"id": "modelling", "name": "Modelling"}, {"id": "data", "name": "Data"}],
        "themes": [{"id": "growth", "name": "Growth"}, {"id": "debt", "name": "Debt"}],
        "people": [{"id": "amara", "name": "Amara", "skills": {"modelling": 1, "data": 1}}],
        "pools": [{"id": "h100", "accelerator": "H100", "kind": "spot", "count": 8, "price_per_hour": 2}],
        "projects": [project("store"), project("ranker", depends_on=[{"project": "store"}])],
    } | parts


def project(name: str, **parts: Any) -> Document:
    phases = [phase("data"), phase("train", after=["data"])]
    return {"id": name, "name": name.title(), "phases": phases} | parts


def phase(name: str, **parts: Any) -> Document:
    return {"id": name, "effort": {"modelling": 2}} | parts


def found(portfolio: Document) -> list[Diagnostic]:
    return findings(Portfolio.model_validate(portfolio))


def only(portfolio: Document) -> tuple[str, str, str]:
    """The one finding as (severity, path, message)."""
    (finding,) = found(portfolio)
    return finding.severity, finding.path, finding.message


def with_project(*more: Document, **parts: Any) -> Document:
    """`ranker` changed, and further projects."""
    return document(projects=[project("store"), project("ranker", **parts), *more])


def with_phase(**parts: Any) -> Document:
    return with_project(phases=[phase("data"), phase("train", **parts)])


def test_a_portfolio_in_order_has_no_findings() -> None:
    assert found(document()) == []


UNKNOWN = {
    "projects[1].phases[1].effort.modeling": (
        with_phase(effort={"modeling": 1}),
        "unknown skill 'modeling'; did you mean 'modelling'?",
    ),
    "projects[1].theme": (with_project(theme="grwth"), "unknown theme 'grwth'; did you mean 'growth'?"),
    "projects[1].upkeep.dta": (
        with_project(upkeep={"dta": 0.1}),
        "unknown skill 'dta'; did you mean 'data'?",
    ),
    "projects[1].people.required": (
        with_project(people={"required": ["amra"]}),
        "unknown person 'amra'; did you mean 'amara'?",
    ),
    "projects[1].people.forbidden": (
        with_project(people={"forbidden": ["bob"]}),
        "unknown person 'bob'; known: amara",
    ),
    "projects[1].depends_on[0].project": (
        with_project(depends_on=[{"project": "stor"}]),
        "unknown project 'stor'; did you mean 'store'?",
    ),
    "projects[1].depends_on[0].phase": (
        with_project(depends_on=[{"project": "store", "phase": "trian"}]),
        "'store' has no phase 'trian'; did you mean 'train'?",
    ),
    "projects[1].phases[1].after[0]": (
        with_phase(after=["dat"]),
        "'ranker' has no phase 'dat'; did you mean 'data'?",
    ),
    "people[0].skills.serving": (
        document(people=[{"id": "a", "name": "A", "skills": {"serving": 1}}]),
        "unknown skill 'serving'; known: data, modelling",
    ),
    "people[0].site": (
        document(people=[{"id": "a", "name": "A", "skills": {"data": 1}, "site": "lab"}]),
        "unknown site 'lab'; none is defined",
    ),
    "pools[0].barred_projects": (
        document(
            pools=[
                {
                    "id": "p",
                    "accelerator": "H100",
                    "kind": "spot",
                    "count": 8,
                    "price_per_hour": 2,
                    "barred_projects": ["rankr"],
                }
            ]
        ),
        "unknown project 'rankr'; did you mean 'ranker'?",
    ),
}


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(path: str) -> None:
    portfolio, message = UNKNOWN[path]
    assert only(portfolio) == ("error", path, message)


def test_a_phase_of_another_project_may_come_first() -> None:
    assert found(with_phase(after=[{"project": "store", "phase": "train"}])) == []
    assert only(with_phase(after=[{"project": "stroe", "phase": "train"}])) == (
        "error",
        "projects[1].phases[1].after[0]",
        "unknown project 'stroe'; did you mean 'store'?",
    )


@pytest.mark.parametrize("kind", ["skills", "themes", "pools", "projects", "people"])
def test_an_id_is_used_once_in_its_kind(kind: str) -> None:
    portfolio = document()
    portfolio[kind] = [*portfolio[kind], portfolio[kind][0]]
    last = len(portfolio[kind]) - 1
    name = portfolio[kind][0]["id"]
    assert only(portfolio) == (
        "error",
        f"{kind}[{last}].id",
        f"'{name}' is used twice in {kind}, first at {kind}[0]; rename one",
    )


def test_people_and_positions_share_one_space_of_ids() -> None:
    position = {"id": "amara", "name": "Hire", "skills": {"data": 1}, "starts": "2027-03-01"}
    assert only(document(positions=[position])) == (
        "error",
        "positions[0].id",
        "'amara' is also the id of a person; choose another",
    )


def test_phases_of_different_projects_may_have_the_same_id_and_of_one_project_may_not() -> None:
    portfolio = with_project(phases=[phase("data"), phase("data")])
    assert only(portfolio)[1] == "projects[1].phases[1].id"


CYCLES = {
    "two phases": (
        with_project(phases=[phase("data", after=["train"]), phase("train", after=["data"])]),
        {"ranker"},
    ),
    "two projects": (
        document(
            projects=[
                project("store", depends_on=[{"project": "ranker"}]),
                project("ranker", depends_on=[{"project": "store"}]),
            ]
        ),
        {"ranker", "store"},
    ),
    "through a phase of another project": (
        document(
            projects=[
                project("store", phases=[phase("data", after=[{"project": "ranker", "phase": "train"}])]),
                project("ranker", depends_on=[{"project": "store", "phase": "data"}]),
            ]
        ),
        {"ranker", "store"},
    ),
}


@pytest.mark.parametrize("name", CYCLES)
def test_a_circle_of_phases_is_refused_with_the_chain(name: str) -> None:
    portfolio, members = CYCLES[name]
    severity, path, message = only(portfolio)
    assert severity == "error"
    assert path in ("projects[0]", "projects[1]")
    chain = (
        message.removeprefix("phases wait for each other in a circle: ").split(";")[0].split(" waits for ")
    )
    assert chain[0] == chain[-1]
    assert {name.split("/")[0] for name in chain} == members


def test_a_chain_of_a_thousand_phases_is_no_circle() -> None:
    chain = [project(f"p{n}", depends_on=[{"project": f"p{n - 1}"}] if n else []) for n in range(500)]
    assert found(document(projects=chain)) == []


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"depends_on": [{"project": "ranker"}]}, "'ranker' depends on itself; remove this line"),
        ({"phases": [phase("a", after=["a"])]}, "phase 'a' comes after itself; remove this line"),
        (
            {"people": {"required": ["amara"], "forbidden": ["amara"]}},
            "'amara' is both required and forbidden; keep one",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(parts: Document, message: str) -> None:
    assert only(with_project(**parts))[::2] == ("error", message)


DOUBTFUL = {
    "a skill that nobody has": (
        document(people=[{"id": "a", "name": "A", "skills": {"data": 1}}], projects=[project("p")]),
        ["nobody has the skill 'modelling' that this phase needs"] * 2,
    ),
    "upkeep that nobody can give": (
        document(
            people=[{"id": "a", "name": "A", "skills": {"modelling": 1}}],
            projects=[project("p", upkeep={"data": 0.1})],
        ),
        ["nobody has the skill 'data' that its upkeep needs: it cannot launch"],
    ),
    "an accelerator that no pool has": (
        with_phase(gpu={"hours": 10, "reference": "B200", "accelerators": ["B200", "MI300X"]}),
        ["no pool has B200, MI300X: the phase cannot get its GPU-hours"],
    ),
    "a pool that bars the only project for it": (
        with_phase(gpu={"hours": 10, "reference": "H100"})
        | {
            "pools": [
                {
                    "id": "p",
                    "accelerator": "H100",
                    "kind": "spot",
                    "count": 8,
                    "price_per_hour": 2,
                    "barred_projects": ["ranker"],
                }
            ]
        },
        ["every pool that has H100 is barred to 'ranker': the phase cannot get its GPU-hours"],
    ),
    "somebody without skills": (
        document(
            people=[
                {"id": "amara", "name": "Amara", "skills": {"modelling": 1}},
                {"id": "b", "name": "Bo", "skills": {}},
            ]
        ),
        ["Bo has no skills and cannot be planned"],
    ),
    "no projects": (document(projects=[]), ["there are no projects, so the plan will be empty; add one"]),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_cannot_be_planned_is_a_warning(name: str) -> None:
    portfolio, messages = DOUBTFUL[name]
    warnings = found(portfolio)
    assert [finding.message for finding in warnings] == messages
    assert {finding.severity for finding in warnings} == {"warning"}


def test_no_people_is_a_warning() -> None:
    portfolio = document(people=[], projects=[project("review", phases=[{"id": "legal", "weeks": 3}])])
    assert only(portfolio) == (
        "warning",
        "people",
        "there are no people: only phases without effort can be planned",
    )


def test_names_come_before_everything_that_needs_them() -> None:
    """A cycle beside an unknown name is reported once the name is right."""
    cycle = [phase("data", after=["train"]), phase("train", after=["data"], effort={"x": 1})]
    assert [f.path for f in found(with_project(phases=cycle))] == ["projects[1].phases[1].effort.x"]


def test_an_error_behind_more_warnings_than_are_listed_is_found() -> None:
    early = [{"quarter": "2020-Q1", "compute": 1}] * (MAX_DIAGNOSTICS + 50)  # a warning each
    first, *rest = found(document(budgets=early, pins=[{"project": "rankr", "selected": True}]))
    assert (first.severity, {d.severity for d in rest}) == ("error", {"warning"})
    assert len(rest) == MAX_DIAGNOSTICS + 50


def test_no_more_errors_are_looked_for_than_are_listed() -> None:
    wrong = [project(f"p{n}", theme="growht") for n in range(MAX_DIAGNOSTICS + 50)]
    errors = found(document(projects=wrong))
    assert len(errors) == MAX_DIAGNOSTICS
    assert {d.message for d in errors} == {"unknown theme 'growht'; did you mean 'growth'?"}


def test_the_name_that_was_meant_is_found_among_thousands() -> None:
    many = [project(f"project-{n}") for n in range(1900)]
    wrong = project("zero", depends_on=[{"project": "project-1234x"}])
    assert (
        found(document(projects=[*many, wrong]))[0].message
        == "unknown project 'project-1234x'; did you mean 'project-1234'?"
    )
