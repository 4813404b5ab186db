"""cdk-nag's AwsSolutions and Serverless packs over the whole app, and why each accepted finding is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk.aws_opensearchservice import CfnDomain
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import IConstruct

from infra.blocks.archives import ALL_OBJECTS
from infra.blocks.event_sources import failure_prefixes, poison_prefix
from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import CLOCK
from infra.blocks.socket_api import CONNECTIONS, STAGE_NAME
from infra.blocks.tables import ALL_STREAMS
from infra.settings import SearchSizes
from infra.stacks.async_ import AsyncStack
from infra.stacks.data import DataStack
from infra.stage import LinnetStage
from linnet.runtime.settings import environment_names


def check(app: App, stage: LinnetStage) -> None:
    """Let every finding that is not acknowledged here fail the synthesis."""
    add_packs(app)
    acknowledge(stage)


def add_packs(app: App) -> None:
    """Let findings fail the synthesis."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def acknowledge(stage: LinnetStage) -> None:
    """Accept findings, each where it is found and with its reason."""
    for function in [*stage.api.functions, *stage.async_.functions]:
        _accept_function(function)
    for function in stage.async_.streams:
        _accept_stream_reader(function, stage.data)
    search = stage.data.storage.search
    if search.sizes is not None and search.domain is not None:
        _accept_search(stage, search.sizes, search.domain)
    _accept_poison(stage.async_.indexer, stage.data, [poison_prefix(stage.async_.indexer)])
    for bucket in (stage.data.storage.failures, stage.data.storage.exports, stage.data.storage.media):
        _accept(
            bucket,
            "AwsSolutions::AwsSolutions-S1",
            "Only Lambda and our workers write here; CloudTrail data events tell who read it, "
            "where a stage wants that.",
        )
    archives = _exported(stage.data, stage.data.storage.exports.bucket_arn)
    for function in [*stage.api.functions, *stage.async_.functions]:
        if "EXPORT_BUCKET" in environment_names(function.function_folder):
            _accept(
                function.own_role,
                f"AwsSolutions::AwsSolutions-IAM5[Resource::{archives}/{ALL_OBJECTS}]",
                "Every archive is an object of its own in one named bucket.",
            )
    _accept_pictures(stage)
    _accept_site(stage)
    _accept(
        stage.data.node.find_child("push_keys"),
        "AwsSolutions::AwsSolutions-SMG4",
        "Subscriptions belong to the key they were made with: another one would end all of them.",
    )
    _accept(
        stage.api.http,
        "AwsSolutions::AwsSolutions-APIG4",
        "Tokens are opaque: the runtime resolves them in one place, per route required or optional (docs/identity.md).",
    )
    _accept(
        stage.async_.sockets,
        "AwsSolutions::AwsSolutions-APIG4",
        "The handshake resolves opaque tokens and tickets itself and refuses what has none (docs/realtime.md).",
    )
    for function, methods in stage.async_.sockets.managed.items():
        _accept_sockets(function, methods, stage.async_)
    for function in stage.async_.functions:
        if function.event_sources and function not in stage.async_.streams:
            _accept(
                function,
                "Serverless::Serverless-LambdaEventSourceMappingDestination",
                "Queues have a redrive policy instead: what fails too often waits in the dead-letter queue.",
            )
    for queue in (
        stage.async_.fanout,
        stage.async_.notifications,
        stage.async_.pushes,
        stage.async_.webpush,
        stage.async_.erasure,
        stage.async_.exports,
        stage.async_.index,
        stage.async_.totals,
        stage.async_.mail,
    ):
        _accept(
            queue.dlq,
            "Serverless::Serverless-SQSRedrivePolicy",
            "This is the dead-letter queue itself.",
        )


def _accept_function(function: PythonFunction) -> None:
    clock = function.node.try_find_child(CLOCK)
    if clock is not None:
        _accept(
            clock,
            "Serverless::Serverless-EventBusDLQ",
            "A call by the clock that is lost says nothing that the next one does not.",
        )
    _accept(
        function.own_role,
        "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        "X-Ray has no resources to name: PutTraceSegments and PutTelemetryRecords take only *.",
    )
    for rule in ("AwsSolutions::AwsSolutions-L1", "Serverless::Serverless-LambdaLatestVersion"):
        _accept(
            function,
            rule,
            "The runtime is a setting of the stage and follows when every pinned package has wheels for a newer one.",
        )
    _accept(
        function,
        "Serverless::Serverless-LambdaDLQ",
        "Called synchronously, by an event source mapping with a failure destination of its own, or by the clock: "
        "a function's dead-letter queue serves asynchronous calls only; the clock's next call does what one missed.",
    )


