"""Read the posts of one account, as its profile shows them."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice, TimelineEntry, fold_tag, slice_of_author
from linnet.domain.tweets import AuthorEntry
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.identity import Users
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class ProfileFilter:
    """What a profile page shows: answers to others, retweets, or nothing but posts with media.

    With a `tag` it shows own posts with this hashtag, however it is written; where these are rare, pages are short.
    Pinned tweets stand first on the first page and nowhere else, the newest pin first; without `pinned_first`, at their
    own places, and so do those that are more than a page.
    """

    replies: bool = False
    retweets: bool = True
    media: bool = False
    pinned_first: bool = True
    tag: str | None = None

    def keeps(self, entry: AuthorEntry) -> bool:
        if entry.deleted or (self.media and not entry.has_media):
            return False
        if entry.original_id is not None:
            return self.retweets and self.tag is None
        # Answers to oneself continue a thread: they are no conversation with somebody else.
        return self.replies or entry.reply_to_author_id in (None, entry.author_id)

    def shows(self, shown: ShownTweet) -> bool:
        """Tell whether a tweet has the hashtag that is asked for."""
        if self.tag is None:
            return True
        wanted = fold_tag(self.tag)
        return any(fold_tag(found.tag) == wanted for found in shown.tweet.entities.hashtags)


@dataclass(frozen=True, slots=True)
class ReadUserTweets:
    """Answer in two trips."""

    read_tweets: ReadTweets
    users: Users
    authors: AuthorIndex

    def run(self, viewer: Viewer | None, user_id: int, page: PageRange, shown: ProfileFilter) -> ShownPage:
        """Return a page of an account's posts. Raise a DomainError (not found) where the profile may not be seen."""
        slices: list[tuple[AuthorEntry, ...]] = []

        def read(part: PageRange) -> tuple[AuthorEntry, ...]:
            return tuple(self.authors.by_author(user_id, part))

        def warm() -> None:
            # The answer may be outdated until the log is read; it is asked for again below, then from the cache.
            self.users.get_many([user_id])

        _, exclusions = self.read_tweets.first_trip(viewer, lambda: slices.append(read(page.one_more())), warm)
        user = self.users.get_many([user_id]).get(user_id)
        if user is None or not self.read_tweets.sight(viewer, Reading.PROFILE, exclusions).may_visit(user):
            raise not_found("user")
        pinned = _pinned(user, shown)[: page.limit]

        def keeps(entry: AuthorEntry) -> bool:
            return entry.id not in pinned and shown.keeps(entry)

        def more(part: PageRange) -> Slice:
            return slice_of_author(read(part), part.limit, keeps)

        return fill_page(
            self.read_tweets,
            viewer,
            Reading.PROFILE,
            exclusions,
            page=page,
            first=slice_of_author(slices[0], page.limit + 1, keeps),
            more=more,
            keep=shown.shows,
            ahead=[TimelineEntry(each, user_id) for each in pinned] if page.whole else [],
        )

    def pinned(self, viewer: Viewer | None, user_id: int) -> list[ShownTweet]:
        """Return what an account pinned, newest pin first. Raise a DomainError (not found) for a hidden profile."""
        _, exclusions = self.read_tweets.first_trip(viewer)
        user = self.users.get_many([user_id]).get(user_id)
        if user is None or not self.read_tweets.sight(viewer, Reading.PROFILE, exclusions).may_visit(user):
            raise not_found("user")
        entries = [TimelineEntry(each, user_id) for each in user.pinned_tweet_ids]
        return self.read_tweets.show(viewer, entries, Reading.PROFILE, exclusions=exclusions)


def _pinned(user: User, shown: ProfileFilter) -> tuple[int, ...]:
    return user.pinned_tweet_ids if shown.pinned_first and not shown.media and shown.tag is None else ()
