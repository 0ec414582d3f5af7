"""Quotas as Kueue manifests, as sacctmgr commands, and as lists."""

import hashlib
import json
import math
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from planner.domain.quota import SPARE, KueueVersion, Quota
from planner.errors import BadInput
from planner.exports.csv import csv_bytes

COLUMNS = ("quarter", "project", "pool", "accelerator", "hours", "devices", "peak")
COHORT = "quarterdeck"
POOL_LABEL = "quarterdeck/pool"
"""Label of nodes that belong to a pool."""
MOST_FLAVORS = 64
"""Flavors of a resource group."""
MOST_NAME = 63
#: Beginnings of accelerators whose resource is not that of NVIDIA.
RESOURCES = {"tpu": "google.com/tpu", "mi": "amd.com/gpu", "gaudi": "habana.ai/gaudi"}


def quota_csv(quotas: Iterable[Quota]) -> bytes:
    """Quotas as CSV."""
    rows = (
        (q.quarter, q.project or SPARE, q.pool, q.accelerator, q.hours, q.devices, q.peak) for q in quotas
    )
    return csv_bytes(COLUMNS, rows)


def quota_json(quotas: Iterable[Quota]) -> bytes:
    """Quotas as JSON."""
    rows = [quota.model_dump(mode="json") for quota in quotas]
    return json.dumps({"quotas": rows}, ensure_ascii=False, indent=1).encode() + b"\n"


def resource_of(accelerator: str) -> str:
    """Name under which a node offers an accelerator."""
    name = accelerator.lower()
    return next(
        (resource for start, resource in RESOURCES.items() if name.startswith(start)), "nvidia.com/gpu"
    )


def dns_label(slug: str) -> str:
    """A name that Kubernetes takes everywhere: letters, digits and dashes, at most 63. What had to be changed ends in
    a digest of the slug, so that two slugs never share a name."""
    plain = re.sub(r"[^a-z0-9]+", "-", slug).strip("-")[:MOST_NAME].strip("-")
    if plain == slug:
        return plain
    digest = hashlib.sha256(slug.encode()).hexdigest()[:8]
    return f"{plain[: MOST_NAME - 9].strip('-')}-{digest}".strip("-")


def kueue_yaml(
    quotas: Sequence[Quota], projects: Mapping[str, str], *, quarter: str, version: KueueVersion
) -> bytes:
    """Manifests for Kueue: a ResourceFlavor for each pool; for each project a ClusterQueue and, in a namespace of its
    name, a LocalQueue; and a ClusterQueue of spare devices. All are in one cohort, so that the quotas of a flavor
    add up to the pool and idle devices can be borrowed.

    Raises
    ------
    BadInput
        More pools than a resource group can hold.
    """
    pools = {quota.pool: quota.accelerator for quota in quotas}
    for resource in set(map(resource_of, pools.values())):
        flavors = [pool for pool, accelerator in pools.items() if resource_of(accelerator) == resource]
        if len(flavors) > MOST_FLAVORS:
            raise BadInput(
                f"{len(flavors)} pools offer {resource}; Kueue takes {MOST_FLAVORS} in a queue: merge some"
            )
    objects = [_flavor(pool, version) for pool in pools]
    for project, name in projects.items():
        own = [quota for quota in quotas if quota.project == project]
        if own:
            objects += _queues(project, name, own, quarter, version)
    spare = [quota for quota in quotas if quota.project is None]
    if spare:
        objects.append(
            _cluster_queue(
                f"{COHORT}-{SPARE}", "Devices that the plan gives to nobody", spare, quarter, version
            )
        )
    head = (
        f"# Quotas of {quarter}. Nodes of a pool carry the label {POOL_LABEL}; namespaces are named after projects.\n"
        "# Only accelerators are covered: list cpu and memory under excludeResourcePrefixes of Kueue's configuration.\n"
    )
    text = yaml.safe_dump_all(objects, sort_keys=False, allow_unicode=True, explicit_start=True)
    return (head + text).encode()


def _object(
    kind: str, name: str, version: KueueVersion, spec: dict[str, Any], **metadata: Any
) -> dict[str, Any]:
    return {
        "apiVersion": f"kueue.x-k8s.io/{version}",
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }


def _flavor(pool: str, version: KueueVersion) -> dict[str, Any]:
    label = dns_label(pool)
    return _object("ResourceFlavor", label, version, {"nodeLabels": {POOL_LABEL: label}})


def _queues(
    project: str, name: str, own: Sequence[Quota], quarter: str, version: KueueVersion
) -> list[dict[str, Any]]:
    label = dns_label(project)
    queue = _cluster_queue(label, name, own, quarter, version)
    queue["spec"]["namespaceSelector"] = {"matchLabels": {"kubernetes.io/metadata.name": label}}
    local = _object("LocalQueue", label, version, {"clusterQueue": label}, namespace=label)
    return [queue, local]


def _cluster_queue(
    label: str, name: str, own: Sequence[Quota], quarter: str, version: KueueVersion
) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for quota in own:
        resource = resource_of(quota.accelerator)
        amount: dict[str, Any] = {"name": resource, "nominalQuota": quota.devices}
        if quota.project is not None:
            amount["borrowingLimit"] = quota.borrowed
        groups[resource].append({"name": dns_label(quota.pool), "resources": [amount]})
    spec = {
        "cohortName" if version == "v1beta2" else "cohort": COHORT,
        "resourceGroups": [
            {"coveredResources": [resource], "flavors": flavors} for resource, flavors in groups.items()
        ],
    }
    notes = {"quarterdeck/name": name, "quarterdeck/quarter": quarter}
    return _object("ClusterQueue", label, version, spec, annotations=notes)


def slurm_script(quotas: Sequence[Quota], projects: Mapping[str, str], *, quarter: str) -> bytes:
    """A shell script of sacctmgr commands: an account for each project below one of the plan, limited in devices at
    the same time (its busiest week) and in device-minutes of the quarter."""
    types = sorted({quota.accelerator for quota in quotas})
    lines = [
        "#!/bin/sh",
        f"# Limits of {quarter}. Minutes count from the last reset: set PriorityUsageResetPeriod=QUARTERLY.",
        "set -e",
        f"sacctmgr -i add account name={COHORT} description={shlex.quote('Planned projects')} || true",
    ]
    for project, name in projects.items():
        devices, minutes = _by_type(quotas, project, types)
        account = f"name={project}"
        described = shlex.quote(re.sub(r"[\x00-\x1f'\"]", " ", name))
        lines += [
            f"sacctmgr -i add account {account} parent={COHORT} description={described} || true",
            f"sacctmgr -i modify account where {account} set GrpTRES={devices} GrpTRESMins={minutes}",
        ]
    return ("\n".join(lines) + "\n").encode()


def _by_type(quotas: Sequence[Quota], project: str, types: Sequence[str]) -> tuple[str, str]:
    """Devices and minutes by type of accelerator; 0 of what the project does not use."""
    own = [quota for quota in quotas if quota.project == project]
    devices, minutes = [], []
    for kind in types:
        tres = f"gres/gpu:{re.sub(r'[^a-z0-9_-]', '_', kind.lower())}"
        of_kind = [quota for quota in own if quota.accelerator == kind]
        devices.append(f"{tres}={sum(quota.peak for quota in of_kind)}")
        minutes.append(f"{tres}={math.ceil(60 * sum(quota.hours for quota in of_kind))}")
    return ",".join(devices), ",".join(minutes)
