from planner.domain.differences import differences
from tests.web import samples
from web.tables import to_csv
from web.views.moves import moves_table, names_of, summary

PORTFOLIO = samples.portfolio()
FIRST, SECOND = samples.plan(PORTFOLIO, out=6), samples.plan(PORTFOLIO, out=4)


def test_a_plan_against_itself_says_that_nothing_moves() -> None:
    assert summary(differences(FIRST, FIRST)) == "Nothing moves"


def test_the_summary_counts_what_comes_in_moves_and_changes_hands() -> None:
    # The sample's first project has three phases; its first one is moved by two weeks and loses its crew.
    phase = FIRST.phases[0]
    later = phase.model_copy(
        update={"start": phase.start.replace(day=18), "finish": phase.finish.replace(day=25), "crew": ()}
    )
    changed = FIRST.model_copy(update={"phases": (later, *FIRST.phases[1:])})
    assert summary(differences(FIRST, changed)) == "1 phase moves and 1 crew changes"
    assert summary(differences(FIRST, SECOND)) == "2 projects come in"


def test_each_difference_is_a_row_in_names_with_plain_values_for_a_spreadsheet() -> None:
    found = differences(SECOND, FIRST)
    table = moves_table(found, names_of(PORTFOLIO, PORTFOLIO), "/moves.csv", {})
    assert [row[2].text for row in table.rows] == ["Drops out", "Drops out"]
    assert all(row[4].text == "out" for row in table.rows)
    names = {p.name for p in PORTFOLIO.projects}
    assert all(row[0].text in names for row in table.rows)
    assert to_csv(table).count(b"Drops out") == 2
