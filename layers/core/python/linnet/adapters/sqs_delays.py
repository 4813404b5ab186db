"""Let messages that failed show themselves again when there is hope: later after each failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from linnet.adapters.sqs_batches import MAX_MESSAGES

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import ChangeMessageVisibilityBatchRequestEntryTypeDef as Entry

FIRST_DELAY_S: Final = 5
LONGEST_DELAY_S: Final = 900


def delay_s(received: int) -> int:
    """Return how long a message waits after having been received so many times: 5 s, 10 s, 20 s … 15 minutes."""
    # Beyond ten doublings it is the longest anyhow; the exponent stays small.
    return min(LONGEST_DELAY_S, FIRST_DELAY_S << min(max(received, 1) - 1, 10))


class SqsDelays:
    """Postpone messages of one queue that this function was handed."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def postpone(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Hide messages for a while; what the queue refuses here comes back when its time-out is over."""
        for start in range(0, len(records), MAX_MESSAGES):
            entries: list[Entry] = [
                {
                    "Id": str(position),
                    "ReceiptHandle": record["receiptHandle"],
                    "VisibilityTimeout": delay_s(int(record["attributes"]["ApproximateReceiveCount"])),
                }
                for position, record in enumerate(records[start : start + MAX_MESSAGES])
            ]
            self._client.change_message_visibility_batch(QueueUrl=self._queue_url, Entries=entries)
