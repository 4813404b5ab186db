"""What `meta_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.text import V3, LengthConfig
from linnet.runtime.environment import Environment
from linnet.runtime.tunables import Tunables


@dataclass(frozen=True, slots=True)
class Meta:
    tunables: Tunables
    text: LengthConfig


def build(environment: Environment) -> Meta:
    """Put the function together."""
    return Meta(environment.settings.tunables, V3)
