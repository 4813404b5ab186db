"""Everything that happens after the answer: streams, the fan-out queue and their workers."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.blocks.layers import Layers
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.workbench import Workbench
from infra.components.counters_stream import counters_stream
from infra.components.fanout_queue import FANOUT_TIMEOUT_S, fanout_queue
from infra.components.graph_stream import graph_stream
from infra.components.tweets_stream import tweets_stream
from infra.settings import StageSettings
from infra.stacks.data import DataStack


class AsyncStack(Stack):
    """The workers; `streams` are fed from tables, `functions` are all of them."""

    def __init__(self, scope: Construct, construct_id: str, settings: StageSettings, data: DataStack) -> None:
        super().__init__(scope, construct_id, description="Linnet: stream and queue workers")
        self.fanout = QueueWithDlq(self, "fanout", consumer_timeout_s=FANOUT_TIMEOUT_S)
        bench = Workbench(self, settings, Layers(self, settings), data, self.fanout)
        self.streams = [tweets_stream(bench), graph_stream(bench), counters_stream(bench)]
        self.functions = [*self.streams, fanout_queue(bench)]
        CfnOutput(self, "FanoutQueueUrl", value=self.fanout.queue.queue_url)
        CfnOutput(self, "FanoutDlqUrl", value=self.fanout.dlq.queue_url)
