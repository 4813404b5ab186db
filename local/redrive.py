"""python -m local redrive: send what failed back to work, on this machine or, with --aws, in a deployed stage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from local.aws import LocalAws
from local.dead_letters import DeadLetterQueue, find_dead_letter_queues, move_back
from local.failure_store import replay_failures
from local.instance import default_folder, running_in
from local.terminal import fail

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

FAILURE_BUCKET_OUTPUT = "FailureBucketName"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the failures are: clients, the queues to look at, and the failure store if the stage has one."""

    sqs: SQSClient
    s3: S3Client
    functions: LambdaClient
    queue_urls: tuple[str, ...]
    failure_bucket: str | None


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.aws and not options.stack:
        fail("--aws needs the names of the stacks: --stack … (of the tables and of the queues).")
        return 2
    if options.aws:
        session = boto3.Session(profile_name=options.profile)
        target = stacks_target(
            session.client("cloudformation"),
            session.client("sqs"),
            session.client("s3"),
            session.client("lambda"),
            options.stack,
        )
    else:
        running = running_in(options.folder)
        if running is None:
            fail("Nothing runs here. Start it with: make run")
            return 1
        aws = LocalAws(running.instance(options.folder).cloud_url)
        stacks = [stack["StackName"] for stack in aws.cloudformation.describe_stacks()["Stacks"]]
        target = stacks_target(aws.cloudformation, aws.sqs, aws.s3, aws.functions, stacks)
    return redrive(target, options.what)


def redrive(target: Target, what: str) -> int:
    """Send back what is asked for, print the counts, and return 0 if nothing had to stay."""
    queues = find_dead_letter_queues(target.sqs, target.queue_urls)
    chosen = queues if what == "all" else [queue for queue in queues if queue.is_meant_by(what)]
    wants_failures = what in ("all", "failures") and target.failure_bucket is not None
    if not chosen and not wants_failures:
        names = ", ".join(queue.name for queue in queues) or "none"
        fail(f"No dead-letter queue is called {what}. There are: {names}; also: all, failures.")
        return 2
    stayed = sum(_redrive_queue(target.sqs, queue) for queue in chosen)
    if wants_failures and target.failure_bucket is not None:
        replayed = replay_failures(target.s3, target.functions, target.failure_bucket)
        print(f"failure store: {replayed.done} processed, {len(replayed.kept)} kept")
        for key in replayed.kept:
            print(f"  {key}")
        stayed += len(replayed.kept)
    return 1 if stayed else 0


def _redrive_queue(sqs: SQSClient, queue: DeadLetterQueue) -> int:
    result = move_back(sqs, queue)
    print(f"{queue.name}: {result.moved} sent back, {result.kept} kept")
    return result.kept


def stacks_target(
    cloudformation: CloudFormationClient,
    sqs: SQSClient,
    s3: S3Client,
    functions: LambdaClient,
    stack_names: Sequence[str],
) -> Target:
    """Return the queues and the failure store of the stacks."""
    urls: list[str] = []
    bucket: str | None = None
    for name in stack_names:
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=name):
            urls += [
                resource["PhysicalResourceId"]
                for resource in page["StackResourceSummaries"]
                if resource["ResourceType"] == "AWS::SQS::Queue" and "PhysicalResourceId" in resource
            ]
        outputs = cloudformation.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", [])
        bucket = next((one["OutputValue"] for one in outputs if one.get("OutputKey") == FAILURE_BUCKET_OUTPUT), bucket)
    return Target(sqs, s3, functions, tuple(urls), bucket)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local redrive", description=__doc__)
    parser.add_argument("what", help="a dead-letter queue, or a part of its name; failures (of streams); all")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    parser.add_argument("--aws", action="store_true", help="in AWS, with your own credentials")
    parser.add_argument("--stack", action="append", default=[], help="a stack to look at; may be repeated")
    parser.add_argument("--profile", help="the profile of your credentials")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
