"""The layers: pinned third-party packages, our own code, and the packages that only some functions import.

Each stack declares its own: a layer shared across stacks becomes an export, which blocks every update of the layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks.assets import (
    MEDIA_DEPENDENCIES,
    PUSH_DEPENDENCIES,
    SEARCH_DEPENDENCIES,
    core_code,
    dependencies_code,
)
from infra.settings import StageSettings
from linnet.runtime.settings import environment_names

# Who takes pictures in.
DECODERS: Final = frozenset({"media_api", "accounts_api"})
# Who makes keys of Web Push, or encrypts by them.
ENCRYPTERS: Final = frozenset({"notifications_api", "webpush_queue", "push_keys_events"})


class Layers(Construct):
    """What the functions of a stack import."""

    def __init__(self, scope: Construct, settings: StageSettings) -> None:
        super().__init__(scope, "layers")
        self._python_version = settings.python_version
        self._runtime = python_runtime(settings)
        self._all = [
            self._layer("deps", "Third-party packages, pinned", dependencies_code(self._python_version)),
            self._layer("core", "The package linnet", core_code(self._python_version)),
        ]

    def of(self, function: str) -> Sequence[lambda_.ILayerVersion]:
        """Return the layers of a function: who has the endpoint of the search engine has its client, too."""
        layers = [*self._all]
        if "SEARCH_ENDPOINT" in environment_names(function):
            layers.append(self._search)
        if function in DECODERS:
            layers.append(self._pictures)
        if function in ENCRYPTERS:
            layers.append(self._pushes)
        return layers

    @cached_property
    def _pictures(self) -> lambda_.LayerVersion:
        packages = dependencies_code(self._python_version, MEDIA_DEPENDENCIES)
        return self._layer("media_deps", "What decodes pictures, pinned", packages)

    @cached_property
    def _pushes(self) -> lambda_.LayerVersion:
        packages = dependencies_code(self._python_version, PUSH_DEPENDENCIES)
        return self._layer("push_deps", "What encrypts and signs for Web Push, pinned", packages)

    @cached_property
    def _search(self) -> lambda_.LayerVersion:
        packages = dependencies_code(self._python_version, SEARCH_DEPENDENCIES)
        return self._layer("search_deps", "The client of the search engine, pinned", packages)

    def _layer(self, name: str, description: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            description=description,
            compatible_runtimes=[self._runtime],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            code=code,
        )


def python_runtime(settings: StageSettings) -> lambda_.Runtime:
    """Return the Lambda runtime of the stage's Python."""
    # CDK knows which of its own constants support SnapStart; a runtime made from a setting has to say so.
    return lambda_.Runtime(f"python{settings.python_version}", lambda_.RuntimeFamily.PYTHON, supports_snap_start=True)
