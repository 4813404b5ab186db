"""Gather what an account has posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from linnet.domain.exports import Record, moment
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Tweet, TweetVersion
from linnet.ports.exports import ExportPage
from linnet.ports.tweets import AuthorIndex, Tweets

POSTS: Final = 100


@dataclass(frozen=True, slots=True)
class GatherTweets:
    """Implement the port `ExportSource`: tweets with their earlier versions, and retweets, newest first."""

    authors: AuthorIndex
    tweets: Tweets
    name: str = "tweets"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        entries = self.authors.by_author(user_id, PageRange(POSTS, before=None if position is None else int(position)))
        originals = [entry.id for entry in entries if entry.original_id is None and not entry.deleted]
        posts = self.tweets.get_many(originals)
        records: list[Record] = []
        for entry in entries:
            post = posts.get(entry.id)
            if entry.original_id is not None:
                at = moment(created_ms(entry.id))
                records.append({"id": str(entry.id), "createdAt": at, "retweetOf": str(entry.original_id)})
            elif isinstance(post, Tweet) and post.deleted_ms is None:
                records.append(self._tweet(post))
        return ExportPage(records, str(entries[-1].id) if len(entries) == POSTS else None)

    def _tweet(self, tweet: Tweet) -> Mapping[str, Any]:
        record: dict[str, Any] = {
            "id": str(tweet.id),
            "createdAt": moment(created_ms(tweet.id)),
            "text": tweet.text,
            "audience": tweet.audience.value,
            "language": tweet.language,
            "inReplyTo": None if tweet.reply_to_id is None else str(tweet.reply_to_id),
            "quoteOf": None if tweet.quote_of_id is None else str(tweet.quote_of_id),
            "quotePolicy": tweet.quote_policy.value,
            "sensitive": tweet.sensitive,
            "contentWarning": tweet.content_warning,
            "mediaIds": [str(each) for each in tweet.media_ids],
        }
        if tweet.poll is not None:
            record["poll"] = {
                "options": list(tweet.poll.options),
                "endsAt": moment(tweet.poll.ends_ms),
                "multiple": tweet.poll.multiple,
                "hidesTotals": tweet.poll.hides_totals,
            }
        if tweet.edited_ms is not None:
            record["editedAt"] = moment(tweet.edited_ms)
            record["earlierVersions"] = [_version(each) for each in self.tweets.history(tweet.id)]
        return record


def _version(version: TweetVersion) -> Mapping[str, Any]:
    return {
        "text": version.text,
        "contentWarning": version.content_warning,
        "sensitive": version.sensitive,
        "createdAt": moment(version.created_ms),
    }
