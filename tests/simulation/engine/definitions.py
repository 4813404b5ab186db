"""What the synthesized templates declare, as far as the engine carries it out: the one source of keys and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.engine.schema import Schema, schema_of

if TYPE_CHECKING:
    from tests.infra.templates import Deployed


@dataclass(frozen=True, slots=True)
class Definitions:
    """Tables of a stage, by the short names that `Deployed.environment` gives to functions."""

    tables: tuple[Schema, ...] = ()


def definitions_of(stage: Deployed) -> Definitions:
    """Read the templates of a stage."""
    return Definitions(tables=tuple(schema_of(name, table.properties) for name, table in stage.tables.items()))
