"""Everything that is stored: one table per owning service, buckets, the search engine, and the keys of Web Push."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.blocks.tables import NUMBER, STRING, Table, attribute
from infra.components.search_engine import SearchEngine
from infra.settings import StageSettings

# Filters of profile pages and of threads; the models in linnet/adapters/dynamodb name the same attributes.
AUTHOR_INDEX = [
    "kind",
    "original_id",
    "original_author_id",
    "reply_to_id",
    "reply_to_author_id",
    "has_media",
    "audience",
    "deleted_at",
]
CONVERSATION_INDEX = ["author_id", "reply_to_id", "ancestors", "audience", "deleted_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables by the names that settings give them; `docs/data-model.md` lists every access pattern."""

    identity: Table
    tweets: Table
    engagement: Table
    graph: Table
    timelines: Table
    notifications: Table
    drafts: Table
    media: Table
    messages: Table
    platform: Table
    realtime: Table
    trends: Table

    def by_name(self) -> Mapping[str, Table]:
        """Return every table by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Storage:
    """What functions read and write."""

    tables: Tables
    failures: s3.Bucket
    exports: s3.Bucket
    media: s3.Bucket
    search: SearchEngine
    push_secret: secretsmanager.CfnSecret

    def environment(self) -> Mapping[str, str]:
        """Return the environment variables that name what is stored where."""
        names = {f"{name.upper()}_TABLE": table.name for name, table in self.tables.by_name().items()}
        return {
            **names,
            "FAILURE_BUCKET": self.failures.bucket_name,
            "EXPORT_BUCKET": self.exports.bucket_name,
            "MEDIA_BUCKET": self.media.bucket_name,
            "SEARCH_ENDPOINT": self.search.endpoint,
            "PUSH_SECRET": self.push_secret.attr_id,
        }


def storage(scope: Construct, settings: StageSettings) -> Storage:
    """Declare the tables, the buckets and the engine of the search index."""
    return Storage(
        _tables(scope, settings),
        _failures(scope),
        _exports(scope),
        _media(scope),
        SearchEngine(scope, settings),
        _push_secret(scope, settings),
    )


def _tables(scope: Construct, settings: StageSettings) -> Tables:
    pk, sk, number_sk = attribute("pk", STRING), attribute("sk", STRING), attribute("sk", NUMBER)
    tables = Tables(
        identity=Table(scope, "identity", settings, partition_key=pk, sort_key=sk, stream=True, ttl=True),
        tweets=Table(scope, "tweets", settings, partition_key=pk, sort_key=number_sk, stream=True),
        engagement=Table(
            scope,
            "engagement",
            settings,
            partition_key=attribute("actor_id", NUMBER),
            sort_key=attribute("tweet_id", NUMBER),
            stream=True,
        ),
        graph=Table(scope, "graph", settings, partition_key=pk, sort_key=sk, stream=True, ttl=True),
        timelines=Table(scope, "timelines", settings, partition_key=pk, sort_key=number_sk, ttl=True),
        notifications=Table(scope, "notifications", settings, partition_key=pk, sort_key=sk, ttl=True),
        drafts=Table(
            scope,
            "drafts",
            settings,
            partition_key=attribute("owner_id", NUMBER),
            sort_key=attribute("id", NUMBER),
        ),
        media=Table(
            scope,
            "media",
            settings,
            partition_key=attribute("owner_id", NUMBER),
            sort_key=attribute("id", NUMBER),
        ),
        messages=Table(scope, "messages", settings, partition_key=pk, sort_key=sk, stream=True, ttl=True),
        platform=Table(scope, "platform", settings, partition_key=pk, sort_key=sk, ttl=True),
        realtime=Table(scope, "realtime", settings, partition_key=pk, sort_key=sk, ttl=True),
        trends=Table(scope, "trends", settings, partition_key=pk, sort_key=sk, ttl=True),
    )
    _index(tables)
    return tables


def _index(tables: Tables) -> None:
    tables.identity.table.add_global_secondary_index(
        index_name="by_owner",
        partition_key=attribute("owner_id", NUMBER),
        sort_key=attribute("session_id", NUMBER),
    )
    tables.tweets.table.add_global_secondary_index(
        index_name="by_author",
        partition_key=attribute("author_id", NUMBER),
        sort_key=attribute("id", NUMBER),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=AUTHOR_INDEX,
    )
    tables.tweets.table.add_global_secondary_index(
        index_name="by_conversation",
        partition_key=attribute("conversation", STRING),
        sort_key=attribute("id", NUMBER),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=CONVERSATION_INDEX,
    )
    tables.tweets.table.add_global_secondary_index(
        index_name="by_quoted",
        partition_key=attribute("quotes_of", STRING),
        sort_key=attribute("id", NUMBER),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=["author_id"],
    )
    tables.tweets.table.add_global_secondary_index(
        index_name="by_poll_end",
        partition_key=attribute("open_polls", STRING),
        sort_key=attribute("poll_ends", NUMBER),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=["id"],
    )
    tables.engagement.table.add_global_secondary_index(
        index_name="retweets_of",
        partition_key=attribute("retweets_of", STRING),
        sort_key=attribute("retweet_id", NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    tables.engagement.table.add_global_secondary_index(
        index_name="likes_of",
        partition_key=attribute("likes_of", STRING),
        sort_key=attribute("like_id", NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    tables.engagement.table.add_global_secondary_index(
        index_name="votes_of",
        partition_key=attribute("votes_of", STRING),
        sort_key=attribute("vote_id", NUMBER),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=["choices"],
    )
    tables.drafts.table.add_global_secondary_index(
        index_name="by_due",
        partition_key=attribute("due", STRING),
        sort_key=attribute("due_at", NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    tables.media.table.add_global_secondary_index(
        index_name="by_expiry",
        partition_key=attribute("expiring", STRING),
        sort_key=attribute("removed_at", NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    for name, kind in (("bookmarked", attribute("bookmark_id", NUMBER)), ("filed", attribute("filed", STRING))):
        tables.engagement.table.add_local_secondary_index(
            index_name=name, sort_key=kind, projection_type=dynamodb.ProjectionType.KEYS_ONLY
        )
    tables.messages.table.add_global_secondary_index(
        index_name="by_activity",
        partition_key=attribute("listed_in", STRING),
        sort_key=attribute("activity", NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    tables.graph.table.add_local_secondary_index(index_name="exclusions", sort_key=attribute("exclusion", STRING))
    tables.notifications.table.add_local_secondary_index(
        index_name="by_position", sort_key=attribute("position", NUMBER)
    )


def _failures(scope: Construct) -> s3.Bucket:
    # Payloads are personal data: longer than anybody needs to repair them would be too long.
    return _private_bucket(scope, "failures", s3.LifecycleRule(expiration=Duration.days(60)))


def _exports(scope: Construct) -> s3.Bucket:
    # An archive can be fetched for a day; S3 counts whole ones. What was not finished is nobody's.
    return _private_bucket(
        scope,
        "exports",
        s3.LifecycleRule(expiration=Duration.days(2), abort_incomplete_multipart_upload_after=Duration.days(1)),
    )


def _media(scope: Construct) -> s3.Bucket:
    # Who looks at a picture a month later is rare; what is never looked at costs half.
    return _private_bucket(
        scope,
        "pictures",
        s3.LifecycleRule(
            abort_incomplete_multipart_upload_after=Duration.days(1),
            transitions=[
                s3.Transition(storage_class=s3.StorageClass.INTELLIGENT_TIERING, transition_after=Duration.days(30))
            ],
        ),
    )


def _push_secret(scope: Construct, settings: StageSettings) -> secretsmanager.CfnSecret:
    # Whoever loses the keys loses all subscriptions: clients made theirs for this server's key. `push_keys_events` puts
    # them in place of what Secrets Manager makes up.
    secret = secretsmanager.CfnSecret(
        Construct(scope, "push_keys"),
        "secret",
        description="Linnet: private keys of Web Push",
        # An empty object would be left out, and a secret without a value cannot be read.
        generate_secret_string=secretsmanager.CfnSecret.GenerateSecretStringProperty(password_length=64),
    )
    secret.apply_removal_policy(settings.removal_policy)
    return secret


def _private_bucket(scope: Construct, name: str, lifecycle: s3.LifecycleRule) -> s3.Bucket:
    return s3.Bucket(
        scope,
        name,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[lifecycle],
        # Whoever deletes the stack has to empty the bucket knowingly: failures are evidence. Archives go by themselves.
        removal_policy=RemovalPolicy.RETAIN,
    )
