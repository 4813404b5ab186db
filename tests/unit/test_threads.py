"""The order of a conversation that is shown at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.text import Entities
from linnet.domain.threads import depth_first
from linnet.domain.tweets import Tweet

TOP = 1
ANN, BOB, CAT = 11, 12, 13


def answer(number: int, author_id: int, *ancestors: int) -> Tweet:
    return Tweet(id=number, author_id=author_id, text="", entities=Entities(), ancestors=(TOP, *ancestors))


TOP_TWEET = Tweet(id=TOP, author_id=ANN, text="", entities=Entities())


def order(*below: Tweet) -> list[int]:
    return [tweet.id for tweet in depth_first(TOP_TWEET, below)]


def test_each_answer_follows_what_it_answers_and_the_authors_own_thread_goes_first() -> None:
    below = [
        answer(2, BOB),
        answer(3, ANN),
        answer(4, CAT, 2),
        answer(5, ANN, 3),
        answer(6, BOB, 2),
        answer(7, CAT, 3, 5),
        answer(8, ANN, 3, 5),
    ]
    assert order(*below) == [3, 5, 8, 7, 2, 6, 4]


def test_what_answers_something_hidden_hangs_where_the_nearest_tweet_above_is() -> None:
    assert order(answer(2, BOB), answer(9, CAT), answer(5, CAT, 2, 4)) == [2, 5, 9]


@st.composite
def conversations(draw: st.DrawFn) -> list[Tweet]:
    found: list[Tweet] = []
    for number in range(2, draw(st.integers(2, 30))):
        above = draw(st.sampled_from([None, *found]))
        path = () if above is None else (*above.ancestors[1:], above.id)
        found.append(answer(number, draw(st.sampled_from([ANN, BOB, CAT])), *path))
    return draw(st.permutations(found))


@given(conversations())
def test_everything_is_shown_once_below_what_it_answers(below: list[Tweet]) -> None:
    shown = depth_first(TOP_TWEET, below)
    assert sorted(tweet.id for tweet in shown) == sorted(tweet.id for tweet in below)
    place = {tweet.id: number for number, tweet in enumerate(shown)}
    for tweet in shown:
        assert all(place[each] < place[tweet.id] for each in tweet.ancestors if each != TOP)
        # Nothing but its own answers stands between a tweet and the last of its answers.
        inside = [each for each in shown if tweet.id in each.ancestors]
        assert shown[place[tweet.id] + 1 : place[tweet.id] + 1 + len(inside)] == inside
