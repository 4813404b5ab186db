"""What the index holds of tweets and accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from linnet.domain.ids import id_at
from linnet.domain.media import Media, Size
from linnet.domain.pictures import Format
from linnet.domain.polls import Poll
from linnet.domain.search.addresses import address_of, domains_of, is_domain
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument, tweet_document, user_document
from linnet.domain.search.tree import Feature
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Audience, Tweet, TweetCounts
from linnet.domain.users import AccountStatus, User, UserCounts

AUTHOR = User(
    id=7, username="Ann", display_name="Ann Öztürk", created_ms=5, bio="I draw", counts=UserCounts(followers=3)
)

PICTURE = Media(1, "s", Format.PNG, Size(2, 2))


def tweet(text: str, **fields: Any) -> Tweet:
    return replace(Tweet(id_at(1_000), AUTHOR.id, text, extract_entities(text)), **fields)


def document(of: Tweet) -> TweetDocument:
    found = tweet_document(of, AUTHOR, version=4)
    assert isinstance(found, TweetDocument)
    return found


def test_entities_are_held_in_the_form_they_are_asked_for_in() -> None:
    found = document(tweet("@Bob #ＡｐｐｌｅEvent $aapl https://www.News.example.co.uk/A/?q=1 t.co/Xy"))

    assert found.mentions == {"bob"}
    assert found.hashtags == {"appleevent"}
    assert found.cashtags == {"AAPL"}
    assert found.links == {"news.example.co.uk/A/?q=1", "t.co/Xy"}
    assert found.domains == {"news.example.co.uk", "example.co.uk", "co.uk", "t.co"}
    assert found.features == {Feature.LINKS}


def test_all_that_is_read_of_a_tweet_is_searched() -> None:
    found = document(tweet("Which?", content_warning="Spoiler", poll=Poll(("Red", "Blue"), ends_ms=9)))

    assert found.words == ("spoiler", "which", "red", "blue")
    assert found.features == {Feature.POLLS}


def test_a_document_tells_what_its_tweet_belongs_to() -> None:
    found = document(tweet("yes", reply_to_id=3, reply_to_author_id=9, root_id=2, quote_of_id=4, media=(PICTURE,)))

    assert (found.reply_to_id, found.reply_to_author_id, found.conversation_id, found.quote_of_id) == (3, 9, 2, 4)
    assert found.features == {Feature.REPLIES, Feature.QUOTES, Feature.MEDIA, Feature.IMAGES}


def test_a_document_has_its_totals_time_and_version() -> None:
    found = document(tweet("hi", counts=TweetCounts(replies=1, retweets=2, quotes=3, likes=4)))

    assert (found.replies, found.retweets, found.quotes, found.likes) == (1, 2, 3, 4)
    assert (found.created_ms, found.version, found.conversation_id) == (1_000, 4, found.id)


@pytest.mark.parametrize(
    ("tag", "languages"), [(None, ()), ("en", ("en",)), ("zh-Hant-TW", ("zh-hant-tw", "zh-hant", "zh"))]
)
def test_a_language_is_held_with_those_that_it_is_a_kind_of(tag: str | None, languages: tuple[str, ...]) -> None:
    assert document(tweet("hi", language=tag)).languages == languages


@pytest.mark.parametrize(
    "hidden",
    [tweet("a", audience=Audience.UNLISTED), tweet("a", audience=Audience.FOLLOWERS), tweet("", deleted_ms=1)],
    ids=["unlisted", "for followers", "deleted"],
)
def test_a_tweet_that_is_not_public_leaves_a_tombstone(hidden: Tweet) -> None:
    assert tweet_document(hidden, AUTHOR, version=4) == Tombstone(hidden.id, 4)


@pytest.mark.parametrize("author", [replace(AUTHOR, protected=True), replace(AUTHOR, status=AccountStatus.SUSPENDED)])
def test_tweets_of_protected_and_absent_accounts_leave_tombstones(author: User) -> None:
    assert tweet_document(tweet("a"), author, version=4) == Tombstone(tweet("a").id, 4)


def test_an_account_is_found_by_its_names_also_when_its_tweets_are_protected() -> None:
    found = user_document(replace(AUTHOR, protected=True), version=2)

    assert found == UserDocument(7, 2, "Ann", "Ann Öztürk", ("ann", "ozturk"), "I draw", ("i", "draw"), 5, followers=3)


def test_an_account_that_takes_no_part_leaves_a_tombstone() -> None:
    assert user_document(replace(AUTHOR, status=AccountStatus.DEACTIVATED), version=2) == Tombstone(7, 2)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("HTTP://WWW.Example.COM/", "example.com"),
        ("https://Example.com/Path/", "example.com/Path"),
        ("http://example.com:8080/a", "example.com:8080/a"),
        ("example.com?Q=1", "example.com?Q=1"),
        ("http://", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_link_have_one_address(url: str, address: str) -> None:
    assert address_of(url) == address


def test_a_host_belongs_to_the_domains_above_it() -> None:
    assert domains_of("a.b.example.com/x") == ("a.b.example.com", "b.example.com", "example.com")
    assert domains_of("localhost") == ()
    assert is_domain("example.com")
    assert not is_domain("example.com/x")
