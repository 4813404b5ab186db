"""Every known way in which the emulator does not do what a template says.

A resource type that it refuses, or a property that it drops and that neither has a fix-up nor stands here, is reported
by `up` and fails a test: nothing of a template is lost without somebody having said what that means.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.deploy.assembly import Template, read_assembly
from local.deploy.fixups import FIXUPS
from local.deploy.support import ProvisionerSource, installed_provisioners
from local.deploy.synthesis import Assemblies

# What is dropped, or kept but not obeyed, and what that means on one machine. Measured on MiniStack 1.5.33.
KNOWN_DIFFERENCES: Mapping[tuple[str, str], str] = {
    ("AWS::ApiGatewayV2::Stage", "DefaultRouteSettings"): "requests are not throttled",
    ("AWS::ApiGatewayV2::Stage", "RouteSettings"): "requests are not throttled",
    ("AWS::CloudWatch::Alarm", "Metrics"): "an alarm on metric math watches the first of its metrics",
    ("AWS::DynamoDB::Table", "ContributorInsightsSpecification"): "no insights",
    ("AWS::DynamoDB::Table", "OnDemandThroughput"): "no limit of throughput",
    ("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification"): "no recovery but the snapshots of local/cloud",
    ("AWS::DynamoDB::Table", "SSESpecification"): "data is not encrypted",
    ("AWS::DynamoDB::Table", "WarmThroughput"): "no limit of throughput",
    ("AWS::Kinesis::Stream", "StreamEncryption"): "events are not encrypted",
    ("AWS::Lambda::EventSourceMapping", "BisectBatchOnFunctionError"): "a failing batch is repeated whole",
    ("AWS::Lambda::EventSourceMapping", "DestinationConfig"): "failed stream batches reach no failure store",
    ("AWS::Lambda::EventSourceMapping", "MaximumRetryAttempts"): "a failing stream batch is repeated once a second",
    ("AWS::Lambda::EventSourceMapping", "MetricsConfig"): "no metrics of the mapping",
    ("AWS::Lambda::EventSourceMapping", "ParallelizationFactor"): "a stream has one reader",
    ("AWS::Lambda::EventSourceMapping", "ProvisionedPollerConfig"): "no pollers to provision",
    ("AWS::Lambda::EventSourceMapping", "TumblingWindowInSeconds"): "stream events carry no window and no shard id",
    ("AWS::Lambda::Function", "DeadLetterConfig"): "failed asynchronous invocations are only logged",
    ("AWS::Lambda::Function", "KmsKeyArn"): "environment variables are not encrypted",
    ("AWS::Lambda::Function", "RecursiveLoop"): "loops are always ended after 16 rounds",
    ("AWS::Lambda::Function", "RuntimeManagementConfig"): "functions run on the interpreter of the virtual environment",
    ("AWS::Logs::LogGroup", "RetentionInDays"): "the newest 200 streams of a group are kept",
    ("AWS::S3::Bucket", "BucketEncryption"): "objects are not encrypted",
    ("AWS::S3::Bucket", "LifecycleConfiguration"): "objects do not expire",
    ("AWS::S3::Bucket", "LoggingConfiguration"): "no access log",
    ("AWS::S3::Bucket", "OwnershipControls"): "one account owns everything",
    ("AWS::SNS::Topic", "KmsMasterKeyId"): "messages are not encrypted",
}

# CDK's own providers are Node programs that wait for AWS; these are Python and work.
WORKING_CUSTOM_RESOURCES = frozenset({"Custom::S3BucketNotifications", "Custom::LinnetPushKeys"})


@dataclass(frozen=True, slots=True)
class ParityReport:
    """What the emulator makes of templates; each line names a type or property and says what follows."""

    refused: tuple[str, ...]
    unknown: tuple[str, ...]
    known: tuple[str, ...]


def check_templates(templates: Iterable[Template], emulator: ProvisionerSource) -> ParityReport:
    """Compare every resource of the templates with what the emulator supports."""
    refused: set[str] = set()
    unknown: set[str] = set()
    known: set[str] = set()
    for resource in (one for template in templates for one in template.get("Resources", {}).values()):
        kind = resource["Type"]
        if _is_custom(kind):
            if kind not in WORKING_CUSTOM_RESOURCES:
                refused.add(f"{kind}: custom resources of CDK hang in the local AWS; leave it out of the local stage")
        elif kind not in emulator.types:
            refused.add(f"{kind}: the local AWS refuses this type; leave it out of the local stage")
        else:
            for name in resource.get("Properties", {}):
                if (kind, name) in KNOWN_DIFFERENCES:
                    known.add(f"{kind} {name}: {KNOWN_DIFFERENCES[kind, name]}")
                elif (kind, name) not in FIXUPS and not emulator.mentions(kind, name):
                    unknown.add(f"{kind} {name}: dropped by the local AWS, and local/deploy/parity.py does not know it")
    return ParityReport(tuple(sorted(refused)), tuple(sorted(unknown)), tuple(sorted(known)))


def _is_custom(resource_type: str) -> bool:
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def print_differences(project: Path) -> int:
    """Print the report on the templates of the project, synthesized if they changed; return 1 if it is incomplete."""
    assemblies = Assemblies(project)
    folder = assemblies.current()
    stacks = read_assembly(folder if folder.exists() else assemblies.synthesize())
    report = check_templates((stack.template for stack in stacks), installed_provisioners())
    for heading, lines in (("refused", report.refused), ("unknown", report.unknown), ("known", report.known)):
        for line in lines:
            print(f"{heading:<9}{line}")
    return 1 if report.refused or report.unknown else 0
