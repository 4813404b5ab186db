"""What searches take: a text that may be a handle, an address of this server, or words and operators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from linnet.domain.ids import MAX_ID
from linnet.domain.search.found import Sought
from linnet.facades.mastodon.fields import Id, Switch, Text
from linnet.facades.mastodon.paging import OffsetPage
from linnet.facades.mastodon.present.server import host_of
from linnet.services.search_by_offset import CountedPage

USUAL: Final = 20
_SOUGHT: Final = {"accounts": Sought.USERS, "statuses": Sought.TWEETS, "hashtags": Sought.HASHTAGS}
_HANDLE: Final = re.compile(r"@?([A-Za-z0-9_]+)@([^\s@/]+)")
_ADDRESS: Final = re.compile(r"/(?:@|users/)([A-Za-z0-9_]+)(?:/(?:statuses/)?([0-9]{1,19}))?/?")
# Where statuses are sought; there is one place.
_PLACE: Final = re.compile(r"(?<!\S)in:(public|all|library)(?!\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccountAddress:
    """The address of a profile, by its name or id."""

    name: str


@dataclass(frozen=True, slots=True)
class StatusAddress:
    """The address of a status."""

    tweet_id: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words and operators; nothing is sought where they are empty."""

    text: str


class SearchForm(OffsetPage):
    """What is searched for; `resolve` changes nothing, since there are no other servers to ask."""

    q: Text = ""
    type: Literal["accounts", "statuses", "hashtags"] | None = None
    account_id: Id | None = None
    following: Switch = False
    resolve: Switch = False
    exclude_unreviewed: Switch = False

    @property
    def sought(self) -> Sought:
        """Return the kind that is sought."""
        return Sought.ALL if self.type is None else _SOUGHT[self.type]

    @property
    def page(self) -> CountedPage:
        """Return the page; without a kind there is only the first."""
        return CountedPage(self.size(USUAL), (self.offset or 0) if self.type is not None else 0)


def meaning(text: str, origin: str) -> AccountAddress | StatusAddress | Words:
    """Return what a text asks for on the server of this origin."""
    typed = text.strip()
    handle = _HANDLE.fullmatch(typed)
    if handle is not None:
        # Of another server nobody is here.
        return Words(f"@{handle.group(1)}" if handle.group(2).lower() == host_of(origin).lower() else "")
    if typed.startswith(f"{origin}/"):
        address = _ADDRESS.fullmatch(typed.removeprefix(origin))
        if address is not None and address.group(2) is not None:
            return StatusAddress(int(address.group(2))) if int(address.group(2)) <= MAX_ID else Words("")
        if address is not None:
            return AccountAddress(address.group(1))
    return Words(typed)


def without_place(text: str) -> str | None:
    """Return a search without `in:`, None where it asks for what the reader keeps, which nothing finds."""
    if any(found.group(1).lower() == "library" for found in _PLACE.finditer(text)):
        return None
    return _PLACE.sub(" ", text).strip()
