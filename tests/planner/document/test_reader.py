"""Portfolio documents: every fault with its line, path, value and way out; several at once; nothing half read."""

import pytest

from planner.document import portfolio_from, read_portfolio
from planner.document.plan_file import read_plan
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.errors import BadInput, Diagnostic
from tests.stored import SMALL, small

HEAD = """schema: quarterdeck/portfolio/1
name: Small
calendar: {start: 2027-01-04, quarters: 1}
skills: [{id: ml, name: ML}]
"""
PROJECT = "projects:\n  - id: a\n    name: A\n    phases:\n      - {id: p, %s}\n"
PERSON = "people:\n  - {id: ann, name: Ann, skills: {ml: 1}, %s}\n"
POOL = "pools:\n  - {id: h, accelerator: H100, kind: spot, count: 8, price_per_hour: 2, %s}\n"
HUGE = "1" + "0" * 18
ENDLESS = "1" + "0" * 350


def faults(text: str | bytes) -> list[Diagnostic]:
    with pytest.raises(BadInput) as caught:
        read_portfolio(text.encode() if isinstance(text, str) else text)
    return list(caught.value.diagnostics)


FAULTS: dict[str, tuple[str, int, str, str]] = {
    "effort that is yes": (
        PROJECT % "effort: {ml: true}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': expected a mapping, got True",
    ),
    "effort in words": (
        PROJECT % "effort: {ml: six}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': expected a number, got 'six'",
    ),
    "effort as a list": (
        PROJECT % "effort: [6]",
        9,
        "projects[0].phases[0].effort",
        "project 'a': expected a mapping, got a list",
    ),
    "negative effort": (
        PROJECT % "effort: {ml: -1}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': cannot be negative, got -1; give 0 or more",
    ),
    "effort that is no number": (
        PROJECT % "effort: {ml: NaN}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': expected a finite number, got 'NaN'",
    ),
    "too much effort": (
        PROJECT % f"effort: {{ml: {HUGE}}}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': more than 10,000 is refused, got 1e+18",
    ),
    "effort beyond numbers": (
        PROJECT % f"effort: {{ml: {ENDLESS}}}",
        9,
        "projects[0].phases[0].effort.ml",
        f"project 'a': expected a number of reasonable size, got {ENDLESS[:57]}...",
    ),
    "an estimate out of order": (
        PROJECT % "effort: {ml: {low: 3, likely: 2, high: 5}}",
        9,
        "projects[0].phases[0].effort.ml",
        "project 'a': low <= likely <= high is required, got 3, 2, 5",
    ),
    "an estimate in part": (
        PROJECT % "effort: {ml: {low: 3, high: 5}}",
        9,
        "projects[0].phases[0].effort.ml.likely",
        "project 'a': `likely` is missing; add it",
    ),
    "a key with a slip": (
        PROJECT % "efort: {ml: 1}",
        9,
        "projects[0].phases[0].efort",
        "project 'a': unknown key 'efort'; did you mean 'effort'?",
    ),
    "a key with a slip far inside": (
        PROJECT % "gate: {probability: 0.5, on_failure: {redo: 0.5, times: 1, tmes: 2}}",
        9,
        "projects[0].phases[0].gate.on_failure.tmes",
        "project 'a': unknown key 'tmes'; did you mean 'times'?",
    ),
    "a gate of an unknown form": (
        PROJECT % "gate: {probability: 0.5, on_failure: halt}",
        9,
        "projects[0].phases[0].gate.on_failure",
        "project 'a': expected 'stop', got 'halt'",
    ),
    "a chance over one": (
        PROJECT % "gate: {probability: 1.5}",
        9,
        "projects[0].phases[0].gate.probability",
        "project 'a': expected at most 1, got 1.5",
    ),
    "a crew that shrinks": (
        PROJECT % "crew: {min: 3, max: 1}",
        9,
        "projects[0].phases[0].crew",
        "project 'a': max 1 is less than min 3",
    ),
    "an unknown skill": (
        PROJECT % "effort: {nl: 1}",
        9,
        "projects[0].phases[0].effort.nl",
        "project 'a': unknown skill 'nl'; known: ml",
    ),
    "a circle": (
        PROJECT % "after: [q]}\n      - {id: q, after: [p]",
        6,
        "projects[0]",
        (
            "project 'a': phases wait for each other in a circle: a/p waits for a/q waits for a/p; "
            "remove one of these links"
        ),
    ),
    "the same id twice": (
        PROJECT % "weeks: 1}\n      - {id: p",
        10,
        "projects[0].phases[1].id",
        "project 'a': 'p' is used twice in phases, first at phases[0]; rename one",
    ),
    "no phases": (
        "projects: [{id: a, name: A, phases: []}]",
        5,
        "projects[0].phases",
        "project 'a': expected at least 1 entry, got a list",
    ),
    "phases that are null": (
        "projects: [{id: a, name: A, phases: }]",
        5,
        "projects[0].phases",
        "project 'a': expected a list, got nothing",
    ),
    "projects as text": ("projects: none", 5, "projects", "expected a list, got 'none'"),
    "a kind with a slip": (
        PROJECT % "weeks: 1}\n    kind: modle\n    value: {one_off: 5",
        10,
        "projects[0].kind",
        (
            "project 'a': expected 'model', 'fine-tune', 'platform', 'tech-debt', 'research' or 'migration', "
            "got 'modle'"
        ),
    ),
    "an id with spaces": (
        "projects: [{id: A b, name: A, phases: [{id: p}]}]",
        5,
        "projects[0].id",
        "project 'A b': 'A b' is not an id: use small letters, digits, '-', '_' and '.'",
    ),
    "a name that is a number": (
        "teams: [{id: t, name: 2027}]",
        5,
        "teams[0].name",
        'expected text, got the number 2027; write it in quotes: "2027"',
    ),
    "a negative cost": (
        PERSON % "weekly_cost: -4",
        6,
        "people[0].weekly_cost",
        "person 'ann': expected at least 0, got -4",
    ),
    "a cost beyond money": (
        PERSON % f"weekly_cost: {ENDLESS}",
        6,
        "people[0].weekly_cost",
        f"person 'ann': expected at most 1,000,000,000,000, got {ENDLESS[:57]}...",
    ),
    "fractions of a hundredth of a cent": (
        PERSON % "weekly_cost: 4.00001",
        6,
        "people[0].weekly_cost",
        "person 'ann': expected at most 4 decimal places, got 4.00001",
    ),
    "leave that ends before it begins": (
        PERSON % "leave: [{from: 2027-03-02, to: 2027-03-01}]",
        6,
        "people[0].leave[0]",
        "person 'ann': ends on 2027-03-01, before it begins on 2027-03-02",
    ),
    "a day that no month has": (
        PERSON % "starts: 2027-02-30",
        6,
        "people[0].starts",
        (
            "person 'ann': expected a date such as 2027-01-04 (day value is outside expected range), "
            "got '2027-02-30'"
        ),
    ),
    "a date in another order": (
        PERSON % "starts: 04.01.2027",
        6,
        "people[0].starts",
        "person 'ann': expected a date such as 2027-01-04, got '04.01.2027'",
    ),
    "half a device": (POOL % "count: 3.5", 6, "", "the key 'count' appears twice, first on line 6; keep one"),
    "a pool of an unknown kind": (
        "pools: [{id: h, accelerator: H100, kind: ondemand, count: 3, price_per_hour: 2}]",
        5,
        "pools[0].kind",
        "pool 'h': expected 'owned', 'reserved', 'on_demand' or 'spot', got 'ondemand'",
    ),
    "a step in no quarter": (
        "pools: [{id: h, accelerator: H100, kind: spot, count: {2027-Q5: 8}, price_per_hour: 2}]",
        5,
        "pools[0].count",
        "pool 'h': '2027-Q5' is neither a quarter like 2027-Q1 nor a date like 2027-01-04",
    ),
    "a relation in part": (
        "relations: [{requires: [a]}]",
        5,
        "relations[0].requires[1]",
        "entry 2 is missing; add it",
    ),
    "a pin without a decision": (
        "pins: [{project: a}]",
        5,
        "pins[0]",
        "give one of `selected`, `starts` or `person`",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_line_path_value_and_way_out(name: str) -> None:
    text, line, path, message = FAULTS[name]
    found = [(d.severity, d.line, d.path, d.message) for d in faults(HEAD + text) if d.severity == "error"]
    assert found == [("error", line, path, message)]


def test_a_start_on_a_tuesday_is_told_its_monday() -> None:
    (fault,) = faults(HEAD.replace("01-04", "01-05"))
    assert (fault.line, fault.path) == (3, "calendar.start")
    assert fault.message == "2027-01-05 is a Tuesday; use a Monday, for example 2027-01-04"


def test_all_faults_are_told_at_once_in_the_order_of_the_text() -> None:
    text = HEAD.replace("quarters: 1", "quarters: 0") + PERSON % "fte: 2" + PROJECT % "weeks: -1, crw: 2"
    assert [(fault.line, fault.path) for fault in faults(text)] == [
        (3, "calendar.quarters"),
        (6, "people[0].fte"),
        (11, "projects[0].phases[0].weeks"),
        (11, "projects[0].phases[0].crw"),
    ]


def test_the_summary_counts_the_faults_and_names_the_first() -> None:
    with pytest.raises(
        BadInput, match=r"^the portfolio has 2 errors; the first on line 3: calendar.quarters: "
    ):
        read_portfolio((HEAD.replace("quarters: 1", "quarters: 0") + PERSON % "fte: 2").encode())


def test_a_thousand_faults_are_cut_short() -> None:
    people = "".join(f"  - {{id: p{n}, name: P, skills: {{ml: 9}}}}\n" for n in range(1000))
    assert len(faults(f"{HEAD}people:\n{people}")) == MAX_DIAGNOSTICS


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[]", 1, "expected a mapping that begins with `schema: quarterdeck/portfolio/1`"),
        ("just text", 1, "expected a mapping that begins with"),
        ("name: x\n", 1, "`schema` is missing; write `schema: quarterdeck/portfolio/1`"),
        ("name: x\nschema: quarterdeck/portfolio/2\n", 2, "unknown schema 'quarterdeck/portfolio/2'"),
        ("schema: [1]\n", 1, "unknown schema '[1]'"),
    ],
)
def test_what_is_no_portfolio_is_told_so(text: str, line: int, message: str) -> None:
    (fault,) = faults(text)
    assert fault.line == line
    assert message in fault.message


