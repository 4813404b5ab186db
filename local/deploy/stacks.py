"""Bring the emulator's stacks to the state of an assembly."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from local.aws import LocalAws
from local.deploy import live_code, live_function
from local.deploy.assembly import StackArtifact, Template
from local.deploy.fixups import apply_fixups
from local.deploy.live_code import content_of, find_code

CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
# Kept inside the emulator, so that it goes back in time together with the stacks when a snapshot is restored.
DEPLOYED_PARAMETER = "/linnet/local/deployed"
# CDK's templates refuse to deploy where its bootstrap stack is missing or too old.
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
BOOTSTRAP_VERSION = "30"
POLL_SECONDS = 0.05
FAILED_FOR_GOOD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")


class DeploymentError(Exception):
    """A stack did not reach the state of its template; the message names the resources and their reasons."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is to run: the stacks as they are sent, and where the functions find their code and write their log."""

    stacks: tuple[StackArtifact, ...]
    project: Path
    log_file: Path

    def fingerprint(self) -> str:
        """Return a hash of all that the emulator would be given."""
        digest = hashlib.sha256()
        for source in (live_code.__file__, live_function.__file__):
            digest.update(Path(source).read_bytes())
        for stack in self.stacks:
            digest.update(json.dumps([stack.name, stack.template], sort_keys=True).encode())
        digest.update(f"{self.project}\0{self.log_file}".encode())
        return digest.hexdigest()


class Deployer:
    """Deploys into one emulator."""

    def __init__(self, aws: LocalAws) -> None:
        self._aws = aws

    def is_current(self, deployment: Deployment) -> bool:
        """Tell whether exactly this was deployed last."""
        try:
            parameter = self._aws.parameters.get_parameter(Name=DEPLOYED_PARAMETER)
        except self._aws.parameters.exceptions.ParameterNotFound:
            return False
        return bool(parameter["Parameter"]["Value"] == deployment.fingerprint())

    def deploy(self, deployment: Deployment) -> None:
        """Create or update every stack; data of tables that stay is kept."""
        self._put_parameter(BOOTSTRAP_PARAMETER, BOOTSTRAP_VERSION)
        self._upload(deployment)
        for stack in deployment.stacks:
            self._deploy_stack(stack)
            apply_fixups(self._aws, stack.template, self._physical_ids(stack.name))
        self._put_parameter(DEPLOYED_PARAMETER, deployment.fingerprint())

    def emptied_tables(self, stacks: Iterable[StackArtifact]) -> list[str]:
        """Return the tables whose data the deployment will lose, because their keys or local indexes change."""
        return [
            f"{stack.name}/{name}"
            for stack in stacks
            if self._status(stack.name) is not None
            for name in replaced_tables(self._deployed_template(stack.name), stack.template)
        ]

    def outputs(self, stack_names: Iterable[str]) -> dict[str, str]:
        """Return the outputs of the stacks by their keys."""
        outputs: dict[str, str] = {}
        for name in stack_names:
            stack = self._aws.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            outputs |= {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        return outputs

    def _put_parameter(self, name: str, value: str) -> None:
        self._aws.parameters.put_parameter(Name=name, Value=value, Type="String", Overwrite=True)

    def _upload(self, deployment: Deployment) -> None:
        code = find_code(stack.template for stack in deployment.stacks)
        buckets = {asset.bucket for stack in deployment.stacks for asset in stack.assets}
        for bucket in sorted(buckets):
            self._aws.s3.create_bucket(Bucket=bucket)
        for stack in deployment.stacks:
            for asset in stack.assets:
                content = (
                    # Not the file: the template may have been changed on the way.
                    json.dumps(stack.template).encode()
                    if asset.key == stack.template_key
                    else content_of(asset, code, deployment.project, deployment.log_file)
                )
                self._aws.s3.put_object(Bucket=asset.bucket, Key=asset.key, Body=content)

    def _deploy_stack(self, stack: StackArtifact) -> None:
        status = self._status(stack.name)
        if status in FAILED_FOR_GOOD:
            self._aws.cloudformation.delete_stack(StackName=stack.name)
            self._wait(stack.name)
            status = None
        bucket = next(asset.bucket for asset in stack.assets if asset.key == stack.template_key)
        url = f"{self._aws.s3.meta.endpoint_url}/{bucket}/{stack.template_key}"
        try:
            if status is None:
                self._aws.cloudformation.create_stack(StackName=stack.name, TemplateURL=url, Capabilities=CAPABILITIES)
            else:
                self._aws.cloudformation.update_stack(StackName=stack.name, TemplateURL=url, Capabilities=CAPABILITIES)
        except ClientError as error:
            # CloudFormation has no code of its own for this; every tool compares the sentence.
            if error.response["Error"]["Message"].startswith("No updates are to be performed"):
                return
            raise DeploymentError(f"{stack.name}: {error.response['Error']['Message']}") from error
        final = self._wait(stack.name)
        if final not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeploymentError("\n".join([f"{stack.name}: {final}", *self._failures(stack.name)]))

    def _status(self, name: str) -> str | None:
        try:
            return str(self._aws.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        except ClientError as error:
            # The code of a stack that is not there; the operation has no exception of its own for it.
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise

    def _wait(self, name: str) -> str | None:
        while (status := self._status(name)) is not None and status.endswith("IN_PROGRESS"):
            time.sleep(POLL_SECONDS)
        return None if status == "DELETE_COMPLETE" else status

    def _failures(self, name: str) -> list[str]:
        events = self._aws.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return [
            f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        ]

    def _physical_ids(self, name: str) -> dict[str, str]:
        pages = self._aws.cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if "PhysicalResourceId" in resource
        }

    def _deployed_template(self, name: str) -> Template:
        body: Any = self._aws.cloudformation.get_template(StackName=name)["TemplateBody"]
        template: Template = json.loads(body) if isinstance(body, str) else body
        return template


def replaced_tables(old: Template, new: Template) -> list[str]:
    """Return the logical ids of the tables that an update from one template to the other creates anew, empty."""
    return [
        name
        for name, resource in new.get("Resources", {}).items()
        if resource["Type"] == "AWS::DynamoDB::Table"
        and name in old.get("Resources", {})
        and _identity(resource) != _identity(old["Resources"][name])
    ]


def _identity(table: Mapping[str, Any]) -> object:
    properties = table.get("Properties", {})
    keys = {key["AttributeName"] for key in properties.get("KeySchema", [])}
    types = {
        definition["AttributeName"]: definition["AttributeType"]
        for definition in properties.get("AttributeDefinitions", [])
        if definition["AttributeName"] in keys
    }
    return [properties.get("KeySchema"), properties.get("LocalSecondaryIndexes"), types]
