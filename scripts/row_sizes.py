"""Print how many bytes rows take in DynamoDB and what follows for a year of tweets, for docs/request-flows.md.

Arguments: files of tweets, one JSON object with a `text` a line, gzip-compressed. Sizes follow AWS's rules ("DynamoDB
item sizes and formats"): UTF-8 names and values, numbers by digits, 3 bytes and one an element for lists and maps.
"""

import gzip
import json
import statistics
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.timeline_rows import TimelineRow, expiry
from linnet.adapters.dynamodb.timeline_rows import row_of as row_of_entry
from linnet.adapters.dynamodb.tweet_rows import ByAuthor, TweetRow, row_of_retweet, row_of_tweet
from linnet.domain.ids import created_ms, id_at
from linnet.domain.text import extract_entities, normalize
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Retweet, Tweet

TWEETS_A_YEAR = 182_000_000_000
SECONDS_A_YEAR = 365 * 86_400
PEAK_A_SECOND = 17_000
WRITE_UNITS_A_PARTITION = 1_000
# What storage is billed for in addition to each item, in tables and in indexes.
OVERHEAD = 100

AUTHOR = id_at(1_735_689_600_000, 4_711)
TWEET = id_at(1_763_722_980_000, 12_345)


def size_of_value(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            digits = content.lstrip("-").replace(".", "").strip("0")
            return (len(digits) + 1) // 2 + 1
        case "L":
            return 3 + sum(1 + size_of_value(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name) + size_of_value(each) for name, each in content.items())
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"no row of ours holds a {kind}")


def size_of(item: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(len(name) + size_of_value(value) for name, value in item.items())


def projected(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return what the index by author holds of a row."""
    names = {"pk", "sk", "author_id", "id", *(ByAuthor.Meta.projection.non_key_attributes or ())}
    return {name: value for name, value in item.items() if name in names}


def texts(paths: list[str]) -> Iterator[str]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (normalize(json.loads(line)["text"]) for line in lines)


def rows(paths: list[str]) -> Iterator[dict[str, Mapping[str, Any]]]:
    for text in texts(paths):
        tweet = Tweet(TWEET, AUTHOR, text, extract_entities(text))
        yield row_of_tweet(TweetRow, tweet, shards=8).serialize()


def main(paths: list[str]) -> None:
    if not paths:
        sys.exit("usage: python scripts/row_sizes.py <file of tweets>.jsonl.gz …")
    items = list(rows(paths))
    sizes = sorted(size_of(item) for item in items)
    mean = statistics.mean(sizes)
    index = statistics.mean(size_of(projected(item)) for item in items)
    retweet = size_of(row_of_retweet(TweetRow, Retweet(TWEET, AUTHOR, TWEET - 1, AUTHOR - 1)).serialize())
    entry = TimelineEntry(TWEET, AUTHOR)
    home = size_of(row_of_entry(TimelineRow, keys.home(AUTHOR), entry, expiry(created_ms(TWEET))).serialize())
    print(f"{len(sizes):,} tweets: mean {mean:.0f}, median {sizes[len(sizes) // 2]}, ", end="")
    print(f"p99 {sizes[len(sizes) * 99 // 100]}, largest {sizes[-1]} bytes; over 1,024: {sum(s > 1024 for s in sizes)}")
    print(f"its entry in the index by author: {index:.0f} bytes; a retweet: {retweet}; a home timeline entry: {home}")
    print(f"a year: {TWEETS_A_YEAR / SECONDS_A_YEAR:,.0f} tweets/s on average, {PEAK_A_SECOND:,} at the peak")
    stored = TWEETS_A_YEAR * (mean + OVERHEAD) / 1e12
    indexed = TWEETS_A_YEAR * (index + OVERHEAD) / 1e12
    print(f"stored: {stored:.0f} TB of tweets, {indexed:.0f} TB of the index by author")
    print(f"partitions that the peak needs at one write unit a tweet: {-(-PEAK_A_SECOND // WRITE_UNITS_A_PARTITION)}")


if __name__ == "__main__":
    main(sys.argv[1:])