def _accept_pictures(stage: LinnetStage) -> None:
    objects = _exported(stage.data, stage.data.storage.media.bucket_arn)
    for function in [*stage.api.functions, *stage.async_.functions]:
        if "MEDIA_BUCKET" in environment_names(function.function_folder):
            _accept(
                function.own_role,
                f"AwsSolutions::AwsSolutions-IAM5[Resource::{objects}/{ALL_OBJECTS}]",
                "Every picture is an object of its own in one named bucket.",
            )
    if stage.data.pictures is None:
        return
    for rule, reason in (
        ("CFR1", "Pictures are for readers of all countries."),
        ("CFR2", "It reads one bucket and runs no code; the API in front of it is where requests are counted."),
        ("CFR3", "The access log of the API in front of it says who asked."),
        ("CFR4", "Without a domain of its own it has CloudFront's certificate, whose protocols nobody can choose."),
    ):
        _accept(stage.data.pictures, f"AwsSolutions::AwsSolutions-{rule}", reason)


def _accept_site(stage: LinnetStage) -> None:
    if stage.async_.site_secret is None or stage.api.site is None:
        return
    _accept(
        stage.async_.site_secret,
        "AwsSolutions::AwsSolutions-SMG4",
        "Functions and the distribution have it from one deployment; a rotation would part them.",
    )
    findings = [
        ("CFR1", "The network is for people of all countries."),
        (
            "CFR2",
            "Functions count requests by account and address; a firewall has its price, and operators choose.",
        ),
        ("CFR3", "Its log would hold query strings, and those of handshakes hold tokens; both APIs log without them."),
    ]
    if stage.api.site.own is None:
        findings.append(("CFR4", "Without a domain of its own it has CloudFront's certificate, as that of pictures."))
    for rule, reason in findings:
        _accept(stage.api.site, f"AwsSolutions::AwsSolutions-{rule}", reason)


def _accept_sockets(function: PythonFunction, methods: Sequence[str], async_: AsyncStack) -> None:
    api = async_.resolve(async_.sockets.api.api_id)["Ref"]
    for method in methods:
        _accept(
            function.own_role,
            "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:"
            f"<{api}>/{STAGE_NAME}/{method}/{CONNECTIONS}]",
            "Connections come and go; those of one API and one stage are named.",
        )


def _accept_stream_reader(function: PythonFunction, data: DataStack) -> None:
    _accept_poison(function, data, failure_prefixes(function))
    for name in function.event_sources.keys() & data.storage.tables.by_name().keys():
        table = _exported(data, data.storage.tables.by_name()[name].table.table_arn)
        _accept(
            function.own_role,
            f"AwsSolutions::AwsSolutions-IAM5[Resource::{table}/{ALL_STREAMS}]",
            "ListStreams is authorised against all streams of one named table; the records of one stream are named.",
        )


def _accept_search(stage: LinnetStage, sizes: SearchSizes, domain: CfnDomain) -> None:
    findings = [
        ("OS1", "Functions stand in no VPC; the domain's policy denies everything to all but two roles, signed."),
        ("OS3", "Functions have no addresses of their own; the policy names their roles instead."),
    ]
    if not sizes.masters:
        findings.append(("OS4", "This stage may stop for as long as a node is replaced: changes wait in a queue."))
    if sizes.zones == 1:
        findings.append(("OS7", "A stage of one node has one zone: its index can be built anew from the tables."))
    for rule, reason in findings:
        _accept(stage.data.storage.search, f"AwsSolutions::AwsSolutions-{rule}", reason)
    arn = _exported(stage.data, domain.attr_arn)
    _accept(
        stage.async_.indexer.own_role,
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{arn}/*]",
        "Everything in one named domain, whose indexes are made and dropped by this function.",
    )


def _accept_poison(function: PythonFunction, data: DataStack, prefixes: Sequence[str]) -> None:
    bucket = _exported(data, data.storage.failures.bucket_arn)
    for prefix in prefixes:
        _accept(
            function.own_role,
            f"AwsSolutions::AwsSolutions-IAM5[Resource::{bucket}/{prefix}]",
            "Every failure is an object of its own below a prefix in one named bucket.",
        )


def _exported(stack: Stack, arn: str) -> str:
    """Return how cdk-nag calls a resource of another stack: by the export that its ARN is."""
    return str(stack.resolve(stack.export_value(arn))["Fn::ImportValue"])


def _accept(construct: IConstruct, rule: str, reason: str) -> None:
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
