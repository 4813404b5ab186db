"""Turn what services return into native JSON shapes; no rule lives here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linnet.domain.filters import FilterContext, FilterMatch
from linnet.domain.graph import Relationship
from linnet.domain.ids import created_ms
from linnet.domain.media import Media
from linnet.domain.text import Entities
from linnet.domain.tweets import Flags, Tweet, TweetVersion
from linnet.domain.users import User
from linnet.domain.views import ShownTweet
from linnet.facades.media_urls import media_path
from linnet.facades.moments import moment
from linnet.facades.native import schemas
from linnet.facades.native.present_media import media


def identifier(value: int | None) -> str | None:
    """Return an id as the decimal string that JSON carries."""
    return None if value is None else str(value)


def user(value: User) -> schemas.User:
    """Present a public profile."""
    return schemas.User(
        id=str(value.id),
        username=value.username,
        display_name=value.display_name,
        bio=value.bio,
        location=value.location,
        website=value.website,
        language=value.language,
        protected=value.protected,
        bot=value.bot,
        discoverable=value.discoverable,
        indexable=value.indexable,
        hide_collections=value.hide_collections,
        fields=[schemas.ProfileField(name=each.name, value=each.value) for each in value.fields],
        avatar_url=_path(value.avatar),
        header_url=_path(value.header),
        created_at=moment(value.created_ms),
        pinned_tweet_ids=[str(each) for each in value.pinned_tweet_ids],
        counts=schemas.UserCounts(
            followers=value.counts.followers, following=value.counts.following, tweets=value.counts.tweets
        ),
    )


def author(value: User) -> schemas.Author:
    """Present the part of a profile that stands beside a tweet."""
    return schemas.Author(
        id=str(value.id),
        username=value.username,
        display_name=value.display_name,
        protected=value.protected,
        bot=value.bot,
        avatar_url=_path(value.avatar),
    )


def _path(picture: Media | None) -> str | None:
    return None if picture is None else media_path(picture)


def entities(found: Entities, mentioned_ids: Sequence[int | None] = ()) -> schemas.Entities:
    """Present spans; `mentioned_ids` run beside the mentions (missing ones count as unknown accounts)."""
    ids = [*mentioned_ids, *[None] * (len(found.mentions) - len(mentioned_ids))]
    return schemas.Entities(
        hashtags=[schemas.HashtagEntity(tag=h.tag, indices=[h.start, h.end]) for h in found.hashtags],
        cashtags=[schemas.HashtagEntity(tag=c.tag, indices=[c.start, c.end]) for c in found.cashtags],
        mentions=[
            schemas.MentionEntity(username=m.username, user_id=identifier(mentioned), indices=[m.start, m.end])
            for m, mentioned in zip(found.mentions, ids, strict=True)
        ],
        urls=[schemas.UrlEntity(url=u.url, display_url=u.display_url, indices=[u.start, u.end]) for u in found.urls],
    )


def flags(value: Flags) -> schemas.ViewerFlags:
    """Present what the reader did."""
    return schemas.ViewerFlags(liked=value.liked, retweeted=value.retweeted, bookmarked=value.bookmarked)


def poll(shown: ShownTweet) -> schemas.Poll | None:
    """Present a tweet's poll as its reader may see it now; None where there is none."""
    asked = shown.tweet.poll
    if asked is None:
        return None
    counts, open_totals = shown.counts, asked.shows_totals(shown.read_ms)
    return schemas.Poll(
        options=[
            schemas.PollOption(text=text, votes=votes if open_totals else None)
            for text, votes in zip(asked.options, counts.votes, strict=True)
        ],
        voters=counts.voters if open_totals else None,
        ends_at=moment(asked.ends_ms),
        ended=asked.ended(shown.read_ms),
        multiple=asked.multiple,
        hides_totals=asked.hides_totals,
        chosen=[] if shown.flags.vote is None else list(shown.flags.vote.choices),
    )


def tweet(shown: ShownTweet) -> schemas.Tweet:
    """Present one tweet with its author, flags, quote and retweeter."""
    value: Tweet = shown.tweet
    retweeted_by = None
    if shown.retweet is not None and shown.retweeter is not None:
        retweeted_by = schemas.Retweeter(
            retweet_id=str(shown.retweet.id),
            retweeted_at=moment(created_ms(shown.retweet.id)),
            author=author(shown.retweeter),
        )
    return schemas.Tweet(
        id=str(value.id),
        text=value.text,
        entities=entities(value.entities, value.mentioned_ids),
        author=author(shown.author),
        created_at=moment(created_ms(value.id)),
        edited_at=None if value.edited_ms is None else moment(value.edited_ms),
        in_reply_to=identifier(value.reply_to_id),
        conversation_id=str(value.conversation_id),
        quote_of=identifier(value.quote_of_id),
        quote=None if shown.quote is None else tweet(shown.quote),
        quote_revoked=value.quote_revoked,
        quote_policy=value.quote_policy.value,
        may_quote=shown.may_quote,
        thread_muted=shown.thread_muted,
        retweeted_by=retweeted_by,
        audience=value.audience.value,
        sensitive=value.sensitive,
        content_warning=value.content_warning,
        language=value.language,
        media_ids=[str(media_id) for media_id in value.media_ids],
        media=[media(each) for each in value.media],
        poll=poll(shown),
        counts=schemas.TweetCounts(
            replies=shown.counts.replies,
            retweets=shown.counts.retweets,
            quotes=shown.counts.quotes,
            likes=shown.counts.likes,
        ),
        viewer=flags(shown.flags),
        filtered=[_match(each) for each in shown.filtered],
    )


def _match(shown: FilterMatch) -> schemas.FilterMatch:
    return schemas.FilterMatch(
        filter_id=str(shown.filter.id),
        title=shown.filter.title,
        contexts=[context.value for context in FilterContext if context in shown.filter.contexts],
        action=shown.filter.action.value,
        keywords=list(shown.keywords),
        by_id=bool(shown.tweet_ids),
    )


def tweets(shown: Iterable[ShownTweet], next_token: str | None = None) -> schemas.TweetPage:
    """Present a page of tweets."""
    return schemas.TweetPage(items=[tweet(each) for each in shown], next_token=next_token)


def users(found: Iterable[User], next_token: str | None = None) -> schemas.UserPage:
    """Present a page of profiles."""
    return schemas.UserPage(items=[user(each) for each in found], next_token=next_token)


def relationship(value: Relationship, reverse: Relationship | None, now_ms: int) -> schemas.Relationship:
    """Present a pair and whether the other follows back."""
    return schemas.Relationship(
        user_id=str(value.target_id),
        following=value.following,
        requested=value.requested,
        followed_by=reverse is not None and reverse.following,
        show_retweets=value.show_retweets,
        notifying=value.notifying,
        blocking=value.blocking,
        blocked_by=value.blocked_by,
        muted=value.muted(now_ms),
        muted_until=moment(value.muted_until_ms) if value.muted_until_ms and value.muted(now_ms) else None,
        muted_notifications=value.silenced(now_ms),
        note=value.note,
        endorsed=value.endorsed,
    )


def history(versions: Iterable[TweetVersion]) -> schemas.History:
    """Present the states of an edited tweet, oldest first."""
    return schemas.History(
        items=[
            schemas.TweetVersionShape(
                number=version.number,
                text=version.text,
                entities=entities(version.entities),
                content_warning=version.content_warning,
                sensitive=version.sensitive,
                created_at=moment(version.created_ms),
            )
            for version in versions
        ]
    )
