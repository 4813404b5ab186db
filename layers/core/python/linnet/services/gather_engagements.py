"""Gather what an account did to tweets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from linnet.domain.exports import Record, moment
from linnet.domain.ids import created_ms
from linnet.domain.tweets import Flags
from linnet.ports.exports import ExportPage
from linnet.ports.tweets import Engagements

ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class GatherEngagements:
    """Implement the port `ExportSource`: likes, retweets, bookmarks and votes, in the order of their tweets."""

    engagements: Engagements
    name: str = "engagements"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        found = self.engagements.of_actor(user_id, int(position or 0), ROWS)
        records = [_record(tweet_id, flags) for tweet_id, flags in found]
        return ExportPage(
            [each for each in records if len(each) > 1], str(found[-1][0]) if len(found) == ROWS else None
        )


def _record(tweet_id: int, flags: Flags) -> Record:
    record: dict[str, Any] = {"tweetId": str(tweet_id)}
    acts = {"likedAt": flags.like_id, "retweetedAt": flags.retweet_id, "bookmarkedAt": flags.bookmark_id}
    record |= {name: moment(created_ms(act_id)) for name, act_id in acts.items() if act_id is not None}
    if flags.vote is not None:
        record |= {"votedAt": moment(created_ms(flags.vote.id)), "choices": list(flags.vote.choices)}
    return record
