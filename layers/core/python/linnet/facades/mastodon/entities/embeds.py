"""What other sites are told of a status (oEmbed 1.0)."""

from __future__ import annotations

from typing import Literal

from linnet.facades.mastodon.entities.shape import Address, Entity


class Embed(Entity):
    """HTML to put into a page; how high it gets is known to the page alone. `cache_age` is in seconds."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str
    author_name: str
    author_url: Address
    provider_name: str
    provider_url: Address
    cache_age: int
    html: str
    width: int
    height: int | None
