"""Filters, in both of their versions."""

from __future__ import annotations

from typing import Literal

from pydantic import RootModel

from linnet.facades.mastodon.entities.shape import Entity, Id, Moment

Context = Literal["home", "notifications", "public", "thread", "account"]


class FilterKeyword(Entity):
    """Words of a filter."""

    id: Id
    keyword: str
    whole_word: bool


class FilterKeywords(RootModel[list[FilterKeyword]]):
    """Several keywords."""


class FilterStatus(Entity):
    """A status that a filter names."""

    id: Id
    status_id: Id


class FilterStatuses(RootModel[list[FilterStatus]]):
    """Several statuses."""


class Filter(Entity):
    """A filter of the reader's."""

    id: Id
    title: str
    context: list[Context]
    expires_at: Moment | None
    filter_action: Literal["warn", "hide", "blur"]
    keywords: list[FilterKeyword]
    statuses: list[FilterStatus]


class Filters(RootModel[list[Filter]]):
    """Several filters."""


class FilterResult(Entity):
    """Why a filter of the reader's matches a status."""

    filter: Filter
    keyword_matches: list[str] | None
    status_matches: list[Id] | None


class FilterOfOne(Entity):
    """A keyword with what its filter says of it, as version 1 knew filters."""

    id: Id
    phrase: str
    context: list[Context]
    whole_word: bool
    expires_at: Moment | None
    irreversible: bool


class FiltersOfOne(RootModel[list[FilterOfOne]]):
    """Several filters of version 1."""
