"""Edit a tweet and read what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from linnet.domain.errors import Code, DomainError, conflict, invalid, not_found
from linnet.domain.ids import created_ms
from linnet.domain.media import Media, MediaDetails, StoredMedia, detailed
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Audience, Flags, Tweet, TweetVersion
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts, VersionConflict
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import Tweets
from linnet.services import tweet_text
from linnet.services.at_once import both
from linnet.services.find_media import FIELD, FindMedia
from linnet.services.find_tweet import FindTweet
from linnet.services.read_tweets import ReadTweets

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class Revision:
    """What an author changes; None leaves a field as it is. `poll_options` can only be those that there are.

    `media_details` are of pictures by their ids; those that the tweet does not show do not matter.
    """

    text: str | None = None
    audience: Audience | None = None
    sensitive: bool | None = None
    content_warning: str | None = None
    language: str | None = None
    media_ids: tuple[int, ...] | None = None
    media_details: Mapping[int, MediaDetails] = field(default_factory=lambda: MappingProxyType({}))
    poll_options: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EditTweet:
    """Replace a tweet's content within `window_ms` of its publication, at most `max_edits` times."""

    tweets: Tweets
    accounts: Accounts
    find: FindTweet
    parallel: Parallel
    clock: Clock
    window_ms: int
    max_edits: int
    media: FindMedia

    def run(self, viewer: Viewer, tweet_id: int, revision: Revision) -> ShownTweet:
        """Edit and return the tweet. Raise a DomainError."""
        if revision.text is not None:
            # Whether it may say nothing is known when the tweet is.
            revision = replace(revision, text=tweet_text.checked(revision.text, has_media=True))
        for _ in range(ATTEMPTS):
            try:
                return self._edit(viewer, tweet_id, revision)
            except (VersionConflict, MediaTaken):
                continue
        raise conflict("the tweet is being edited elsewhere; please try again")

    def _edit(self, viewer: Viewer, tweet_id: int, revision: Revision) -> ShownTweet:
        names = tweet_text.mentioned_names(extract_entities(revision.text or ""))
        post, (ids, found) = both(
            self.parallel,
            lambda: self.tweets.get(tweet_id),
            lambda: both(
                self.parallel,
                lambda: self.accounts.find_ids(names) if names else {},
                lambda: self.media.read(viewer, revision.media_ids or ()),
            ),
        )
        tweet = self.find.own(viewer, post, tweet_id)
        edited = self._edited(tweet, revision, ids, found)
        if edited is tweet:
            return self._shown(viewer, tweet)

        def store() -> None:
            self.tweets.edit(tweet, edited, _version(tweet))

        _, shown = both(self.parallel, store, lambda: self._shown(viewer, tweet))
        # The read ran beside the write and may show the old content.
        return replace(shown, tweet=replace(edited, counts=shown.tweet.counts))

    def _shown(self, viewer: Viewer, tweet: Tweet) -> ShownTweet:
        found = self.find.read.by_ids(viewer, [tweet.id])
        if found:
            return found[0]
        # Lists are read eventually consistent and may not know yet what was published a moment ago: its author must
        # not be told that it does not exist, while the edit is being stored.
        author = self.accounts.get_user(viewer.user_id)
        if author is None:
            raise not_found("tweet")
        return ShownTweet(tweet=tweet, author=author, flags=Flags())

    def _edited(
        self, tweet: Tweet, revision: Revision, ids: Mapping[str, int], found: Mapping[int, StoredMedia]
    ) -> Tweet:
        audience = tweet.audience if revision.audience is None else revision.audience
        if audience.width > tweet.audience.width:
            raise invalid("audience", "may not become wider by an edit")
        if revision.poll_options is not None and revision.poll_options != (tweet.poll.options if tweet.poll else ()):
            raise invalid("poll", "cannot be changed: votes are for what it asked")
        media = self._media(tweet, revision, found)
        text = tweet_text.checked(tweet.text if revision.text is None else revision.text, has_media=bool(media))
        entities = tweet.entities if text == tweet.text else extract_entities(text)
        changed = replace(
            tweet,
            text=text,
            entities=entities,
            mentioned_ids=tweet.mentioned_ids if text == tweet.text else tweet_text.mentioned_ids(entities, ids),
            audience=audience,
            sensitive=tweet.sensitive if revision.sensitive is None else revision.sensitive,
            content_warning=tweet.content_warning if revision.content_warning is None else revision.content_warning,
            language=tweet.language if revision.language is None else revision.language,
            media=media,
        )
        if changed == tweet:
            return tweet
        now_ms = self.clock.now_ms()
        ends_ms = created_ms(tweet.id) + self.window_ms
        if now_ms > ends_ms:
            raise DomainError(Code.FORBIDDEN, "the time for edits is over", details={"endedMs": ends_ms})
        if tweet.version > self.max_edits:
            raise DomainError(Code.LIMIT_REACHED, f"a tweet can be edited {self.max_edits} times")
        return replace(changed, edited_ms=now_ms, version=tweet.version + 1)

    def _media(self, tweet: Tweet, revision: Revision, found: Mapping[int, StoredMedia]) -> tuple[Media, ...]:
        media = tweet.media
        if revision.media_ids is not None:
            if revision.media_ids and tweet.poll is not None:
                raise invalid(FIELD, "cannot stand beside a poll")
            media = self.media.chosen(revision.media_ids, found, tweet.media)
        return tuple(detailed(each, revision.media_details.get(each.id)) for each in media)


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Read all states of a tweet."""

    tweets: Tweets
    read: ReadTweets
    parallel: Parallel

    def run(self, viewer: Viewer | None, tweet_id: int) -> list[TweetVersion]:
        """Return the states, oldest first, the current one last. Raise a DomainError (not found)."""
        return self.with_tweet(viewer, tweet_id)[1]

    def with_tweet(self, viewer: Viewer | None, tweet_id: int) -> tuple[ShownTweet, list[TweetVersion]]:
        """Return the tweet beside what `run` returns. Raise a DomainError (not found)."""
        shown, earlier = both(
            self.parallel, lambda: self.read.one(viewer, tweet_id), lambda: self.tweets.history(tweet_id)
        )
        if shown.tweet.id != tweet_id:
            earlier = self.tweets.history(shown.tweet.id)
        current = _version(shown.tweet)
        return shown, [*(version for version in earlier if version.number < current.number), current]


def _version(tweet: Tweet) -> TweetVersion:
    return TweetVersion(
        number=tweet.version,
        text=tweet.text,
        entities=tweet.entities,
        content_warning=tweet.content_warning,
        sensitive=tweet.sensitive,
        created_ms=created_ms(tweet.id) if tweet.edited_ms is None else tweet.edited_ms,
        media=tweet.media,
    )
