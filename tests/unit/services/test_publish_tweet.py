"""Publishing: what is refused, what is stored, and that a repetition changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.tweets import MAX_ANCESTORS, Audience
from linnet.services.publish_tweet import IDEMPOTENCY_MS
from tests.fakes.environment import ScriptedIds
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


@pytest.fixture
def world() -> World:
    return World()


def refusal(world: World, author_id: int, draft: Draft) -> DomainError:
    before = dict(world.table.posts)
    with pytest.raises(DomainError) as refused:
        world.publish(author_id, draft)
    assert world.table.posts == before
    return refused.value


def referring(field: str, tweet_id: int, audience: Audience | None = None) -> Draft:
    """Return a draft that answers or quotes a tweet."""
    if field == "inReplyTo":
        return Draft("hello", in_reply_to=tweet_id, audience=audience)
    return Draft("hello", quote_of=tweet_id, audience=audience)


def test_a_tweet_is_stored_as_it_is_shown(world: World) -> None:
    shown = world.publish(ANN, Draft("Hello #world", language="en", content_warning="none"))

    assert world.stored(shown.tweet.id) == shown.tweet
    assert shown.author.username == "ann"
    assert shown.tweet.entities.hashtags[0].tag == "world"
    assert (shown.tweet.language, shown.tweet.content_warning) == ("en", "none")


def test_a_tweet_that_refers_to_nothing_takes_one_trip_and_one_write(world: World) -> None:
    world.publish(ANN, Draft("hello"))

    assert world.parallel.sizes == [2]
    assert world.table.writes == 1


def test_the_text_is_composed(world: World) -> None:
    assert world.publish(ANN, Draft("cafe\u0301")).tweet.text == "café"


@pytest.mark.parametrize("text", ["", " \n\u200e", "x" * 281, "あ" * 141, "a\ufffeb", "a\uffffb"])
def test_a_text_that_is_no_tweet_is_refused(world: World, text: str) -> None:
    refused = refusal(world, ANN, Draft(text))

    assert (refused.code, refused.field) == (Code.INVALID, "text")


@pytest.mark.parametrize("text", ["x" * 280, "あ" * 140, "https://example.org/" + "a" * 500])
def test_a_text_of_the_greatest_weight_is_accepted(world: World, text: str) -> None:
    assert world.publish(ANN, Draft(text)).tweet.text == text


def test_mentions_know_their_accounts_whatever_their_case(world: World) -> None:
    shown = world.publish(ANN, Draft("@BOB and @nobody and @cat"))

    assert shown.tweet.mentioned_ids == (BOB, None, CAT)


def test_the_settings_choose_what_the_draft_leaves_open(world: World) -> None:
    chosen = world.publish(ANN, Draft("hello"), default_audience="unlisted", default_sensitive=True).tweet
    said = world.publish(
        ANN,
        Draft("hello", audience=Audience.PUBLIC, sensitive=False),
        default_audience="unlisted",
        default_sensitive=True,
    ).tweet

    assert (chosen.audience, chosen.sensitive) == (Audience.UNLISTED, True)
    assert (said.audience, said.sensitive) == (Audience.PUBLIC, False)


def test_a_reply_knows_its_conversation(world: World) -> None:
    root = world.post(ANN)
    answer = world.post(BOB, reply_to=root.id)
    deeper = world.post(CAT, reply_to=answer.id)

    assert (deeper.reply_to_id, deeper.reply_to_author_id) == (answer.id, BOB)
    assert (deeper.root_id, deeper.root_author_id) == (root.id, ANN)
    assert deeper.ancestors == (root.id, answer.id)


def test_a_deep_reply_keeps_the_nearest_ancestors(world: World) -> None:
    chain = [world.post(ANN)]
    for _ in range(MAX_ANCESTORS + 5):
        chain.append(world.post(ANN, reply_to=chain[-1].id))

    assert chain[-1].ancestors == tuple(tweet.id for tweet in chain[-1 - MAX_ANCESTORS : -1])
    assert chain[-1].root_id == chain[0].id


def test_a_reply_to_a_retweet_answers_the_original(world: World) -> None:
    root = world.post(ANN)
    retweet_id = world.retweet(BOB, root.id).flags.retweet_id
    assert retweet_id is not None

    assert world.post(CAT, reply_to=retweet_id).reply_to_id == root.id


def test_a_quote_is_shown_with_what_it_quotes(world: World) -> None:
    quoted = world.post(ANN)

    shown = world.publish(BOB, Draft("look", quote_of=quoted.id))

    assert shown.tweet.quote_of_id == quoted.id
    assert shown.quote is not None
    assert shown.quote.tweet.id == quoted.id


@pytest.mark.parametrize("field", ["inReplyTo", "quoteOf"])
def test_what_the_author_may_not_see_is_not_found(world: World, field: str) -> None:
    blocked = world.post(BOB)
    world.pairs.block(BOB, ANN)
    hidden = world.post(CAT, audience=Audience.FOLLOWERS)

    for tweet_id in (blocked.id, hidden.id, 999):
        refused = refusal(world, ANN, referring(field, tweet_id))
        assert (refused.code, refused.field) == (Code.NOT_FOUND, field)


def test_a_tweet_for_followers_of_another_cannot_be_quoted(world: World) -> None:
    world.pairs.put(Relationship(ANN, BOB, follow_id=1))
    quoted = world.post(BOB, audience=Audience.FOLLOWERS)

    refused = refusal(world, ANN, Draft("look", quote_of=quoted.id))

    assert (refused.code, refused.field) == (Code.FORBIDDEN, "quoteOf")


def test_a_tweet_of_a_protected_account_cannot_be_quoted(world: World) -> None:
    world.pairs.put(Relationship(ANN, BOB, follow_id=1))
    quoted = world.post(BOB)
    world.set_user(replace(world.identity.users[BOB], protected=True))

    assert refusal(world, ANN, Draft("look", quote_of=quoted.id)).code is Code.FORBIDDEN


@pytest.mark.parametrize("field", ["inReplyTo", "quoteOf"])
def test_what_refers_to_a_tweet_for_followers_is_for_followers(world: World, field: str) -> None:
    private = world.post(ANN, audience=Audience.FOLLOWERS)

    assert world.publish(ANN, referring(field, private.id)).tweet.audience is Audience.FOLLOWERS
    refused = refusal(world, ANN, referring(field, private.id, Audience.UNLISTED))
    assert (refused.code, refused.field) == (Code.INVALID, "audience")


def test_a_taken_id_is_replaced(world: World) -> None:
    first = world.post(ANN)
    world.ids = ScriptedIds(first.id, first.id, 77)

    assert world.publish(BOB, Draft("mine")).tweet.id == 77
    assert world.stored(first.id).author_id == ANN


def test_ids_that_are_all_taken_end_in_try_again(world: World) -> None:
    first = world.post(ANN)
    world.ids = ScriptedIds(*[first.id] * 5)

    assert refusal(world, BOB, Draft("mine")).code is Code.UNAVAILABLE


@given(repetitions=st.integers(1, 5), advance_ms=st.integers(0, IDEMPOTENCY_MS // 10))
def test_a_repetition_gives_the_same_tweet(repetitions: int, advance_ms: int) -> None:
    world = World()
    parent, quoted = world.post(BOB), world.post(CAT)
    draft = Draft("hello @bob", in_reply_to=parent.id, quote_of=quoted.id)
    first = world.publish(ANN, draft, "key")

    for _ in range(repetitions):
        world.clock.advance(advance_ms)
        assert world.publish(ANN, draft, "key") == first

    assert len(world.table.posts) == 3


def test_a_repetition_gives_the_same_tweet_when_its_parent_is_gone(world: World) -> None:
    parent = world.post(BOB)
    draft = Draft("hello", in_reply_to=parent.id)
    first = world.publish(ANN, draft, "key")
    world.delete(viewer(BOB), parent.id)

    assert world.publish(ANN, draft, "key").tweet == first.tweet
    with pytest.raises(DomainError):
        world.publish(ANN, draft, "other key")


def test_a_repetition_shows_what_the_author_did_since(world: World) -> None:
    first = world.publish(ANN, Draft("hello"), "key")
    world.retweet(ANN, first.tweet.id)

    assert world.publish(ANN, Draft("hello"), "key").flags.retweeted


@pytest.mark.parametrize(
    "other", [Draft("hello!"), Draft("hello", sensitive=False), Draft("hello", audience=Audience.PUBLIC)]
)
def test_a_key_used_for_another_request_is_refused(world: World, other: Draft) -> None:
    world.publish(ANN, Draft("hello"), "key")

    with pytest.raises(DomainError) as refused:
        world.publish(ANN, other, "key")

    assert refused.value.code is Code.IDEMPOTENCY_MISMATCH
    assert len(world.table.posts) == 1


def test_a_key_means_nothing_after_a_day(world: World) -> None:
    first = world.publish(ANN, Draft("hello"), "key")
    world.clock.advance(IDEMPOTENCY_MS)

    assert world.publish(ANN, Draft("hello"), "key").tweet.id != first.tweet.id


def test_a_key_whose_tweet_was_deleted_finds_nothing(world: World) -> None:
    first = world.publish(ANN, Draft("hello"), "key")
    world.delete(viewer(ANN), first.tweet.id)

    with pytest.raises(DomainError) as refused:
        world.publish(ANN, Draft("hello"), "key")

    assert refused.value.code is Code.NOT_FOUND
