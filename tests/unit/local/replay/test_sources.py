"""Data sets are read as they are described, and refused where they are not."""

import gzip
import itertools
import json
from pathlib import Path

import pytest

from local.replay.sources import FILES, parse_lines, read_tweets

MARKETS = {
    "id": "474224", "author": "seesaw1972", "author_followers": 148, "created_at": "2014-06-04T16:07:00+00:00",
    "text": "RT @stocks: AT&amp;T up $T", "hashtags": [], "mentions": ["stocks"], "reply_to": None,
    "retweet_of": "474001", "retweet_of_author": "stocks", "orig_retweets": 2, "orig_likes": 0,
}  # fmt: skip
FIGHT_NIGHT = {
    "id": 901656910939770881, "author": "aaLiysr", "created_at": "2017-08-27T04:05:45+00:00",
    "text": "Ringe @ykar çıkmaz 😂 mail@example.org", "hashtags": [],
}  # fmt: skip


def test_a_retweet_of_the_market_tweets_has_all_its_references() -> None:
    [tweet] = parse_lines([json.dumps(MARKETS)])
    assert (tweet.id, tweet.author, tweet.followers) == ("474224", "seesaw1972", 148)
    assert (tweet.retweet_of, tweet.retweet_of_author, tweet.reply_to) == ("474001", "stocks", None)
    assert tweet.seconds == 1401898020


def test_html_entities_become_the_characters_that_people_typed() -> None:
    [tweet] = parse_lines([json.dumps(MARKETS)])
    assert tweet.text == "RT @stocks: AT&T up $T"


def test_the_text_of_the_original_is_recovered_from_its_retweet() -> None:
    [tweet] = parse_lines([json.dumps(MARKETS)])
    assert tweet.retweeted_text == "AT&T up $T"


def test_mentions_are_found_in_the_text_where_the_data_set_has_none() -> None:
    [tweet] = parse_lines([json.dumps(FIGHT_NIGHT)])
    assert tweet.mentions == ("ykar",)


def test_a_line_that_is_not_a_tweet_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 is not a tweet"):
        list(parse_lines([json.dumps(MARKETS), json.dumps({"id": "x"})]))


def test_tweets_are_read_oldest_first(tmp_path: Path) -> None:
    later = MARKETS | {"id": "5", "created_at": "2014-06-04T17:00:00+00:00"}
    path = tmp_path / "tweets.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, [later, MARKETS])).encode()))
    assert [tweet.id for tweet in read_tweets(path)] == ["474224", "5"]


@pytest.mark.parametrize(("name", "count"), [("markets", 30_000), ("fight-night", 12_118)])
def test_every_tweet_of_the_real_data_sets_is_read(shared_data: Path, name: str, count: int) -> None:
    tweets = read_tweets(shared_data / FILES[name])
    assert len(tweets) == count
    assert all(earlier.seconds <= later.seconds for earlier, later in itertools.pairwise(tweets))
