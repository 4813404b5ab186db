"""What clients send to publish and edit statuses."""

from __future__ import annotations

import json

import pytest

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.media import MediaDetails
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience
from linnet.facades.mastodon.parameters import read_parameters
from linnet.facades.mastodon.requests.statuses import (
    EditedStatus,
    NewStatus,
    NewVote,
    StatusesById,
    idempotency_key,
)
from linnet.runtime.facade_routes import accepted
from linnet.services.edit_tweet import Revision


def draft(query: str) -> Draft:
    return accepted(NewStatus, read_parameters(query, b"", "")).draft()


def revision(query: str) -> Revision:
    return accepted(EditedStatus, read_parameters(query, b"", "")).revision()


def refused(query: str) -> str:
    with pytest.raises(DomainError) as refusal:
        draft(query)
    assert refusal.value.code is Code.INVALID
    return f"{refusal.value.field}: {refusal.value.message}"


def test_what_is_not_named_is_left_to_the_settings() -> None:
    assert draft("status=+hello+") == Draft("hello")


def test_empty_fields_are_as_good_as_absent() -> None:
    empty = "in_reply_to_id=&sensitive=&visibility=&language=&spoiler_text=&media_ids[]=&poll=&scheduled_at="
    assert draft(f"status=hello&{empty}") == Draft("hello")


@pytest.mark.parametrize(
    ("word", "audience"),
    [("public", Audience.PUBLIC), ("unlisted", Audience.UNLISTED), ("private", Audience.FOLLOWERS)],
)
def test_visibilities_are_audiences(word: str, audience: Audience) -> None:
    assert draft(f"status=x&visibility={word}").audience is audience


def test_a_warning_hides_what_it_stands_before() -> None:
    made = draft("status=x&spoiler_text=the++end%0Aof+it&sensitive=false")
    assert (made.content_warning, made.sensitive) == ("the end of it", True)


def test_a_warning_of_nothing_is_what_is_said() -> None:
    assert draft("status=&spoiler_text=hello") == Draft("hello")


def test_a_poll_comes_as_json_or_as_a_form() -> None:
    asked = {"status": "well?", "poll": {"options": ["yes", "", "no"], "expires_in": 600, "multiple": True}}
    by_json = accepted(NewStatus, read_parameters("", json.dumps(asked).encode(), "application/json")).draft()
    by_form = draft(
        "status=well?&poll[options][]=yes&poll[options][]=&poll[options][]=no&poll[expires_in]=600&poll[multiple]=1"
    )
    assert by_json == by_form
    assert by_json.poll == PollDraft(("yes", "no"), 600, multiple=True)


def test_a_poll_lasts_a_day_where_nobody_says() -> None:
    made = draft("status=x&poll[options][]=a&poll[options][]=b&poll[hide_totals]=true")
    assert made.poll == PollDraft(("a", "b"), 24 * 3600, hides_totals=True)


@pytest.mark.parametrize("language", ["none at all", "?", "x" * 40])
def test_a_language_that_is_none_keeps_no_status_back(language: str) -> None:
    assert draft(f"status=x&language={language}").language is None
    assert draft("status=x&language=pt-BR").language == "pt-BR"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=+", "text: can't be blank"),
        ("", "text: can't be blank"),
        ("status=x&visibility=friends", "visibility: is invalid"),
        ("status=x&" + "&".join(f"media_ids[]={number}" for number in range(5)), "media_ids: cannot be more than 4"),
        ("status=x&scheduled_at=tomorrow", "scheduled_at: is invalid"),
        ("status=x&poll[expires_in]=600", "poll.options: can't be blank"),
        ("status=x&poll[options][]=a&poll[expires_in]=soon", "poll.expires_in: is invalid"),
        (f"status=x&spoiler_text={'w' * 201}", "spoiler_text: is invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_named(query: str, told: str) -> None:
    assert refused(query) == told


@pytest.mark.parametrize(
    "text", ["2026-11-20T23:47:15.123Z", "2026-11-21T00:47:15.123%2B01:00", "2026-11-20 23:47:15.123"]
)
def test_a_time_is_read_in_its_zone_or_in_utc(text: str) -> None:
    asked = accepted(NewStatus, read_parameters(f"status=x&scheduled_at={text}", b"", ""))
    assert asked.scheduled_at == 1_795_218_435_123
    assert asked.draft() == Draft("x")


def test_an_edit_changes_what_it_names() -> None:
    assert revision("") == Revision()
    assert revision("status=x&visibility=public") == Revision(text="x")
    assert revision("spoiler_text=") == Revision(content_warning="")
    assert revision("spoiler_text=w") == Revision(content_warning="w", sensitive=True)
    assert revision("poll[options][]=a&poll[options][]=b") == Revision(poll_options=("a", "b"))
    # With pictures it may say nothing; whether it has any is known later.
    assert revision("status=&media_ids[]=") == Revision(text="", media_ids=())
    told = revision("media_ids[]=3&media_attributes[][id]=3&media_attributes[][description]=d")
    assert told == Revision(media_ids=(3,), media_details={3: MediaDetails("d")})


def test_votes_and_ids_come_as_lists_or_alone() -> None:
    assert accepted(NewVote, read_parameters("choices[]=0&choices[]=2", b"", "")).choices == [0, 2]
    assert accepted(NewVote, read_parameters("choices=1", b"", "")).choices == [1]
    assert accepted(StatusesById, read_parameters("id[]=7&id[]=x", b"", "")).id == [7, 0]
    with pytest.raises(DomainError):
        accepted(StatusesById, read_parameters("&".join(["id[]=1"] * 41), b"", ""))


def test_a_key_names_one_request() -> None:
    assert idempotency_key(" a ") == "a"
    assert idempotency_key("") is idempotency_key(None) is None
    with pytest.raises(DomainError):
        idempotency_key("k" * 256)
