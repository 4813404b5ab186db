"""What every function reads from its environment."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.tunables import Tunables


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every function has. `aws_region` is set by Lambda itself."""

    stage: str
    tunables: Tunables
    aws_region: str
