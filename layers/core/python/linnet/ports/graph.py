"""The social graph."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from linnet.domain.exclusions import Exclusions
from linnet.domain.filters import Filters
from linnet.domain.graph import Follow, Follower, FollowOptions, Relationship
from linnet.domain.index_ranges import IndexRange
from linnet.domain.paging import PageRange
from linnet.ports.notifications import RecipientIndex

MAX_DISMISSED: Final = 500
MAX_MUTED_THREADS: Final = 1_000


class AlreadyFollowing(Exception):
    """The pair already follows or has asked to; `relationship` is how it stands."""

    def __init__(self, relationship: Relationship) -> None:
        super().__init__()
        self.relationship = relationship


class FollowRefused(Exception):
    """A block stands between the two."""


class FollowingCapReached(Exception):
    """The account follows as many as it may."""


class Relationships(Protocol):
    """What reads need to know: the rules stage, relationships, timelines."""

    def exclusions(self, viewer_id: int) -> Exclusions:
        """Return every pair of the viewer that hides something, by target id, strongly consistent.

        Members of exclusive lists are among them, and the viewer's filters and muted threads come with them.
        """
        ...

    def get_many(self, user_id: int, target_ids: Collection[int]) -> Mapping[int, Relationship]:
        """Return the pairs user → target that have a row."""
        ...


class Graph(Relationships, Protocol):
    """The graph table as its own service uses it. Each change is one transaction and raises the pair's version."""

    def follow(self, user_id: int, target_id: int, follow_id: int, cap: int) -> Relationship:
        """Follow unless a block stands or the cap is reached.

        Raise AlreadyFollowing, FollowRefused or FollowingCapReached.
        """
        ...

    def request(self, user_id: int, target_id: int, request_id: int) -> Relationship:
        """Ask to follow a protected account. Raise AlreadyFollowing or FollowRefused."""
        ...

    def accept(self, target_id: int, requester_id: int, follow_id: int, cap: int) -> bool:
        """Turn a request into a follow; False if there is none. Raise FollowingCapReached."""
        ...

    def reject(self, target_id: int, requester_id: int) -> bool:
        """Drop a request; False if there is none."""
        ...

    def unfollow(self, user_id: int, target_id: int, now_ms: int) -> Relationship | None:
        """End a follow or withdraw a request and hide what was pushed; None if there was neither."""
        ...

    def set_follow_options(self, user_id: int, target_id: int, options: FollowOptions) -> Relationship | None:
        """Choose what is wanted of a followee; None if not following."""
        ...

    def block(self, user_id: int, target_id: int, now_ms: int) -> bool:
        """Block, ending follows and requests both ways; False if it stood before."""
        ...

    def unblock(self, user_id: int, target_id: int) -> bool:
        """Lift a block; False if there was none."""
        ...

    def mute(self, user_id: int, target_id: int, until_ms: int, *, notifications: bool = True) -> bool:
        """Mute until a time (0: without end), with notifications or without; False if the same mute stood before."""
        ...

    def unmute(self, user_id: int, target_id: int) -> bool:
        """Lift a mute; False if there was none."""
        ...

    def annotate(self, user_id: int, target_id: int, note: str) -> bool:
        """Keep a note about somebody; False if the same stood before, or none is to be taken away."""
        ...

    def reverse(self, target_id: int, user_ids: Collection[int]) -> Mapping[int, Relationship]:
        """Return the pairs user → target that have a row, by user id."""
        ...

    def filters_of(self, user_ids: Collection[int]) -> Mapping[int, Filters]:
        """Return the filters of those accounts that have any, strongly consistent."""
        ...

    def clear_unfollowed(self, user_id: int, target_id: int, unfollowed_ms: int) -> None:
        """Drop the mark of an unfollow once its entries are cleaned up, unless it was renewed."""
        ...

    def blocks(self, user_id: int, page: PageRange) -> Sequence[int]:
        """Return a range of blocked accounts' ids."""
        ...

    def mutes(self, user_id: int, page: PageRange) -> Sequence[Relationship]:
        """Return a range of muting pairs, by target id."""
        ...

    def all_of(self, user_id: int, after: int, limit: int) -> Sequence[Relationship]:
        """Return the account's pairs with target id > after, ascending, blank ones too."""
        ...

    def forget(self, user_id: int) -> None:
        """Drop what is kept of an account besides its pairs and lists; again changes nothing."""
        ...


