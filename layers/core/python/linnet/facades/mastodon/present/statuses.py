"""Present tweets as statuses, and retweets as boosts: statuses of their own around what was boosted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from linnet.domain.ids import created_ms
from linnet.domain.tweets import Audience, QuotePolicy, Tweet, TweetVersion
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.entities.accounts import Account
from linnet.facades.mastodon.present.accounts import account
from linnet.facades.mastodon.present.content import account_url, content, tag_url
from linnet.facades.mastodon.present.filters import results
from linnet.facades.mastodon.present.media import attachment
from linnet.facades.moments import moment

_VISIBILITY: Final = {
    Audience.PUBLIC: "public",
    Audience.UNLISTED: "unlisted",
    Audience.FOLLOWERS: "private",
}


@dataclass(frozen=True, slots=True)
class StatusPresenter:
    """Present to one reader, who knows this server as `origin`.

    It is made for one answer: an account stands in it as it was first presented.
    """

    origin: str
    reader: Viewer | None
    _accounts: dict[int, Account] = field(default_factory=dict, repr=False, compare=False)

    def all(self, shown: Iterable[ShownTweet]) -> entities.Statuses:
        """Present a list."""
        return entities.Statuses([self.one(each) for each in shown])

    def one(self, shown: ShownTweet, **more: Any) -> entities.Status:
        """Present a tweet, or the boost because of which it stands in a list; `more` are fields to set beside."""
        fields = self._fields(shown) | more
        if shown.retweet is None or shown.retweeter is None:
            return entities.Status(**fields)
        address = f"{account_url(shown.retweeter.username, self.origin)}/{shown.retweet.id}"
        return entities.Status(
            **fields
            | {
                "id": str(shown.retweet.id),
                "uri": f"{self.origin}/users/{shown.retweeter.id}/statuses/{shown.retweet.id}/activity",
                "url": address,
                "created_at": moment(created_ms(shown.retweet.id)),
                "account": self._account(shown.retweeter),
                "reblog": entities.Status(**fields),
            }
        )

    def poll(self, shown: ShownTweet) -> entities.Poll | None:
        """Present what a tweet asks, as its reader may see it now."""
        asked = shown.tweet.poll
        if asked is None:
            return None
        counts, open_totals = shown.counts, asked.shows_totals(shown.read_ms)
        mine: dict[str, Any] = {}
        if self.reader is not None:
            vote = shown.flags.vote
            mine = {"voted": vote is not None, "own_votes": [] if vote is None else list(vote.choices)}
        return entities.Poll(
            id=str(shown.tweet.id),
            expires_at=moment(asked.ends_ms),
            expired=asked.ended(shown.read_ms),
            multiple=asked.multiple,
            votes_count=sum(counts.votes) if open_totals else 0,
            voters_count=counts.voters if open_totals else None,
            options=[
                entities.PollOption(title=text, votes_count=votes if open_totals else None)
                for text, votes in zip(asked.options, counts.votes, strict=True)
            ],
            emojis=[],
            **mine,
        )

    def edits(self, versions: Iterable[TweetVersion], shown: ShownTweet) -> entities.StatusEdits:
        """Present all states of a tweet, oldest first."""
        author = self._account(shown.author)
        return entities.StatusEdits(
            [
                entities.StatusEdit(
                    content=content(version.text, version.entities, (), self.origin),
                    spoiler_text=version.content_warning,
                    sensitive=version.sensitive,
                    created_at=moment(version.created_ms),
                    account=author,
                    poll=None,
                    # What an edit took out is gone.
                    media_attachments=[
                        attachment(each, self.origin) for each in version.media if each.id in shown.tweet.media_ids
                    ],
                    emojis=[],
                )
                for version in versions
            ]
        )

    def _fields(self, shown: ShownTweet) -> dict[str, Any]:
        tweet, author, counts = shown.tweet, shown.author, shown.counts
        return {
            "id": str(tweet.id),
            "uri": f"{self.origin}/users/{author.id}/statuses/{tweet.id}",
            "url": f"{account_url(author.username, self.origin)}/{tweet.id}",
            "created_at": moment(created_ms(tweet.id)),
            "edited_at": None if tweet.edited_ms is None else moment(tweet.edited_ms),
            "account": self._account(author),
            "content": content(tweet.text, tweet.entities, tweet.mentioned_ids, self.origin),
            "visibility": visibility(tweet, author),
            "sensitive": tweet.sensitive,
            "spoiler_text": tweet.content_warning,
            "language": tweet.language,
            "in_reply_to_id": None if tweet.reply_to_id is None else str(tweet.reply_to_id),
            "in_reply_to_account_id": None if tweet.reply_to_author_id is None else str(tweet.reply_to_author_id),
            "reblog": None,
            "media_attachments": [attachment(each, self.origin) for each in tweet.media],
            "mentions": self._mentions(tweet),
            "tags": [
                entities.TagOfStatus(name=found.tag, url=tag_url(found.tag, self.origin))
                for found in {each.tag.lower(): each for each in tweet.entities.hashtags}.values()
            ],
            "emojis": [],
            "reblogs_count": counts.retweets,
            "favourites_count": counts.likes,
            "replies_count": counts.replies,
            "quotes_count": counts.quotes,
            "card": None,
            "poll": self.poll(shown),
            "application": None,
            "quote": self._quote(shown),
            "quote_approval": self._quote_approval(shown),
            **self._own(shown),
        }

    def _account(self, user: User) -> Account:
        presented = self._accounts.get(user.id)
        if presented is None:
            presented = self._accounts[user.id] = account(user, self.origin)
        return presented

    def _mentions(self, tweet: Tweet) -> list[entities.Mention]:
        named = {
            user_id: mention.username
            for mention, user_id in zip(tweet.entities.mentions, tweet.mentioned_ids, strict=False)
            if user_id is not None
        }
        return [
            entities.Mention(id=str(user_id), username=name, acct=name, url=account_url(name, self.origin))
            for user_id, name in named.items()
        ]

    def _quote(self, shown: ShownTweet) -> entities.Quote | None:
        if shown.tweet.quote_of_id is None:
            return None
        if shown.tweet.quote_revoked:
            return entities.Quote(state="revoked", quoted_status=None)
        if shown.quote is None:
            return entities.Quote(state="unauthorized", quoted_status=None)
        return entities.Quote(state="accepted", quoted_status=self.one(shown.quote))

    def _quote_approval(self, shown: ShownTweet) -> entities.QuoteApproval:
        # What only followers may read is quoted by nobody else, whatever was chosen.
        narrow = shown.tweet.audience is Audience.FOLLOWERS or shown.author.protected
        policy = QuotePolicy.NOBODY if narrow else shown.tweet.quote_policy
        return entities.QuoteApproval(
            automatic=[] if policy is QuotePolicy.NOBODY else [policy.value],
            manual=[],
            current_user="automatic" if shown.may_quote else "denied",
        )

    def _own(self, shown: ShownTweet) -> dict[str, Any]:
        if self.reader is None:
            # What a stream tells to many is marked for those whose filters match it, and holds nothing else of theirs.
            return {"filtered": results(shown.filtered)} if shown.filtered else {}
        tweet, flags = shown.tweet, shown.flags
        own: dict[str, Any] = {
            "favourited": flags.liked,
            "reblogged": flags.retweeted,
            "bookmarked": flags.bookmarked,
            "muted": shown.thread_muted,
            "filtered": results(shown.filtered) if shown.filtered else [],
        }
        if tweet.author_id == self.reader.user_id:
            own["pinned"] = tweet.id in shown.author.pinned_tweet_ids
        return own


def visibility(tweet: Tweet, author: User) -> entities.Visibility:
    """Return the word for who may read a tweet: what a protected account says in public is for its followers."""
    audience = Audience.FOLLOWERS if author.protected else tweet.audience
    return cast(entities.Visibility, _VISIBILITY[audience])
