"""Answers to CloudFormation for resources that a function of ours makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from urllib3 import PoolManager

TIMEOUT_S: Final = 10


@dataclass(frozen=True, slots=True)
class ResourceAnswer:
    """What a resource is called and has; `failed` is why it could not be made."""

    name: str
    data: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


class NotAnswered(Exception):
    """CloudFormation did not take an answer."""


class DeploymentAnswers:
    """Send answers to where the request says, which CloudFormation waits for."""

    def send(self, request: Mapping[str, Any], answer: ResourceAnswer) -> None:
        """Send it. Raise NotAnswered, or urllib3's HTTPError when it did not arrive in three tries."""
        body = {
            "Status": "FAILED" if answer.failed else "SUCCESS",
            "Reason": answer.failed or "done",
            "PhysicalResourceId": answer.name,
            "StackId": request["StackId"],
            "RequestId": request["RequestId"],
            "LogicalResourceId": request["LogicalResourceId"],
            "Data": dict(answer.data),
        }
        # The address is signed for exactly these headers: no type of content.
        answered = PoolManager(timeout=TIMEOUT_S).request(
            "PUT", str(request["ResponseURL"]), body=json.dumps(body), headers={"Content-Type": ""}
        )
        if answered.status != HTTPStatus.OK:
            raise NotAnswered(answered.status)
