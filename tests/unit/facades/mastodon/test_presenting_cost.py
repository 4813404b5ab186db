"""What presenting a page costs, in calls of functions: nothing is timed, so that a loaded machine changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from linnet.domain.polls import Poll, Vote
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Flags, Retweet, Tweet, TweetCounts
from linnet.domain.users import ProfileField, User, Viewer
from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.native import present
from linnet.runtime.answers import Reply, render

PAGE, AUTHORS = 40, 10
READER = Viewer(1, session_id=1)
TEXT = "hello @person3, have you seen #Birds and https://example.org/a/long/path/that/is/cut ?\n\nI have & <3 it"


def author(number: int) -> User:
    return User(
        number,
        f"person{number}",
        f"Person {number}",
        created_ms=1_700_000_000_000,
        bio=f"I am {number}, see example.org #hi",
        fields=(ProfileField("Home", "https://example.org"), ProfileField("Age", str(number))),
    )


def shown(number: int) -> ShownTweet:
    """Return a tweet of a page: every fourth a boost, every fourth a quote, every fourth a poll."""
    kind = number % 4
    entities = extract_entities(TEXT)
    tweet = Tweet(
        id=(1_700_000_000_000 + number) << 16,
        author_id=number % AUTHORS,
        text=TEXT,
        entities=entities,
        mentioned_ids=(3,),
        poll=Poll(("yes", "no"), 1_700_000_600_000) if kind == 3 else None,
        quote_of_id=5 if kind == 2 else None,
        counts=TweetCounts(likes=3, votes=(1, 2) if kind == 3 else ()),
    )
    flags = Flags(like_id=7, vote=Vote(9, (1,)) if kind == 3 else None)
    retweet = Retweet(tweet.id + 1, 2, tweet.id, tweet.author_id) if kind == 1 else None
    return ShownTweet(
        tweet,
        author(tweet.author_id),
        flags,
        quote=ShownTweet(Tweet(5, 4, TEXT, entities), author(4)) if kind == 2 else None,
        retweet=retweet,
        retweeter=author(2) if retweet else None,
        read_ms=1_700_000_000_000,
    )


PAGE_OF_TWEETS = [shown(number) for number in range(PAGE)]


def calls(work: Callable[[], object]) -> int:
    """Count the functions that are called, those written in C too."""
    found = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


def facade() -> object:
    presenter = StatusPresenter("https://linnet.example", READER)
    return render(Reply(200, presenter.all(PAGE_OF_TWEETS)), {}, only_set=True)


def native() -> object:
    return render(Reply(200, present.tweets(PAGE_OF_TWEETS)), {})


def test_a_page_of_statuses_costs_a_bounded_number_of_calls() -> None:
    # Containers keep texts of profiles; the first page with one makes it.
    facade()
    assert calls(facade) <= 330 * PAGE


def test_a_page_costs_at_most_twice_what_the_native_one_costs() -> None:
    facade()
    native()
    assert calls(facade) <= 2 * calls(native)


def test_an_account_is_presented_once_for_all_its_statuses_of_an_answer() -> None:
    shown = StatusPresenter("https://linnet.example", READER).all(PAGE_OF_TWEETS[:1] * 2).root
    assert shown[0].account is shown[1].account
