"""The two layers: pinned third-party packages, and our own code.

Each stack declares its own: a layer shared across stacks becomes an export, which blocks every update of the layer.
"""

from __future__ import annotations

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks.assets import core_code, dependencies_code
from infra.settings import StageSettings


class Layers(Construct):
    """What every function of a stack imports."""

    def __init__(self, scope: Construct, settings: StageSettings) -> None:
        super().__init__(scope, "layers")
        runtime = python_runtime(settings)
        self.all: list[lambda_.ILayerVersion] = [
            self._layer("deps", "Third-party packages, pinned", dependencies_code(settings.python_version), runtime),
            self._layer("core", "The package linnet", core_code(settings.python_version), runtime),
        ]

    def _layer(self, name: str, description: str, code: lambda_.Code, runtime: lambda_.Runtime) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            description=description,
            compatible_runtimes=[runtime],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            code=code,
        )


def python_runtime(settings: StageSettings) -> lambda_.Runtime:
    """Return the Lambda runtime of the stage's Python."""
    # CDK knows which of its own constants support SnapStart; a runtime made from a setting has to say so.
    return lambda_.Runtime(f"python{settings.python_version}", lambda_.RuntimeFamily.PYTHON, supports_snap_start=True)
