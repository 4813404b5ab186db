"""Read tweets that were once posted elsewhere."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local.instance import PROJECT

DATA = PROJECT.parent / "shared" / "data"
FILES = {"markets": "tweets_markets_2014.jsonl.gz", "fight-night": "tweets_fight_night_2017.jsonl.gz"}

_MENTION = re.compile(r"(?<![A-Za-z0-9_@])@([A-Za-z0-9_]{1,20})")
# How retweets were written into the text itself.
_RETWEETED = re.compile(r"^RT @[A-Za-z0-9_]{1,20}: ?")


@dataclass(frozen=True, slots=True)
class SourceTweet:
    """A tweet of a data set; `seconds` is Unix time, `followers` what its author had then, 0 where it is not known."""

    id: str
    author: str
    seconds: float
    text: str
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None
    retweet_of: str | None = None
    retweet_of_author: str | None = None
    followers: int = 0

    @property
    def retweeted_text(self) -> str:
        """The text of what a retweet passed on, as far as the retweet has it."""
        return _RETWEETED.sub("", self.text)


def read_tweets(path: Path) -> list[SourceTweet]:
    """Read a compressed file of JSON lines, oldest first. Raise ValueError naming a line that is not as described."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return sorted(parse_lines(lines), key=lambda tweet: (tweet.seconds, int(tweet.id)))


def parse_lines(lines: Iterable[str]) -> Iterator[SourceTweet]:
    for number, line in enumerate(lines, 1):
        try:
            yield _parsed(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is not a tweet of a data set: {error!r}") from error


def _parsed(row: Mapping[str, Any]) -> SourceTweet:
    # The data sets keep the entities that the old API sent: &amp; and the like.
    text = html.unescape(row["text"])
    retweet_of = row.get("retweet_of")
    reply_to = row.get("reply_to")
    return SourceTweet(
        id=str(int(row["id"])),
        author=row["author"],
        seconds=datetime.fromisoformat(row["created_at"]).timestamp(),
        text=text,
        mentions=tuple(row["mentions"]) if "mentions" in row else tuple(_MENTION.findall(text)),
        reply_to=None if reply_to is None else str(reply_to),
        retweet_of=None if retweet_of is None else str(retweet_of),
        retweet_of_author=row.get("retweet_of_author"),
        followers=int(row.get("author_followers", 0)),
    )
