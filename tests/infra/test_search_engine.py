"""The domain of the search index: encrypted, of a stage's own size, and for three functions only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from linnet.runtime.search_engine import OFF
from linnet.runtime.tunables import Tunables
from tests.infra.templates import Deployed, Resource

SEARCHING = {"accounts_api", "index_queue", "search_api"}


@pytest.fixture(params=["dev", "prod"])
def remote(request: pytest.FixtureRequest, dev: Deployed, prod: Deployed) -> Deployed:
    return {"dev": dev, "prod": prod}[request.param]


def domain(stage: Deployed) -> Resource:
    (found,) = stage.of_type("AWS::OpenSearchService::Domain")
    return found


def test_everything_is_encrypted_at_rest_and_on_the_way(remote: Deployed) -> None:
    properties = domain(remote).properties
    assert properties["EncryptionAtRestOptions"] == {"Enabled": True}
    assert properties["NodeToNodeEncryptionOptions"] == {"Enabled": True}
    assert properties["DomainEndpointOptions"] == {
        "EnforceHTTPS": True,
        "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    }


def test_the_domain_answers_two_functions_and_nobody_else(remote: Deployed) -> None:
    allowed, denied = domain(remote).properties["AccessPolicies"]["Statement"]
    roles = allowed["Condition"]["ArnEquals"]["aws:PrincipalArn"]
    assert allowed["Effect"] == "Allow"
    assert allowed["Principal"] != {"AWS": "*"}
    assert denied["Effect"] == "Deny"
    assert denied["Principal"] == {"AWS": "*"}
    assert denied["Action"] == "es:ESHttp*"
    assert denied["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": roles}}
    every = {one.logical_id: one.properties.get("RoleName") for one in remote.of_type("AWS::IAM::Role")}
    named = {logical_id: name for logical_id, name in every.items() if name is not None}
    assert set(named) == {remote.role_of(name) for name in SEARCHING}
    assert sorted(text_of(role) for role in roles) == sorted(
        f"arn:<AWS::Partition>:iam::<AWS::AccountId>:role/{text_of(name)}" for name in named.values()
    )


def text_of(value: Any) -> str:
    match value:
        case str():
            return value
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::Join": [str(between), list(parts)]}:
            return between.join(text_of(part) for part in parts)
        case _:
            raise TypeError(value)


def test_who_searches_can_only_search(remote: Deployed) -> None:
    def granted(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for action, target in remote.granted(name):
            if action.startswith("es:"):
                found.setdefault(action, set()).add(str(target).rpartition("domain")[2])
        return found

    for reader in ("accounts_api", "search_api"):
        assert granted(reader).keys() == {"es:ESHttpPost"}
        assert {target.rpartition("/")[2] for target in granted(reader)["es:ESHttpPost"]} == {"_search"}
    assert granted("index_queue").keys() == {"es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"}
    for name in remote.functions.keys() - SEARCHING:
        assert granted(name) == {}


def test_production_survives_the_loss_of_a_zone(prod: Deployed) -> None:
    cluster = domain(prod).properties["ClusterConfig"]
    assert cluster["ZoneAwarenessConfig"] == {"AvailabilityZoneCount": 3}
    assert cluster["InstanceCount"] % 3 == 0
    assert cluster["DedicatedMasterCount"] == 3
    tunables = Tunables.parse(prod.environment("index_queue")["TUNABLES"])
    assert tunables.search_replicas >= 1
    assert domain(prod).attributes["DeletionPolicy"] == "Retain"


def test_slow_searches_are_logged_for_as_long_as_anything_is(remote: Deployed) -> None:
    options: Mapping[str, Any] = domain(remote).properties["LogPublishingOptions"]
    assert options.keys() == {"SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS", "ES_APPLICATION_LOGS"}
    groups = [one for one in remote.of_type("AWS::Logs::LogGroup") if "/search/" in one.place]
    assert len(groups) == 3
    assert all(one.properties["RetentionInDays"] in (7, 90) for one in groups)


def test_the_local_stage_has_no_domain_and_is_told_its_engine_when_it_starts(local: Deployed) -> None:
    assert not local.of_type("AWS::OpenSearchService::Domain")
    assert {local.environment(name)["SEARCH_ENDPOINT"] for name in SEARCHING} == {OFF}


def test_a_domain_in_trouble_rings(remote: Deployed) -> None:
    alarms = [one for one in remote.of_type("AWS::CloudWatch::Alarm") if "search-cluster" in str(one.properties)]
    assert {one.place.rpartition("/")[2] for one in alarms} == {
        "search_red",
        "search_yellow",
        "search_blocked",
        "search_memory",
        "search_storage",
    }
