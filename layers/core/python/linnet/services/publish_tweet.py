"""Publish a tweet, a reply or a quote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.ids import created_ms
from linnet.domain.media import Media
from linnet.domain.polls import PollDraft
from linnet.domain.text import Entities, extract_entities
from linnet.domain.tweets import MAX_ANCESTORS, Audience, Flags, QuotePolicy, Tweet, TweetCounts
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import Clock, IdSource, Parallel
from linnet.ports.identity import Accounts, IdTaken
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import Engagements, IdempotencyKeyUsed, IdempotencyRecord, Tweets
from linnet.services import tweet_text
from linnet.services.at_once import both
from linnet.services.find_media import FIELD, FindMedia
from linnet.services.find_tweet import FindTweet

IDEMPOTENCY_MS: Final = 24 * 3600 * 1000
# Two writers meet on one id about once in 32,768 tweets of the same millisecond: five times running means a fault.
ID_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class _Context:
    """What the tweet refers to."""

    parent: ShownTweet | None = None
    quote: ShownTweet | None = None
    mentioned: tuple[int | None, ...] = ()
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishTweet:
    """Check, store, show; what follows from it (fan-out, counts, feeds) comes from the table's stream.

    A tweet that refers to nothing, and shows nothing, takes one serial trip, any other two.
    """

    tweets: Tweets
    accounts: Accounts
    engagements: Engagements
    find: FindTweet
    parallel: Parallel
    clock: Clock
    ids: IdSource
    media: FindMedia

    def run(self, viewer: Viewer, draft: Draft, idempotency_key: str | None = None) -> ShownTweet:
        """Publish. The same key and draft within 24 h give the same tweet. Raise a DomainError."""
        draft = self._checked(draft)
        entities = extract_entities(draft.text)
        try:
            context = self._context(viewer, draft, entities, draft.media_ids)
            audience = _audience(viewer, draft, context)
        except DomainError:
            # What a tweet refers to may be gone by the time its request is repeated; the answer stays the same.
            repeated = None if idempotency_key is None else self._repeated(viewer, draft, idempotency_key)
            if repeated is None:
                raise
            return repeated

        def build(media: tuple[Media, ...]) -> Tweet:
            return self._tweet(viewer, draft, entities, replace(context, media=media), audience)

        def store() -> tuple[Tweet, Flags]:
            return self._store(viewer, draft, idempotency_key, context.media, build)

        (tweet, flags), author = both(self.parallel, store, lambda: self._author(viewer))
        return _published(tweet, author, flags, context)

    def saved(self, viewer: Viewer, draft: Draft, media: tuple[Media, ...], add: Callable[[Tweet], None]) -> ShownTweet:
        """Publish what was kept as a draft, with the pictures that it holds. Raise a DomainError.

        `add` stores it and may raise IdTaken or MediaTaken.
        """
        draft, entities, context, audience = self._composed(viewer, draft)
        context = replace(context, media=media)

        def store() -> Tweet:
            for _ in range(ID_ATTEMPTS):
                tweet = self._tweet(viewer, draft, entities, context, audience)
                try:
                    add(tweet)
                except IdTaken:
                    continue
                except MediaTaken as taken:
                    raise DomainError(Code.NOT_FOUND, "a picture is gone", field=FIELD) from taken
                return tweet
            raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

        tweet, author = both(self.parallel, store, lambda: self._author(viewer))
        return _published(tweet, author, Flags(), context)

    def check(self, viewer: Viewer, draft: Draft) -> None:
        """Raise the DomainError that publishing this would raise now."""
        self._composed(viewer, draft)

    def _composed(self, viewer: Viewer, draft: Draft) -> tuple[Draft, Entities, _Context, Audience]:
        draft = self._checked(draft)
        entities = extract_entities(draft.text)
        context = self._context(viewer, draft, entities)
        return draft, entities, context, _audience(viewer, draft, context)

    def _checked(self, draft: Draft) -> Draft:
        if draft.poll is not None:
            draft.poll.poll(self.clock.now_ms())
            if draft.media_ids:
                raise invalid(FIELD, "cannot stand beside a poll")
        return replace(draft, text=tweet_text.checked(draft.text, has_media=bool(draft.media_ids)))

    def _context(self, viewer: Viewer, draft: Draft, entities: Entities, media_ids: tuple[int, ...] = ()) -> _Context:
        names = tweet_text.mentioned_names(entities)
        shown: dict[str, ShownTweet] = {}
        found: dict[str, int] = {}
        media: list[Media] = []

        def see(field: str, tweet_id: int) -> Callable[[], None]:
            def call() -> None:
                shown[field] = self._referred(viewer, field, tweet_id)

            return call

        calls: list[Callable[[], None]] = []
        if draft.in_reply_to is not None:
            calls.append(see("inReplyTo", draft.in_reply_to))
        if draft.quote_of is not None:
            calls.append(see("quoteOf", draft.quote_of))
        if names:
            calls.append(lambda: found.update(self.accounts.find_ids(names)))
        if media_ids:
            calls.append(lambda: media.extend(self.media.attachable(viewer, media_ids)))
        if calls:
            self.parallel.run(calls)
        mentioned = tweet_text.mentioned_ids(entities, found)
        return _Context(shown.get("inReplyTo"), shown.get("quoteOf"), mentioned, tuple(media))

    def _referred(self, viewer: Viewer, field: str, tweet_id: int) -> ShownTweet:
        try:
            return self.find.visible(viewer, tweet_id)
        except DomainError as refused:
            if refused.code is not Code.NOT_FOUND:
                raise
            raise DomainError(Code.NOT_FOUND, refused.message, field=field) from refused

    def _author(self, viewer: Viewer) -> User:
        # Not from a cache: that would need the invalidation log first, and authors see their own changes at once.
        author = self.accounts.get_user(viewer.user_id)
        if author is None:
            raise not_found("account")
        return author

    def _store(
        self,
        viewer: Viewer,
        draft: Draft,
        key: str | None,
        media: tuple[Media, ...],
        build: Callable[[tuple[Media, ...]], Tweet],
    ) -> tuple[Tweet, Flags]:
        for _ in range(ID_ATTEMPTS):
            tweet = build(media)
            now_ms = self.clock.now_ms()
            record = None
            if key is not None:
                record = IdempotencyRecord(viewer.user_id, key, draft.sha256(), tweet.id, now_ms + IDEMPOTENCY_MS)
            try:
                self.tweets.add(tweet, record, now_ms)
            except IdTaken:
                continue
            except MediaTaken:
                # Described anew in the meantime, or really gone, which this tells.
                media = self.media.attachable(viewer, draft.media_ids)
                continue
            except IdempotencyKeyUsed as used:
                return self._stored(viewer, draft, used.record)
            return tweet, Flags()
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

    def _repeated(self, viewer: Viewer, draft: Draft, key: str) -> ShownTweet | None:
        record = self.tweets.recall(viewer.user_id, key, self.clock.now_ms())
        if record is None:
            return None
        (tweet, flags), author = both(
            self.parallel, lambda: self._stored(viewer, draft, record), lambda: self._author(viewer)
        )
        quotes = [] if tweet.quote_of_id is None else self.find.read.by_ids(viewer, [tweet.quote_of_id])
        return ShownTweet(tweet=tweet, author=author, flags=flags, quote=quotes[0] if quotes else None)

    def _stored(self, viewer: Viewer, draft: Draft, record: IdempotencyRecord) -> tuple[Tweet, Flags]:
        if record.body_sha256 != draft.sha256():
            raise DomainError(
                Code.IDEMPOTENCY_MISMATCH, "this key was used for another request", field="Idempotency-Key"
            )
        post, flags = both(
            self.parallel,
            lambda: self.tweets.get(record.tweet_id),
            lambda: self.engagements.flags(viewer.user_id, [record.tweet_id]),
        )
        if not isinstance(post, Tweet) or post.deleted_ms is not None:
            raise not_found("tweet")
        return post, flags.get(post.id, Flags())

    def _tweet(self, viewer: Viewer, draft: Draft, entities: Entities, context: _Context, audience: Audience) -> Tweet:
        parent = None if context.parent is None else context.parent.tweet
        tweet = Tweet(
            id=self.ids.next_id(),
            author_id=viewer.user_id,
            text=draft.text,
            entities=entities,
            audience=audience,
            language=draft.language,
            quote_of_id=None if context.quote is None else context.quote.tweet.id,
            mentioned_ids=context.mentioned,
            sensitive=viewer.settings.default_sensitive if draft.sensitive is None else draft.sensitive,
            content_warning=draft.content_warning,
            media=context.media,
            quote_policy=QuotePolicy(viewer.settings.default_quote_policy)
            if draft.quote_policy is None
            else draft.quote_policy,
        )
        if draft.poll is not None:
            tweet = _asking(tweet, draft.poll)
        if parent is None:
            return tweet
        return replace(
            tweet,
            reply_to_id=parent.id,
            reply_to_author_id=parent.author_id,
            root_id=parent.conversation_id,
            root_author_id=parent.author_id if parent.root_author_id is None else parent.root_author_id,
            ancestors=(*parent.ancestors, parent.id)[-MAX_ANCESTORS:],
        )


def _asking(tweet: Tweet, draft: PollDraft) -> Tweet:
    poll = draft.poll(created_ms(tweet.id))
    return replace(tweet, poll=poll, counts=TweetCounts(votes=(0,) * len(poll.options)))


def _audience(viewer: Viewer, draft: Draft, context: _Context) -> Audience:
    """Return who may read the tweet: never more than may read what it answers or quotes."""
    quote = context.quote
    if quote is not None and quote.author.id != viewer.user_id and (quote.author.protected or _narrow(quote)):
        raise DomainError(Code.FORBIDDEN, "a tweet for followers only cannot be quoted", field="quoteOf")
    if quote is not None and not quote.may_quote:
        raise DomainError(Code.FORBIDDEN, "its author does not let you quote it", field="quoteOf")
    wanted = Audience(viewer.settings.default_audience) if draft.audience is None else draft.audience
    if not any(_narrow(shown) for shown in (context.parent, quote)):
        return wanted
    if draft.audience is not None and draft.audience is not Audience.FOLLOWERS:
        raise invalid("audience", "must be followers, as what it refers to is for followers only")
    return Audience.FOLLOWERS


def _narrow(shown: ShownTweet | None) -> bool:
    return shown is not None and shown.tweet.audience is Audience.FOLLOWERS


def _published(tweet: Tweet, author: User, flags: Flags, context: _Context) -> ShownTweet:
    # Of a conversation that begins with it nobody can have muted anything.
    muted = context.parent is not None and context.parent.thread_muted
    return ShownTweet(tweet=tweet, author=author, flags=flags, quote=context.quote, thread_muted=muted)
