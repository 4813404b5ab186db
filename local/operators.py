"""Order something of a stage, this machine's or a deployed one, through the function that does it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from local.aws import LocalAws
from local.instance import running_in

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient

ACCOUNTS_OUTPUT = "AccountsFunctionName"
RECONCILER_OUTPUT = "ReconcilerFunctionName"
INDEXER_OUTPUT = "IndexerFunctionName"
TRENDS_OUTPUT = "TrendsFunctionName"
NOTHING_RUNS = "Nothing runs here. Start it with: make run"


class OrderRefused(Exception):
    """Nothing was done; the message says why, and `code` is what the function says, where it was one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Operators:
    """A stage's functions for orders, by the outputs of its stacks that name them."""

    functions: LambdaClient
    outputs: Mapping[str, str]

    def order(self, action: str, user: str) -> dict[str, Any]:
        """Have something done about the account of an id or `@username`; return it. Raise OrderRefused."""
        answer = self._invoke(ACCOUNTS_OUTPUT, {"version": 1, "action": action, "user": user})
        account: dict[str, Any] = answer["user"]
        return account

    def write(self, kind: str, content: str | None) -> int:
        """Have a text of the house set, or with None dropped; return how many characters it has. Raise OrderRefused."""
        order = {"action": "clear_text"} if content is None else {"action": "set_text", "content": content}
        answer = self._invoke(ACCOUNTS_OUTPUT, {"version": 1, "text": kind, **order})
        return int(answer["text"]["characters"])

    def reconcile(self, targets: Sequence[str], quiet_s: int | None) -> dict[str, Any]:
        """Have targets such as `tweet:1` compared with their edges, without any the next sample. Raise OrderRefused."""
        if not targets:
            return self._invoke(RECONCILER_OUTPUT, {})
        patience = {} if quiet_s is None else {"quietSeconds": quiet_s}
        return self._invoke(RECONCILER_OUTPUT, {"version": 1, "targets": list(targets), **patience})

    def index(self, order: Mapping[str, object]) -> dict[str, Any]:
        """Have a piece of work on the search index done. Raise OrderRefused."""
        return self._invoke(INDEXER_OUTPUT, order)

    def compute_trends(self) -> list[str]:
        """Have the lists of trends computed; return the scopes whose list was replaced. Raise OrderRefused."""
        replaced: list[str] = self._invoke(TRENDS_OUTPUT, {})["replaced"]
        return replaced

    def decide_about_trend(self, action: str, tag: str) -> dict[str, Any]:
        """Have a tag blocked, pinned or neither; return all that is decided. Raise OrderRefused."""
        return self._invoke(TRENDS_OUTPUT, {"version": 1, "action": action, "tag": tag})

    def _invoke(self, output: str, order: Mapping[str, object]) -> dict[str, Any]:
        if output not in self.outputs:
            raise OrderRefused(f"no stack has the output {output}")
        answer = self.functions.invoke(FunctionName=self.outputs[output], Payload=json.dumps(order).encode())
        result: dict[str, Any] = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise OrderRefused(f"the function failed: {result.get('errorMessage', result)}")
        if "error" in result:
            code = result["error"]["code"]
            raise OrderRefused(f"{code}: {result['error']['message']}", code)
        return result


def add_stage_options(parser: argparse.ArgumentParser) -> None:
    """Let a command choose between this machine and AWS; it has an option `--folder` already."""
    parser.add_argument("--aws", action="store_true", help="in AWS, with your own credentials")
    parser.add_argument("--stack", help="the stack of the stage's workers, such as linnet-prod-async")
    parser.add_argument("--profile", help="the profile of your credentials")


def chosen(options: argparse.Namespace) -> Operators:
    """Find the functions of the stage that the options name. Raise OrderRefused."""
    if options.aws:
        if options.stack is None:
            raise OrderRefused("--aws needs the name of the stack of the workers: --stack linnet-<stage>-async")
        return in_aws(options.stack, options.profile)
    running = running_in(options.folder)
    if running is None:
        raise OrderRefused(NOTHING_RUNS)
    return on_this_machine(running.instance(options.folder).cloud_url)


def on_this_machine(cloud_url: str) -> Operators:
    """Find the functions of the local network."""
    aws = LocalAws(cloud_url)
    stacks = [stack["StackName"] for stack in aws.cloudformation.describe_stacks()["Stacks"]]
    return _found(aws.cloudformation, aws.functions, stacks)


def in_aws(stack: str, profile: str | None) -> Operators:
    """Find the functions of a deployed stage, with the credentials of the environment or a profile."""
    session = boto3.Session(profile_name=profile)
    return _found(session.client("cloudformation"), session.client("lambda"), [stack])


def _found(cloudformation: CloudFormationClient, functions: LambdaClient, stacks: Sequence[str]) -> Operators:
    described = (cloudformation.describe_stacks(StackName=name)["Stacks"][0] for name in stacks)
    outputs = (output for stack in described for output in stack.get("Outputs", []))
    return Operators(functions, {output["OutputKey"]: output["OutputValue"] for output in outputs})
