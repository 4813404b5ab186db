"""What the search operations take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.search.found import Sought
from linnet.domain.search.kept import MAX_NAME_LENGTH
from linnet.domain.search.parse import MAX_LENGTH
from linnet.facades.native.requests import MAX_PAGE, Body, Line, PageQuery, Query
from linnet.ports.search import Order

# Whoever reads it says where it is too long.
SearchText = Annotated[str, Field(json_schema_extra={"maxLength": MAX_LENGTH})]
Name = Annotated[Line, Field(min_length=1, max_length=MAX_NAME_LENGTH)]


class SearchQuery(PageQuery):
    """What is searched for. The language of `q` is described in the documentation of searches."""

    q: SearchText = Field(default="", description="Words and operators; without any, everything is found.")
    sought: Sought = Field(default=Sought.ALL, alias="type", description="What is searched for.")
    sort: Order = Field(default=Order.TOP, description="The best tweets first, or the newest.")
    lang: str | None = Field(default=None, max_length=35, description="Only tweets in this language.")
    explain: bool = Field(default=False, description="Say where places under top come from; for operators.")


class SuggestQuery(Query):
    """What is typed so far."""

    q: SearchText = Field(default="", description="`@` in front asks for accounts only, `#` for hashtags only.")
    limit: int = Field(default=8, ge=1, le=MAX_PAGE, description="How many of each kind.")


class NewSavedSearch(Body):
    """A search to save. One that is saved already takes the new name."""

    name: Name
    q: SearchText


class SavedSearchName(Body):
    """Another name for a saved search."""

    name: Name


class SearchToForget(Body):
    """One of the reader's recent searches."""

    q: SearchText
