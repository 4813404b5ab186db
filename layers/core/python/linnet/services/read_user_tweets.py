"""Read the posts of one account, as its profile shows them."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.timelines import Slice, TimelineEntry, slice_of_author
from linnet.domain.tweets import AuthorEntry
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownPage
from linnet.domain.visibility import Reading
from linnet.ports.identity import Users
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class ProfileFilter:
    """What a profile page shows: answers to others, retweets, or nothing but posts with media."""

    replies: bool = False
    retweets: bool = True
    media: bool = False

    def keeps(self, entry: AuthorEntry) -> bool:
        if entry.deleted or (self.media and not entry.has_media):
            return False
        if entry.original_id is not None:
            return self.retweets
        # Answers to oneself continue a thread: they are no conversation with somebody else.
        return self.replies or entry.reply_to_author_id in (None, entry.author_id)


@dataclass(frozen=True, slots=True)
class ReadUserTweets:
    """Answer in two trips. The pinned tweet stands first on the first page and nowhere else."""

    read_tweets: ReadTweets
    users: Users
    authors: AuthorIndex

    def run(
        self, viewer: Viewer | None, user_id: int, before: int | None, limit: int, shown: ProfileFilter
    ) -> ShownPage:
        """Return a page of an account's posts. Raise a DomainError (not found) where the profile may not be seen."""
        slices: list[tuple[AuthorEntry, ...]] = []

        def read(position: int | None, size: int) -> tuple[AuthorEntry, ...]:
            return tuple(self.authors.by_author(user_id, position, size))

        def warm() -> None:
            # The answer may be outdated until the log is read; it is asked for again below, then from the cache.
            self.users.get_many([user_id])

        _, exclusions = self.read_tweets.first_trip(viewer, lambda: slices.append(read(before, limit + 1)), warm)
        user = self.users.get_many([user_id]).get(user_id)
        if user is None or not self.read_tweets.sight(viewer, Reading.PROFILE, exclusions).may_visit(user):
            raise not_found("user")
        pinned = _pinned(user, shown)

        def keeps(entry: AuthorEntry) -> bool:
            return entry.id != pinned and shown.keeps(entry)

        def more(position: int, size: int) -> Slice:
            return slice_of_author(read(position, size), size, keeps)

        return fill_page(
            self.read_tweets,
            viewer,
            Reading.PROFILE,
            exclusions,
            limit=limit,
            first=slice_of_author(slices[0], limit + 1, keeps),
            more=more,
            ahead=[] if pinned is None or before is not None else [TimelineEntry(pinned, user_id)],
        )


def _pinned(user: User, shown: ProfileFilter) -> int | None:
    return None if shown.media else user.pinned_tweet_id
