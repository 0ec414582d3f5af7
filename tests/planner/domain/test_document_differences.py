from planner.domain.document_differences import document_differences
from tests.stored import small


def test_the_same_document_in_another_order_has_no_differences() -> None:
    portfolio = small()
    turned = portfolio.model_copy(update={"projects": portfolio.projects[::-1]})
    assert document_differences(portfolio, turned) == ()


def test_new_removed_and_changed_parts_are_told_with_their_place() -> None:
    before = small()
    ranker = before.project("ranker")
    train = ranker.phases[0].model_copy(
        update={"effort": {"modelling": before.projects[0].phases[0].effort["data"]}}
    )
    projects = (ranker.model_copy(update={"phases": (train,)}), before.project("store"))
    calendar = before.calendar.model_copy(update={"quarters": 3})
    amara = before.people[0]
    carl = amara.model_copy(update={"id": "carl", "name": "Carl"})
    changes = {"projects": projects, "people": (*before.people, carl), "calendar": calendar}
    found = document_differences(before, before.model_copy(update=changes))
    told = {(d.part, d.id, d.what, d.field, d.before, d.after) for d in found}
    assert told == {
        ("calendar", None, "changed", "quarters", "2", "3"),
        ("people", "carl", "added", "", "", ""),
        ("projects", "ranker", "changed", "phases.train.effort.modelling", "6", "4 / 6 / 10"),
        ("projects", "audit", "removed", "", "", ""),
    }
