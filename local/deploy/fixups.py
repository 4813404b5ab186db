"""Set by API call what MiniStack 1.5.33 leaves out when it creates a resource from a template."""

from collections.abc import Callable, Mapping
from typing import Any

from local.aws import LocalAws
from local.deploy.assembly import Template

Fixup = Callable[[LocalAws, str, Any], None]


def _set_time_to_live(aws: LocalAws, table: str, value: Any) -> None:
    current = aws.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    enabled = current.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    if enabled != bool(value.get("Enabled")) or (enabled and current.get("AttributeName") != value["AttributeName"]):
        aws.dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=value)


def _set_cors(aws: LocalAws, api: str, value: Any) -> None:
    aws.apis.update_api(ApiId=api, CorsConfiguration=value)


def _reserve_concurrency(aws: LocalAws, function: str, value: Any) -> None:
    aws.functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=int(value))


FIXUPS: Mapping[tuple[str, str], Fixup] = {
    ("AWS::DynamoDB::Table", "TimeToLiveSpecification"): _set_time_to_live,
    ("AWS::DynamoDB::GlobalTable", "TimeToLiveSpecification"): _set_time_to_live,
    ("AWS::ApiGatewayV2::Api", "CorsConfiguration"): _set_cors,
    ("AWS::Lambda::Function", "ReservedConcurrentExecutions"): _reserve_concurrency,
}


def apply_fixups(aws: LocalAws, template: Template, physical_ids: Mapping[str, str]) -> None:
    """Apply every fix-up that a resource of the deployed template asks for; doing so again changes nothing."""
    for name, resource in template.get("Resources", {}).items():
        for property_name, value in resource.get("Properties", {}).items():
            fixup = FIXUPS.get((resource["Type"], property_name))
            if fixup is not None and name in physical_ids:
                fixup(aws, physical_ids[name], value)
