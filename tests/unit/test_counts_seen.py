"""What a viewer sees of totals: their own acts at once, and each once, before and after the stream is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.ids import id_at
from linnet.domain.polls import Vote
from linnet.domain.text import Entities
from linnet.domain.tweets import COUNTED_AFTER_MS, EndedLike, Flags, Tweet, TweetCounts, counts_seen

NOW = 1_750_000_000_000
FIRST, SECOND, THIRD = (id_at(NOW - 900 + 100 * number) for number in range(3))


def tweet(likes: int = 0, retweets: int = 0, counted_act: int = 0) -> Tweet:
    return Tweet(7, 11, "x", Entities(), counts=TweetCounts(likes=likes, retweets=retweets), counted_act=counted_act)


def likes(shown: Tweet, flags: Flags, now_ms: int = NOW) -> int:
    return counts_seen(shown, flags, now_ms).likes


def test_who_did_nothing_sees_the_totals_as_they_are() -> None:
    assert counts_seen(tweet(likes=3, retweets=2), Flags(), NOW) == TweetCounts(likes=3, retweets=2)


def test_a_like_shows_before_it_is_counted_and_once_afterwards() -> None:
    assert likes(tweet(likes=5), Flags(like_id=SECOND)) == 6
    assert likes(tweet(likes=5, counted_act=FIRST), Flags(like_id=SECOND)) == 6
    assert likes(tweet(likes=6, counted_act=SECOND), Flags(like_id=SECOND)) == 6
    assert likes(tweet(likes=7, counted_act=THIRD), Flags(like_id=SECOND)) == 7


def test_a_like_that_ended_is_gone_before_its_end_is_counted_and_once_afterwards() -> None:
    ended = Flags(ended_like=EndedLike(FIRST, SECOND))
    assert likes(tweet(likes=6, counted_act=FIRST), ended) == 5
    assert likes(tweet(likes=5, counted_act=SECOND), ended) == 5


def test_a_like_that_ended_before_it_was_counted_was_never_there() -> None:
    assert likes(tweet(likes=5), Flags(ended_like=EndedLike(FIRST, SECOND))) == 5


def test_a_new_like_counts_whatever_became_of_the_one_before() -> None:
    assert likes(tweet(likes=5, counted_act=SECOND), Flags(like_id=THIRD, ended_like=EndedLike(FIRST, SECOND))) == 6


def test_a_like_that_ended_and_was_made_again_counts_once_in_a_total_that_holds_the_first() -> None:
    again = Flags(like_id=THIRD, ended_like=EndedLike(FIRST, SECOND))
    assert likes(tweet(likes=5), again) == 6
    assert likes(tweet(likes=6, counted_act=FIRST), again) == 6
    assert likes(tweet(likes=5, counted_act=SECOND), again) == 6
    assert likes(tweet(likes=6, counted_act=THIRD), again) == 6


def test_a_retweet_shows_before_it_is_counted_and_once_afterwards() -> None:
    assert counts_seen(tweet(retweets=5), Flags(retweet_id=SECOND), NOW).retweets == 6
    assert counts_seen(tweet(retweets=6, counted_act=SECOND), Flags(retweet_id=SECOND), NOW).retweets == 6


@pytest.mark.parametrize("flags", [Flags(like_id=FIRST), Flags(ended_like=EndedLike(SECOND, THIRD))])
def test_an_old_act_is_counted_even_where_no_mark_tells_of_it(flags: Flags) -> None:
    """Marks go after a day, and rows from before there were any have none."""
    assert likes(tweet(likes=5), flags, NOW + COUNTED_AFTER_MS) == 5


def test_a_total_is_never_shown_below_nothing() -> None:
    lagging = replace(tweet(), counted_act=FIRST)
    assert likes(lagging, Flags(ended_like=EndedLike(FIRST, SECOND))) == 0


def test_no_total_is_smaller_than_the_viewers_own_part_while_marks_of_others_are_ahead() -> None:
    poll = replace(tweet(counted_act=THIRD), counts=TweetCounts(votes=(0, 2, 0)))
    acts = Flags(like_id=FIRST, retweet_id=FIRST, vote=Vote(FIRST, (0, 1)))

    shown = counts_seen(poll, acts, NOW)

    assert shown == TweetCounts(likes=1, retweets=1, votes=(1, 2, 0), voters=1)
    # Numbers, as they go into JSON.
    assert [type(each) for each in (shown.likes, shown.retweets, shown.voters, *shown.votes)] == [int] * 6
