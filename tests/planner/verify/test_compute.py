"""Rules on accelerators, each with a plan that just keeps it and a change that breaks it alone."""

from tests.planner.verify.example import Case, use


def test_a_pool_gives_its_hours_and_no_more() -> None:
    # 4 devices x 168 h x 0.5 = 336 h
    case = Case()
    case.row("compute", 0)["hours"] = 336
    assert case.broken() == set()
    case.row("compute", 0)["hours"] = 336.1
    assert case.broken() == {"capacity.pool"}


def test_a_pool_is_shared_by_all_phases() -> None:
    case = Case()
    case.phase("b", "fix")["gpu"] = {"hours": 187, "reference": "H100"}
    case.plan["compute"].append(use("b", "fix", 0, 187))
    assert case.broken() == {"capacity.pool"}


def test_useful_hours_reach_the_estimate() -> None:
    case = Case()
    case.row("compute", 0)["hours"] = 149.9
    assert case.broken() == {"gpu"}


def test_overhead_and_slower_accelerators_cost_hours() -> None:
    # 150 h on the H100 of the cloud and 150 h on the A100: 150 / 1.25 + 150 x 0.5 / 1 = 195 useful hours.
    case = Case()
    case.pool("cloud")["overhead"] = 0.25
    case.phase("a", "train")["gpu"].update(hours=195, accelerators={"H100": 1.0, "A100": 0.5})
    case.row("compute", 1)["pool"] = "shelf"
    assert case.broken() == set()
    case.phase("a", "train")["gpu"]["hours"] = 195.1
    assert case.broken() == {"gpu"}


def test_only_permitted_accelerators_are_used() -> None:
    case = Case()
    case.plan["compute"].append(use("a", "train", 2, 10, "shelf"))
    assert case.broken() == {"gpu"}


def test_only_phases_with_gpu_hours_use_accelerators() -> None:
    case = Case()
    case.plan["compute"].append(use("a", "ship", 4, 10))
    assert case.broken() == {"gpu"}


def test_a_barred_project_does_not_use_the_pool() -> None:
    case = Case()
    case.pool("cloud")["barred_projects"] = ["b"]
    assert case.broken() == set()
    case.pool("cloud")["barred_projects"] = ["a"]
    assert case.broken() == {"gpu"}


def test_no_more_devices_at_once_than_allowed() -> None:
    # 168 paid hours a week are one device.
    case = Case()
    case.phase("a", "train")["gpu"]["max_devices"] = 1
    case.row("compute", 0)["hours"] = 168
    assert case.broken() == set()
    case.row("compute", 0)["hours"] = 169
    assert case.broken() == {"gpu"}


def test_devices_are_counted_over_all_pools() -> None:
    case = Case()
    case.phase("a", "train")["gpu"].update(max_devices=1, accelerators={"H100": 1.0, "A100": 0.5})
    case.plan["compute"].append(use("a", "train", 0, 20, "shelf"))
    assert case.broken() == {"gpu"}


def test_accelerators_are_used_in_the_weeks_of_the_phase() -> None:
    case = Case()
    case.plan["compute"][1] = use("a", "train", 4, 150.0)
    assert case.broken() == {"gpu"}
