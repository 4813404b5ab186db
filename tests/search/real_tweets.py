"""The real tweets of the shared data as documents."""

from __future__ import annotations

import gzip
import html
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument, tweet_document
from linnet.domain.text import extract_entities, normalize
from linnet.domain.tweets import Tweet, TweetCounts
from linnet.domain.users import User

MARKETS: Final = "tweets_markets_2014.jsonl.gz"
FIGHT_NIGHT: Final = "tweets_fight_night_2017.jsonl.gz"


class RealTweets:
    """A file of the shared data. Retweets are taken for tweets of their own, as their text says; nobody is hidden.

    `accounts` are the ids of its authors by their names in lower case.
    """

    def __init__(self, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        names = dict.fromkeys(row["author"].lower() for row in rows)
        self.accounts = {name: number for number, name in enumerate(names, 1)}
        self._tweets: dict[str, Tweet] = {}
        self.documents = [self._document(row, place) for place, row in enumerate(rows)]

    def _document(self, row: dict[str, Any], place: int) -> TweetDocument:
        text = normalize(html.unescape(row["text"]))
        # The place keeps tweets of one second apart.
        tweet_id = id_at(round(datetime.fromisoformat(row["created_at"]).timestamp() * 1000), place)
        parent = self._tweets.get(str(row.get("reply_to")))
        tweet = Tweet(
            id=tweet_id,
            author_id=self.accounts[row["author"].lower()],
            text=text,
            entities=extract_entities(text),
            reply_to_id=None if parent is None else parent.id,
            reply_to_author_id=None if parent is None else parent.author_id,
            root_id=None if parent is None else parent.conversation_id,
            counts=TweetCounts(retweets=row.get("orig_retweets", 0), likes=row.get("orig_likes", 0)),
        )
        self._tweets[row["id"]] = tweet
        author = User(tweet.author_id, row["author"], row["author"], created_ms=0)
        document = tweet_document(tweet, author, version=1)
        assert isinstance(document, TweetDocument)
        return document