def test_an_empty_portfolio_is_read_with_warnings() -> None:
    result = read_portfolio(HEAD.encode())
    assert [(d.severity, d.path) for d in result.warnings] == [
        ("warning", "projects"),
        ("warning", "people"),
    ]


def test_warnings_have_their_line_and_owner() -> None:
    text = HEAD + "people: [{id: ann, name: Ann, skills: {}}]\n" + PROJECT % "effort: {ml: 1}"
    found = read_portfolio(text.encode()).warnings
    assert [(d.line, d.message) for d in found] == [
        (5, "person 'ann': Ann has no skills and cannot be planned"),
        (10, "project 'a': nobody has the skill 'ml' that this phase needs"),
    ]


def test_a_document_with_errors_lists_its_warnings_too_and_errors_come_first() -> None:
    text = HEAD + "budgets: [{quarter: 2030-Q1, compute: 1}, {theme: x, compute: 1}]\n"
    assert [d.severity for d in faults(text)] == ["error", "warning", "warning", "warning"]


def test_values_that_are_parsed_already_are_checked_as_strictly() -> None:
    value = {
        "schema": "quarterdeck/portfolio/1",
        "name": "x",
        "calendar": {"start": "2027-01-04", "quarters": 1},
    }
    assert portfolio_from(value).portfolio.name == "x"
    for name, path in (("a\0b", "name"), ("\ud800", "name"), (float("nan"), "name"), (["x"] * 3, "name")):
        with pytest.raises(BadInput) as caught:
            portfolio_from(value | {"name": name})
        assert caught.value.diagnostics[0].path == path


def test_the_stored_example_is_read_the_same_from_yaml_and_json() -> None:
    assert read_portfolio(SMALL).portfolio == small()


PLAN = b'{"schema": "quarterdeck/plan/1",\n "snapshot": "x",\n "seed": "many"}'


def test_a_plan_file_is_checked_as_strictly() -> None:
    with pytest.raises(BadInput) as caught:
        read_plan(PLAN)
    assert ("seed", 3, "expected a whole number, got 'many'") in [
        (d.path, d.line, d.message) for d in caught.value.diagnostics
    ]
    with pytest.raises(BadInput, match="not a plan file"):
        read_plan(b"[]")
