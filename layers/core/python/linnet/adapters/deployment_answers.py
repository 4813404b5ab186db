"""Answers to CloudFormation for resources that a function of ours makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.request import Request, urlopen

TIMEOUT_S: Final = 10


@dataclass(frozen=True, slots=True)
class ResourceAnswer:
    """What a resource is called and has; `failed` is why it could not be made."""

    name: str
    data: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


class DeploymentAnswers:
    """Send answers to where the request says, which CloudFormation waits for."""

    def send(self, request: Mapping[str, Any], answer: ResourceAnswer) -> None:
        """Send it. Raise OSError when it did not arrive."""
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
        call = Request(  # noqa: S310 - the address comes from CloudFormation, which alone invokes the function
            str(request["ResponseURL"]), json.dumps(body).encode(), {"Content-Type": ""}, method="PUT"
        )
        with urlopen(call, timeout=TIMEOUT_S):  # noqa: S310 - as above
            return
