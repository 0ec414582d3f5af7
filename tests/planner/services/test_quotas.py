"""Quotas: worked out by hand, in the form that Kueue and Slurm take, and within the pools for random plans."""

import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from planner.domain.quota import KueueVersion
from planner.errors import BadInput
from planner.exports.quotas import dns_label, resource_of
from planner.services.quotas import plan_quotas, quota_file
from tests.finance_plans import case as random_case
from tests.planner.verify.example import Case

NAME = re.compile(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
LABEL = re.compile(r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")


def objects(case: Case, version: KueueVersion = "v1beta2") -> list[dict[str, Any]]:
    content = quota_file(*case.read(), "kueue", "2027-Q1", version)
    return list(yaml.safe_load_all(content))


def of_kind(found: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {item["metadata"]["name"]: item for item in found if item["kind"] == kind}


def test_quotas_of_the_example() -> None:
    # The cloud: 4 devices of 84 usable hours. a uses 150 hours in weeks 0 and 1: 300 / 84 / 12 weeks = 0.298 devices,
    # 2 in a busy week. The shelf is spare.
    first = [(q.project, q.pool, q.devices, q.peak, q.hours) for q in plan_quotas(*Case().read(), "2027-Q1")]
    assert first == [
        ("a", "cloud", 0, 2, 300.0),
        (None, "cloud", 4, 4, pytest.approx(4 * 84 * 12 - 300)),
        (None, "shelf", 1, 1, pytest.approx(168 * 12 * 0.9)),
    ]


def test_all_quarters_without_a_quarter_and_none_outside_the_horizon() -> None:
    assert {q.quarter for q in plan_quotas(*Case().read())} == {"2027-Q1", "2027-Q2"}
    with pytest.raises(
        BadInput, match="quarter: '2031-Q1' is not in the horizon; use one of 2027-Q1, 2027-Q2"
    ):
        plan_quotas(*Case().read(), "2031-Q1")


def test_who_uses_a_pool_in_every_week_owns_it() -> None:
    # The shelf: one device of 151.2 usable hours, used up in each of the 12 weeks.
    case = Case()
    for monday in Case().read()[0].horizon.mondays[:12]:
        use = {"project": "a", "phase": "train", "pool": "shelf", "week": monday.isoformat(), "hours": 151.2}
        case.plan["compute"].append(use)
    quotas = [q for q in plan_quotas(*case.read(), "2027-Q1") if q.pool == "shelf"]
    assert [(q.project, q.devices, q.peak) for q in quotas] == [("a", 1, 1), (None, 0, 0)]


@pytest.mark.parametrize("seed", range(4))
def test_the_quotas_of_a_pool_are_its_devices(seed: int) -> None:
    portfolio, plan = random_case(seed)
    spans = {span.label: span for span in portfolio.horizon.quarters}
    sums: dict[tuple[str, str], int] = {}
    hours = 0.0
    for quota in plan_quotas(portfolio, plan):
        key = (quota.pool, quota.quarter)
        sums[key] = sums.get(key, 0) + quota.devices
        hours += quota.hours if quota.project else 0
        assert 0 <= quota.devices <= quota.peak
    for pool in portfolio.pools:
        for label, span in spans.items():
            devices = max(pool.devices(portfolio.horizon)[span.first : span.end])
            assert sums.get((pool.id, label), 0) >= devices
    assert hours == pytest.approx(sum(use.hours for use in plan.compute))


@pytest.mark.parametrize("version", ["v1beta2", "v1beta1"])
def test_manifests_keep_the_rules_of_kueues_schema(version: KueueVersion) -> None:
    """Rules of the custom resource definitions, kubernetes-sigs/kueue, apis/kueue/v1beta1 and v1beta2."""
    found = objects(Case(), version)
    flavors, queues, locals_ = (
        of_kind(found, kind) for kind in ("ResourceFlavor", "ClusterQueue", "LocalQueue")
    )
    assert set(queues) == {"a", "quarterdeck-spare"}
    for item in found:
        assert item["apiVersion"] == f"kueue.x-k8s.io/{version}"
        assert set(item) == {"apiVersion", "kind", "metadata", "spec"}
        assert NAME.match(item["metadata"]["name"]) and len(item["metadata"]["name"]) <= 253
    for flavor in flavors.values():
        assert set(flavor["spec"]) == {"nodeLabels"} and len(flavor["spec"]["nodeLabels"]) <= 8
    cohort = "cohortName" if version == "v1beta2" else "cohort"
    for name, queue in queues.items():
        spec = queue["spec"]
        assert set(spec) <= {cohort, "resourceGroups", "namespaceSelector"}
        assert spec[cohort]
        assert 1 <= len(spec["resourceGroups"]) <= 16
        seen: list[str] = []
        for group in spec["resourceGroups"]:
            assert 1 <= len(group["coveredResources"]) <= 64 and 1 <= len(group["flavors"]) <= 64
            for flavor in group["flavors"]:
                assert flavor["name"] in flavors
                assert [resource["name"] for resource in flavor["resources"]] == group["coveredResources"]
                for resource in flavor["resources"]:
                    assert set(resource) <= {"name", "nominalQuota", "borrowingLimit"}
                    assert resource["nominalQuota"] >= 0 and resource.get("borrowingLimit", 0) >= 0
                seen.append(flavor["name"])
        assert len(seen) == len(set(seen)), name
    for local in locals_.values():
        assert local["spec"]["clusterQueue"] in queues
        assert LABEL.match(local["metadata"]["namespace"])


SCHEMA = jsonschema_rs.validator_for(
    yaml.safe_load((Path(__file__).parents[1] / "exports" / "kueue_schema.yaml").read_text("utf-8"))
)


@pytest.mark.parametrize("version", ["v1beta2", "v1beta1"])
@pytest.mark.parametrize("seed", range(4))
def test_manifests_of_random_plans_are_valid_by_the_published_schema(
    seed: int, version: KueueVersion
) -> None:
    portfolio, plan = random_case(seed)
    for quarter in portfolio.horizon.quarters:
        for item in yaml.safe_load_all(quota_file(portfolio, plan, "kueue", quarter.label, version)):
            assert [str(error) for error in SCHEMA.iter_errors(item)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cohort": "a"}, "not"),
        ({"cohortName": "Upper Case"}, "match"),
        ({"resourceGroups": [{"coveredResources": [], "flavors": []}]}, "has less than 1 item"),
        ({"preemptoin": {}}, "preemptoin"),
    ],
)
def test_the_schema_refuses_what_kueue_refuses(change: dict[str, Any], said: str) -> None:
    queue = of_kind(objects(Case()), "ClusterQueue")["a"]
    assert SCHEMA.is_valid(queue)
    queue["spec"] |= change
    assert said in " ".join(error.message for error in SCHEMA.iter_errors(queue))


def test_a_queue_has_its_devices_and_borrows_up_to_its_busiest_week() -> None:
    queue = of_kind(objects(Case()), "ClusterQueue")["a"]
    assert queue["spec"]["resourceGroups"] == [
        {
            "coveredResources": ["nvidia.com/gpu"],
            "flavors": [
                {
                    "name": "cloud",
                    "resources": [{"name": "nvidia.com/gpu", "nominalQuota": 0, "borrowingLimit": 2}],
                }
            ],
        }
    ]
    assert queue["spec"]["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "a"}}


def test_sacctmgr_sets_devices_and_minutes_of_every_type() -> None:
    case = Case()
    case.project("a")["name"] = "A'; rm -rf /"
    lines = quota_file(*case.read(), "slurm", "2027-Q1").decode().splitlines()
    limits = [shlex.split(line) for line in lines if "modify account" in line]
    assert [words[:3] for words in limits] == [["sacctmgr", "-i", "modify"]] * 2
    by_project = {words[5]: words[7:] for words in limits}
    assert by_project == {
        "name=a": [
            "GrpTRES=gres/gpu:a100=0,gres/gpu:h100=2",
            "GrpTRESMins=gres/gpu:a100=0,gres/gpu:h100=18000",
        ],
        "name=b": ["GrpTRES=gres/gpu:a100=0,gres/gpu:h100=0", "GrpTRESMins=gres/gpu:a100=0,gres/gpu:h100=0"],
    }
    added = next(shlex.split(line) for line in lines if "name=a " in line and "add" in line)
    assert added[4:7] == ["name=a", "parent=quarterdeck", "description=A ; rm -rf /"]


@pytest.mark.parametrize(
    ("accelerator", "resource"),
    [("H100-SXM", "nvidia.com/gpu"), ("TPU-v5e", "google.com/tpu"), ("MI300X", "amd.com/gpu")],
)
def test_accelerators_are_offered_under_the_name_of_their_maker(accelerator: str, resource: str) -> None:
    assert resource_of(accelerator) == resource


def test_names_that_had_to_be_changed_stay_apart() -> None:
    assert dns_label("ranker") == "ranker"
    assert LABEL.match(dns_label("a_b")) and dns_label("a_b") != dns_label("a.b") != dns_label("a-b")
    assert len(dns_label("x" * 64)) <= 63
    assert LABEL.match(dns_label("0_"))
