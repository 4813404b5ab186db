"""Errors as AWS and the SDK spell them: raised by the stores, and by a hook that injects a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call


class NotSimulated(Exception):
    """The code under test asks for something that this engine does not have: extend the engine, nothing is guessed."""


class AwsError(Exception):
    """An error of a service; the SDK layer turns it into botocore's ClientError."""

    def __init__(self, code: str, message: str, status: int = 400, **fields: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields

    def response(self) -> dict[str, Any]:
        """Return what botocore parses such an error into."""
        return {
            "Error": {"Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": self.status, "HTTPHeaders": {}, "RetryAttempts": 0},
            "message": self.message,
            **self.fields,
        }


def invalid(message: str) -> AwsError:
    """Refuse a request that no retry can repair."""
    return AwsError("ValidationException", message)


def condition_failed(item: Mapping[str, Any] | None = None) -> AwsError:
    """Refuse a write because of what is stored; `item` is the stored item where the caller asked for it."""
    fields: dict[str, Any] = {} if item is None else {"Item": item}
    return AwsError("ConditionalCheckFailedException", "The conditional request failed", **fields)


def transaction_cancelled(reasons: Sequence[Mapping[str, Any]]) -> AwsError:
    """Cancel a transaction, with one reason for each of its actions."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return AwsError("TransactionCanceledException", message, CancellationReasons=list(reasons))


def missing_table(name: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")


def throttled(call: Call) -> AwsError:
    """Return what a service says when it is asked too often."""
    match call.service:
        case "dynamodb":
            return AwsError("ThrottlingException", "Throughput exceeds the current capacity of your table or index.")
        case "s3":
            return AwsError("SlowDown", "Please reduce your request rate.", 503)
        case _:
            return AwsError("ThrottlingException", "Rate exceeded")


def internal_error(call: Call) -> AwsError:
    """Return a failure of the service itself."""
    code = "InternalServerError" if call.service == "dynamodb" else "InternalFailure"
    return AwsError(code, "Internal server error", 500)


def timed_out(call: Call) -> ReadTimeoutError:
    """Return what the SDK raises when no answer comes: the call may or may not have been done."""
    return ReadTimeoutError(endpoint_url=f"https://{call.service}.simulated")


def unreachable(call: Call) -> ConnectTimeoutError:
    """Return what the SDK raises when no connection comes about: the call was not done."""
    return ConnectTimeoutError(endpoint_url=f"https://{call.service}.simulated")


def conflict(_call: Call) -> AwsError:
    """Refuse a write of one item because a transaction holds it."""
    return AwsError("TransactionConflictException", "Transaction is ongoing for the item")


def in_progress(_call: Call) -> AwsError:
    """Refuse a transaction because one with its token is still running."""
    return AwsError("TransactionInProgressException", "The transaction with the given request token is in progress.")


def gone(_call: Call) -> AwsError:
    """Refuse to send to a connection that is closed."""
    return AwsError("GoneException", "410", 410)


def limit_exceeded(_call: Call) -> AwsError:
    """Refuse to send to a connection that is sent to too fast."""
    return AwsError("LimitExceededException", "429", 429)
