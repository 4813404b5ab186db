"""Open sockets: the WebSocket API, the pusher, and what ends them."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.blocks.layers import Layers
from infra.blocks.socket_api import STAGE_NAME, SocketApi
from infra.components.function_factory import FunctionFactory
from infra.components.identity_stream import identity_stream
from infra.components.pushes_queue import pushes_queue
from infra.components.realtime_socket import realtime_socket
from infra.settings import StageSettings
from infra.stacks.async_ import AsyncStack
from infra.stacks.data import DataStack


class RealtimeStack(Stack):
    """`streams` are fed from tables, `functions` are all of them."""

    def __init__(
        self, scope: Construct, construct_id: str, settings: StageSettings, data: DataStack, async_: AsyncStack
    ) -> None:
        super().__init__(scope, construct_id, description="Linnet: WebSocket API and pusher")
        self.sockets = SocketApi(self, settings)
        factory = FunctionFactory(
            self,
            settings,
            Layers(self, settings),
            data.storage,
            async_.fanout,
            async_.pushes,
            async_.notifications,
            {"SOCKET_API": self.sockets.name},
        )
        self.streams = [identity_stream(factory, self.sockets)]
        self.functions = [
            *self.streams,
            realtime_socket(factory, self.sockets),
            pushes_queue(factory, self.sockets),
        ]
        CfnOutput(self, "SocketApiId", value=self.sockets.api.api_id)
        CfnOutput(self, "SocketStageName", value=STAGE_NAME)
        CfnOutput(self, "SocketApiUrl", value=self.sockets.stage.url)
