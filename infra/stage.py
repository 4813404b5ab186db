"""One deployment of the whole network: four stacks."""

from __future__ import annotations

from aws_cdk import Stage
from constructs import Construct

from infra.settings import StageSettings
from infra.stacks.api import ApiStack
from infra.stacks.async_ import AsyncStack
from infra.stacks.data import DataStack
from infra.stacks.ops import OpsStack


class LinnetStage(Stage):
    """Data outlives code: it stands in a stack of its own; what watches the others comes last."""

    def __init__(self, scope: Construct, construct_id: str, settings: StageSettings) -> None:
        super().__init__(scope, construct_id)
        self.data = DataStack(self, "data", settings)
        self.async_ = AsyncStack(self, "async", settings, self.data)
        self.api = ApiStack(self, "api", settings, self.data, self.async_)
        self.ops = OpsStack(self, "ops", settings, self.data, self.api, self.async_)
