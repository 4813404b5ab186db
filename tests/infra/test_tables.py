"""The tables of the templates are those of the models, and lose nothing."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from pynamodb._schema import KeySchema, SchemaAttrDefinition
from pynamodb.models import Model

import linnet.adapters.dynamodb as adapters
from linnet.adapters.dynamodb.drafts import DraftRow
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.featured_tags import FeaturedTagsRow
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.house_texts import HouseTextRow
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.kept_searches import SearchRow
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.message_rows import MessageRow
from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.rate_limits import LimitRow
from linnet.adapters.dynamodb.realtime import RealtimeRow
from linnet.adapters.dynamodb.reconciliation import ReconciliationRow
from linnet.adapters.dynamodb.reports import ReportRow
from linnet.adapters.dynamodb.suggestions import SuggestionRow
from linnet.adapters.dynamodb.timeline_rows import TimelineRow
from linnet.adapters.dynamodb.trend_rows import TrendRow
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from tests.infra.templates import Deployed, Resource

MODELS: Mapping[str, tuple[type[Model], ...]] = {
    "identity": (IdentityRow,),
    "tweets": (TweetRow,),
    "engagement": (EngagementRow,),
    "graph": (GraphRow,),
    "timelines": (TimelineRow,),
    "messages": (MessageRow,),
    "notifications": (NotificationRow,),
    "platform": (
        IdempotencyRow,
        InvalidationRow,
        ReconciliationRow,
        LimitRow,
        FeaturedTagsRow,
        HouseTextRow,
        ReportRow,
        SearchRow,
        SuggestionRow,
    ),
    "realtime": (RealtimeRow,),
    "drafts": (DraftRow,),
    "media": (MediaRow,),
    "trends": (TrendRow,),
}
PAIRS = [(table, model) for table, models in MODELS.items() for model in models]
STREAMED = ("engagement", "graph", "identity", "messages", "tweets")
EXPIRING = ("graph", "identity", "messages", "notifications", "platform", "realtime", "timelines", "trends")


def test_every_table_has_a_model_and_every_model_a_table(stage: Deployed) -> None:
    assert set(stage.tables) == set(MODELS)
    assert all_models() == {model for models in MODELS.values() for model in models}


def all_models() -> set[type[Model]]:
    """Return the models that the adapters define; a test's bound subclasses are not among them."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.iter_modules(adapters.__path__, f"{adapters.__name__}.")
    ]
    return {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Model) and value.__module__ == module.__name__
    }


@pytest.mark.parametrize(("table", "model"), PAIRS)
def test_keys_are_those_of_the_model(stage: Deployed, table: str, model: type[Model]) -> None:
    template, schema = stage.tables[table].properties, model._get_schema()
    assert keys_of(template["KeySchema"]) == keys_of(schema["key_schema"])
    types = types_of(template["AttributeDefinitions"])
    assert types_of(schema["attribute_definitions"]).items() <= types.items()


@pytest.mark.parametrize(("table", "model"), PAIRS)
def test_indexes_are_those_of_the_model(stage: Deployed, table: str, model: type[Model]) -> None:
    template, schema = stage.tables[table].properties, model._get_schema()
    for kind, indexes in (
        ("Global", schema["global_secondary_indexes"]),
        ("Local", schema["local_secondary_indexes"]),
    ):
        deployed = {
            index["IndexName"]: (keys_of(index["KeySchema"]), projection(index["Projection"]))
            for index in template.get(f"{kind}SecondaryIndexes", [])
        }
        modelled = {
            index["index_name"]: (keys_of(index["key_schema"]), projection(index["projection"])) for index in indexes
        }
        assert deployed == modelled


def keys_of(schema: Iterable[KeySchema | Mapping[str, str]]) -> frozenset[tuple[str, str]]:
    # pynamodb names them in the order of the alphabet.
    return frozenset((key["AttributeName"], key["KeyType"]) for key in schema)


def types_of(definitions: Iterable[SchemaAttrDefinition | Mapping[str, str]]) -> dict[str, str]:
    return {one["AttributeName"]: one["AttributeType"] for one in definitions}


def projection(of: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    return of["ProjectionType"], frozenset(of.get("NonKeyAttributes", ()))


def test_tables_cost_what_is_asked_of_them(stage: Deployed) -> None:
    for table in stage.tables.values():
        assert table.properties["BillingMode"] == "PAY_PER_REQUEST"


def test_every_table_can_go_back_in_time(stage: Deployed) -> None:
    for table in stage.tables.values():
        assert table.properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_production_outlives_the_stack(prod: Deployed) -> None:
    for table in prod.tables.values():
        assert table.properties["DeletionProtectionEnabled"] is True
        assert removal_of(table) == ("Retain", "Retain")


@pytest.mark.parametrize("name", ["dev", "local"])
def test_a_stage_for_trying_out_leaves_nothing_behind(name: str, request: pytest.FixtureRequest) -> None:
    trial: Deployed = request.getfixturevalue(name)
    for table in trial.tables.values():
        assert not table.properties.get("DeletionProtectionEnabled")
        assert removal_of(table) == ("Delete", "Delete")


def removal_of(resource: Resource) -> tuple[str, str]:
    return resource.attributes["DeletionPolicy"], resource.attributes["UpdateReplacePolicy"]


def test_streams_carry_both_images_where_somebody_listens(stage: Deployed) -> None:
    for name, table in stage.tables.items():
        stream = table.properties.get("StreamSpecification")
        assert stream == ({"StreamViewType": "NEW_AND_OLD_IMAGES"} if name in STREAMED else None)


def test_rows_that_end_expire_by_one_attribute(stage: Deployed) -> None:
    for name, table in stage.tables.items():
        expiry = table.properties.get("TimeToLiveSpecification")
        assert expiry == ({"AttributeName": "expires_at", "Enabled": True} if name in EXPIRING else None)


def bucket_named(stage: Deployed, name: str) -> Resource:
    (bucket,) = [one for one in stage.of_type("AWS::S3::Bucket") if one.logical_id.startswith(name)]
    return bucket


@pytest.mark.parametrize("name", ["failures", "exports"])
def test_buckets_are_private_encrypted_and_not_dropped_with_the_stack(stage: Deployed, name: str) -> None:
    bucket = bucket_named(stage, name)
    assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert removal_of(bucket) == ("Retain", "Retain")
    (policy,) = [
        one for one in stage.of_type("AWS::S3::BucketPolicy") if one.properties["Bucket"] == {"Ref": bucket.logical_id}
    ]
    (denied,) = [one for one in policy.properties["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_archives_expire_and_unfinished_ones_too(stage: Deployed) -> None:
    (rule,) = bucket_named(stage, "exports").properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 2
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert rule["Status"] == "Enabled"


def test_operators_and_tools_find_what_is_stored(stage: Deployed) -> None:
    outputs = stage.templates["data"]["Outputs"]
    assert stage.name_of("data", outputs["FailureBucketName"]["Value"]) == "failures"
    assert stage.name_of("data", outputs["ExportBucketName"]["Value"]) == "exports"
    for name in MODELS:
        assert stage.name_of("data", outputs[f"{name.title()}TableName"]["Value"]) == name
