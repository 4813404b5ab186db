"""Order something about an account, on this machine or in a deployed stage, through the function that does it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from local.aws import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient

FUNCTION_OUTPUT = "AccountsFunctionName"


class OrderRefused(Exception):
    """Nothing was done; the message says why."""


@dataclass(frozen=True, slots=True)
class Operators:
    """A stage's function for orders."""

    functions: LambdaClient
    function_name: str

    def order(self, action: str, user: str) -> dict[str, Any]:
        """Have something done about the account of an id or `@username`; return it. Raise OrderRefused."""
        payload = json.dumps({"version": 1, "action": action, "user": user}).encode()
        answer = self.functions.invoke(FunctionName=self.function_name, Payload=payload)
        result = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise OrderRefused(f"the function failed: {result.get('errorMessage', result)}")
        if "error" in result:
            raise OrderRefused(f"{result['error']['code']}: {result['error']['message']}")
        account: dict[str, Any] = result["user"]
        return account


def on_this_machine(cloud_url: str) -> Operators:
    """Find the function of the local network. Raise OrderRefused."""
    aws = LocalAws(cloud_url)
    stacks = [stack["StackName"] for stack in aws.cloudformation.describe_stacks()["Stacks"]]
    return _found(aws.cloudformation, aws.functions, stacks)


def in_aws(stack: str, profile: str | None) -> Operators:
    """Find the function of a deployed stage, with the credentials of the environment or a profile."""
    session = boto3.Session(profile_name=profile)
    return _found(session.client("cloudformation"), session.client("lambda"), [stack])


def _found(cloudformation: CloudFormationClient, functions: LambdaClient, stacks: Sequence[str]) -> Operators:
    for name in stacks:
        for output in cloudformation.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", []):
            if output.get("OutputKey") == FUNCTION_OUTPUT:
                return Operators(functions, output["OutputValue"])
    raise OrderRefused(f"no stack of {', '.join(stacks)} has the output {FUNCTION_OUTPUT}")