class FollowIndex(Protocol):
    """Lists that follow from the pairs, built by `graph_stream`; fewer than a range's limit means the end."""

    def followers(self, user_id: int, page: PageRange) -> Sequence[Follow]: ...

    def following(self, user_id: int, page: PageRange) -> Sequence[Follow]: ...

    def requests(self, user_id: int, page: PageRange) -> Sequence[Follow]: ...

    def apply(self, before: Relationship | None, after: Relationship | None) -> None:
        """Make the index rows match a change of one pair; again, or out of date, changes nothing."""
        ...

    def split(self, author_id: int, size: int) -> Sequence[IndexRange]:
        """Cut the follower index into ranges of about `size`, each row in exactly one."""
        ...

    def in_range(self, author_id: int, part: IndexRange) -> Sequence[Follower]:
        """Return the followers of a range."""
        ...


class Bells(RecipientIndex, Protocol):
    """Followers who asked to be told of an account's tweets, under the ids of their follows."""

    def rung(self, author_id: int) -> bool:
        """Tell whether anybody ever asked; True may be out of date, False for a second."""
        ...


class EndorsedCapReached(Exception):
    """The account shows as many others on its profile as it may."""


class NotFollowing(Exception):
    """Only who is followed can be shown on a profile."""


class Endorsements(Protocol):
    """Whom accounts show on their profiles; reads are strongly consistent.

    It stands twice, as membership of lists does: in the pair (`Relationship.endorsed`), which is the truth and ends
    with the follow, and beside the pairs. Both are written at once; where a follow ends, `settle` follows.
    """

    def of(self, owner_id: int) -> frozenset[int]:
        """Return whom an account shows; for a moment also who is not followed any more."""
        ...

    def add(self, owner_id: int, user_id: int, cap: int) -> None:
        """Show somebody; again changes nothing. Raise NotFollowing or EndorsedCapReached."""
        ...

    def remove(self, owner_id: int, user_id: int) -> None:
        """Show somebody no longer; again changes nothing."""
        ...

    def settle(self, owner_id: int, user_id: int) -> None:
        """Take somebody out whose pair does not say so (any more)."""
        ...


class DismissedSuggestions(Protocol):
    """Whom accounts do not want to be suggested, up to MAX_DISMISSED: then it begins anew."""

    def of(self, user_id: int) -> frozenset[int]:
        """Return what an account dismissed, strongly consistent."""
        ...

    def add(self, user_id: int, dismissed_id: int) -> None:
        """Remember one; again changes nothing."""
        ...


class MutedThreads(Protocol):
    """Conversations that accounts want to hear no more of, up to MAX_MUTED_THREADS: those that began last stay."""

    def of(self, user_id: int) -> frozenset[int]:
        """Return them, strongly consistent; `Relationships.exclusions` has them, too."""
        ...

    def add(self, user_id: int, conversation_id: int) -> None:
        """Mute one; again changes nothing."""
        ...

    def remove(self, user_id: int, conversation_id: int) -> None:
        """Lift it; without one nothing happens."""
        ...


class Celebrities(Protocol):
    """Orders to begin or end celebrity treatment; `graph_stream` carries them out, at least once and in order."""

    def order(self, author_id: int, pulled: bool) -> None:
        """Order it; again changes nothing."""
        ...

    def ordered(self, author_id: int) -> bool:
        """Return what was ordered last, strongly consistent."""
        ...
