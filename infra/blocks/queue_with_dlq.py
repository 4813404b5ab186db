"""A work queue that never loses a message: what cannot be processed waits in its dead-letter queue."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

MAX_RECEIVES: Final = 5
VISIBILITY_TIMES_TIMEOUT: Final = 6


class QueueWithDlq(Construct):
    """A queue and its dead-letter queue, encrypted in transit and at rest.

    With `fifo` the messages of one group are taken in their order; their senders say which are the same message.
    Nothing is delivered before its `delay`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        consumer_timeout_s: int,
        fifo: bool = False,
        retention: Duration | None = None,
        max_receives: int = MAX_RECEIVES,
        delay: Duration | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.dlq = sqs.Queue(
            self,
            "dlq",
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            # A queue that is none must not say so: the property itself makes CloudFormation take it for one.
            fifo=fifo or None,
        )
        self.queue = sqs.Queue(
            self,
            "queue",
            # A message must stay hidden while its batch is retried by the poller (AWS: at least six times the timeout).
            visibility_timeout=Duration.seconds(VISIBILITY_TIMES_TIMEOUT * consumer_timeout_s),
            retention_period=retention or Duration.days(4),
            delivery_delay=delay,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dlq, max_receive_count=max_receives),
            fifo=fifo or None,
            # Thousands of groups a second; limits and repeats are then counted for each group.
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
        )

    def grant_send(self, grantee: iam.IGrantable) -> None:
        """Allow sending."""
        self._grant(grantee, "sqs:SendMessage")

    def grant_consume(self, grantee: iam.IGrantable) -> None:
        """Allow being fed from the queue."""
        self._grant(grantee, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

    def grant_postpone(self, grantee: iam.IGrantable) -> None:
        """Allow saying when a message that was received shows itself again."""
        self._grant(grantee, "sqs:ChangeMessageVisibility")

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> None:
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(actions=list(actions), resources=[self.queue.queue_arn])
        )
