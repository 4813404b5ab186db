"""The two layers: pinned third-party packages, and our own code.

Each stack declares its own: a layer shared across stacks becomes an export, which blocks every update of the layer.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks.assets import ROOT, core_asset, install_dependencies
from infra.settings import StageSettings

DEPENDENCIES = ROOT / "layers" / "deps"


@jsii.implements(ILocalBundling)
class _Wheels:
    """Install the dependencies on this machine instead of in a container."""

    def __init__(self, python_version: str) -> None:
        self._python_version = python_version

    def try_bundle(self, output_dir: str, options: BundlingOptions | None = None, **_: object) -> bool:
        del options
        install_dependencies(DEPENDENCIES / "requirements.txt", Path(output_dir) / "python", self._python_version)
        return True


class Layers(Construct):
    """What every function of a stack imports."""

    def __init__(self, scope: Construct, settings: StageSettings) -> None:
        super().__init__(scope, "layers")
        runtime = python_runtime(settings)
        requirements = (DEPENDENCIES / "requirements.txt").read_bytes()
        deps = lambda_.LayerVersion(
            self,
            "deps",
            description="Third-party packages, pinned",
            compatible_runtimes=[runtime],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            code=lambda_.Code.from_asset(
                str(DEPENDENCIES),
                # The pins and the interpreter decide the content; what a registry serves for them is fixed by hashes.
                asset_hash=hashlib.sha256(requirements + settings.python_version.encode()).hexdigest(),
                asset_hash_type=AssetHashType.CUSTOM,
                bundling=BundlingOptions(
                    image=DockerImage.from_registry("public.ecr.aws/sam/build-python" + settings.python_version),
                    local=_Wheels(settings.python_version),
                ),
            ),
        )
        core = lambda_.LayerVersion(
            self,
            "core",
            description="The package linnet",
            compatible_runtimes=[runtime],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            code=lambda_.Code.from_asset(core_asset(settings.python_version, compiled=not settings.is_local)),
        )
        self.all: list[lambda_.ILayerVersion] = [deps, core]


def python_runtime(settings: StageSettings) -> lambda_.Runtime:
    """Return the Lambda runtime of the stage's Python."""
    return lambda_.Runtime(f"python{settings.python_version}", lambda_.RuntimeFamily.PYTHON)
