"""Scopes: whom a list is for. Everything counts in the world; what declares its language, in that too."""

from __future__ import annotations

from typing import Final

from linnet.domain.trends.events import TrendEvent
from linnet.domain.trends.settings import TrendSettings

WORLD: Final = "world"


def language_scope(language: str) -> str:
    """Name the scope of a language."""
    return f"lang:{language}"


def all_scopes(settings: TrendSettings) -> tuple[str, ...]:
    """Return every scope that has a list."""
    return (WORLD, *map(language_scope, settings.languages))


def scopes_of(event: TrendEvent, settings: TrendSettings) -> tuple[str, ...]:
    """Return the scopes that an event counts in."""
    if event.language is None or event.language not in settings.languages:
        return (WORLD,)
    return (WORLD, language_scope(event.language))
