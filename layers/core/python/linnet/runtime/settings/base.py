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


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Settings):
    """What functions behind the two APIs have; `site_secret` proves who stands before them (`runtime/site.py`)."""

    # Whoever is made without one believes nobody.
    site_secret: str = ""
