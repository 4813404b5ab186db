"""What can be found is what the tables hold and everybody may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.identity_rows import IdentityRow, user_of
from linnet.adapters.dynamodb.tweet_rows import TWEET, TweetRow, post_of
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.index_versions import document_of_tweet, document_of_user, version_of_tweet
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.search import Document, Kind
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World

# The version of an account rises with changes that its tweets are not written again for, and totals are written at
# most once a minute, by clocks that the simulation sets minutes apart.


def the_index_equals_the_tables(world: World, truth: Truth) -> None:
    """Every public tweet and every account that takes part is found as it is stored, and nothing else is."""
    users = {user.id: user for user in _users(truth)}
    tweets = [document_of_tweet(each.id, each, users.get(each.author_id)) for each in _tweets(truth)]
    accounts = [document_of_user(each.id, each) for each in users.values()]
    for kind, expected in ((Kind.TWEETS, tweets), (Kind.USERS, accounts)):
        search = world.fleet.search
        held = [each.document for each in search.indexes[search.used[kind]].stored.values()]
        _compare(world, kind, _shown(held), _shown(expected))


def _compare(world: World, kind: Kind, held: Mapping[int, Document], expected: Mapping[int, Document]) -> None:
    if lost := sorted(expected.keys() - held.keys()):
        world.violated(f"the index of {kind} lacks {lost}")
    if left := sorted(held.keys() - expected.keys()):
        world.violated(f"the index of {kind} still has {left}")
    for identifier in sorted(held.keys() & expected.keys()):
        if held[identifier] != expected[identifier]:
            world.violated(f"the index of {kind} has {held[identifier]} instead of {expected[identifier]}")


def _shown(documents: Iterable[Document]) -> dict[int, Document]:
    return {each.id: _comparable(each) for each in documents if not isinstance(each, Tombstone)}


def _comparable(document: Document) -> Document:
    match document:
        case TweetDocument():
            version = version_of_tweet(document.version)
            return replace(document, version=version, likes=0, retweets=0, replies=0, quotes=0)
        case UserDocument():
            return replace(document, followers=0)
        case _:
            return document


def _tweets(truth: Truth) -> Iterable[Tweet]:
    for item in _items(truth, "tweets"):
        if item.get("kind", {}).get("S") == TWEET:
            post = post_of(TweetRow.from_raw_data(item))
            assert isinstance(post, Tweet)
            yield post


def _users(truth: Truth) -> Iterable[User]:
    for item in _items(truth, "identity"):
        if item["sk"]["S"] == keys.PROFILE:
            yield user_of(IdentityRow.from_raw_data(item))


def _items(truth: Truth, table: str) -> Iterable[dict[str, Any]]:
    return (dict(item) for item in truth.cloud.dynamodb.table(table).items())


CHECKS: Final = (the_index_equals_the_tables,)
