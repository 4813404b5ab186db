"""What a poll may be, and what a vote may choose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.poll_values import decode_poll, decode_vote, encode_choices, encode_poll
from linnet.domain.changes import EngagementChange
from linnet.domain.counting import Holder, Target, Total, deltas
from linnet.domain.errors import Code, DomainError
from linnet.domain.polls import MAX_DURATION_S, MIN_DURATION_S, Poll, PollDraft, Vote, checked_choices
from linnet.domain.tweets import Flags

DRAFT = PollDraft(("yes", "no"), 600)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, options=("yes",)), "poll.options"),
        (replace(DRAFT, options=("a", "b", "c", "d", "e")), "poll.options"),
        (replace(DRAFT, options=("yes", " ")), "poll.options"),
        (replace(DRAFT, options=("yes", "x" * 51)), "poll.options"),
        (replace(DRAFT, options=("yes", " yes")), "poll.options"),
        (replace(DRAFT, duration_s=MIN_DURATION_S - 1), "poll.durationSeconds"),
        (replace(DRAFT, duration_s=MAX_DURATION_S + 1), "poll.durationSeconds"),
    ],
)
def test_what_is_no_poll_is_refused_by_its_field(draft: PollDraft, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        draft.poll(0)
    assert (refused.value.code, refused.value.field) == (Code.INVALID, field)


@pytest.mark.parametrize("duration_s", [MIN_DURATION_S, MAX_DURATION_S])
def test_a_poll_ends_its_duration_after_its_tweet(duration_s: int) -> None:
    poll = replace(DRAFT, duration_s=duration_s).poll(1000)

    assert poll.ends_ms == 1000 + duration_s * 1000
    assert not poll.ended(poll.ends_ms - 1)
    assert poll.ended(poll.ends_ms)


def test_hidden_totals_show_at_the_end() -> None:
    poll = Poll(("yes", "no"), ends_ms=50, hides_totals=True)
    assert (poll.shows_totals(49), poll.shows_totals(50)) == (False, True)
    assert Poll(("yes", "no"), ends_ms=50).shows_totals(49)


@pytest.mark.parametrize("choices", [[], [2], [-1], [0, 0], [0, 1]])
def test_a_vote_that_the_poll_does_not_offer_is_refused(choices: list[int]) -> None:
    with pytest.raises(DomainError) as refused:
        checked_choices(DRAFT.poll(0), choices)
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "choices")


def test_several_choices_are_taken_where_the_poll_takes_them() -> None:
    assert checked_choices(replace(DRAFT, multiple=True).poll(0), [1, 0]) == (0, 1)
    assert checked_choices(DRAFT.poll(0), [1]) == (1,)


def test_a_vote_counts_once_for_its_voter_and_once_for_each_choice() -> None:
    voted = EngagementChange(1, 7, Flags(like_id=3), Flags(like_id=3, vote=Vote(9, (0, 2))), 1)

    assert deltas(voted) == {Target(Holder.TWEET, 7): {Total.VOTERS: 1, Total.VOTES_0: 1, Total.VOTES_2: 1}}


@pytest.mark.parametrize(
    "poll", [Poll(("yes", "いいえ"), 5), Poll(("a", "b", "c", "d"), 6, multiple=True, hides_totals=True)]
)
def test_a_poll_is_read_as_it_was_written(poll: Poll) -> None:
    assert decode_poll(encode_poll(poll)) == poll


def test_a_vote_is_read_as_it_was_written() -> None:
    assert decode_vote(9, encode_choices((0, 2))) == Vote(9, (0, 2))
    assert decode_vote(None, None) is None
    assert decode_poll(encode_poll(None)) is None
