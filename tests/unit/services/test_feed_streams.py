"""Apps for Mastodon are told of whole statuses, notifications and conversations that their readers may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from linnet.domain.errors import DomainError
from linnet.domain.filters import Filter, FilterAction, FilterContext, Filters, Keyword
from linnet.domain.ids import MESSAGE_BIT
from linnet.domain.lists import RepliesPolicy, UserList
from linnet.domain.media import UNATTACHED_MS, Media, Size, StoredMedia
from linnet.domain.messages import Message, Reception, Unsend, begin_direct, touch
from linnet.domain.notifications import Group, Kind, Subject, notice
from linnet.domain.pictures import Format
from linnet.domain.pushes import Push, PushKind, TopicKind, hashtag_topic, own_topic
from linnet.domain.timelines import Timeline, TimelineEntry
from linnet.domain.tweets import Audience, Retweet
from linnet.facades.mastodon.entities.conversations import Conversation
from linnet.facades.mastodon.entities.notifications import Notification
from linnet.facades.mastodon.entities.statuses import Status
from linnet.facades.mastodon.streaming import named
from linnet.services.deliver_push import HANDSHAKE_MS
from tests.unit.services.socket_world import ANN, BOB, CAT, ORIGIN, SocketWorld
from tests.unit.services.streamed import DIRECT, HOME, PUBLIC, USER, appears, comes_home, fresh_id, notify, told


def test_home_brings_whole_statuses_as_text_in_the_order_of_their_ids() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    first, second = fresh_id(world), fresh_id(world)
    for each in (first, second):
        world.publish(each, BOB)
        world.timelines.push([Timeline(ANN)], [TimelineEntry(each, BOB)])
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, first))
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, second))

    assert told(world) == [(["user"], "update", str(first)), (["user"], "update", str(second))]
    payload = world.sockets.frames["app"][0]["payload"]
    assert isinstance(payload, str)
    status = Status.model_validate_json(payload)
    assert status.url == f"{ORIGIN}/@bob/{first}"
    assert status.account.acct == "bob"
    # It is the reader's own view.
    assert status.favourited is False


def test_a_status_of_a_muted_conversation_comes_home_marked() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    muted = fresh_id(world)
    world.graph.muted_threads.add(ANN, muted)
    world.publish(muted, BOB)
    world.timelines.push([Timeline(ANN)], [TimelineEntry(muted, BOB)])
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, muted))
    comes_home(world)
    frames = world.sockets.frames["app"]
    assert [Status.model_validate_json(each["payload"]).muted for each in frames] == [True, False]


def test_both_protocols_hear_of_the_same_news_each_in_its_words() -> None:
    world = SocketWorld()
    world.connect("native", ANN, "home")
    world.stream("app", ANN, USER)
    tweet_id = comes_home(world)
    assert [frame["type"] for frame in world.sockets.frames["native"]] == ["home.new"]
    assert told(world) == [(["user"], "update", str(tweet_id))]


def test_what_is_old_comes_home_without_a_word() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    old = fresh_id(world)
    world.publish(old, BOB)
    world.clock.advance(600_000)
    # A follow brought it, and the next post is told of.
    world.timelines.push([Timeline(ANN)], [TimelineEntry(old, BOB)])
    new = comes_home(world)
    comes_home(world, author_id=CAT)
    assert told(world)[0][2] == str(new)
    assert str(old) not in [each[2] for each in told(world)]


@pytest.mark.parametrize(
    "hide",
    [
        lambda world: world.graph.mute(ANN, BOB, 0),
        lambda world: world.graph.block(ANN, BOB, 1),
        lambda world: world.graph.block(BOB, ANN, 1),
    ],
    ids=["muted", "blocking", "blocked"],
)
@pytest.mark.parametrize("post", [comes_home, appears])
def test_who_is_hidden_is_not_streamed(hide: Callable[[SocketWorld], None], post: Callable[..., int]) -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER, PUBLIC, {"stream": "hashtag", "tag": "birds"})
    hide(world)
    post(world)
    if post is appears:
        appears(world, hashtag_topic("birds"))
    assert told(world) == []


def test_what_was_deleted_before_it_is_told_is_not_streamed() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    tweet_id = fresh_id(world)
    world.tweets.posts[tweet_id] = replace(world.publish(tweet_id, BOB), deleted_ms=1)
    world.timelines.push([Timeline(ANN)], [TimelineEntry(tweet_id, BOB)])
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, tweet_id))
    assert told(world) == []


def test_a_boost_comes_as_a_wrapper() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    original, boost = fresh_id(world), fresh_id(world)
    world.publish(original, CAT)
    world.tweets.posts[boost] = Retweet(boost, BOB, original, CAT)
    world.timelines.push([Timeline(ANN)], [TimelineEntry(boost, BOB, original_id=original, original_author_id=CAT)])
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, boost))
    status = Status.model_validate_json(world.sockets.frames["app"][0]["payload"])
    assert (status.id, status.account.acct) == (str(boost), "bob")
    assert status.reblog is not None
    assert status.reblog.id == str(original)


def test_ones_own_posts_and_edits_and_deletions_come_to_other_devices() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    world.connect("native", ANN, "home")
    mine = fresh_id(world)
    world.publish(mine, ANN)
    for kind in (PushKind.STATUS_NEW, PushKind.STATUS_EDITED, PushKind.STATUS_DELETED):
        world.deliver.run(Push(kind, HOME, mine))
    assert told(world) == [(["user"], event, str(mine)) for event in ("update", "status.update", "delete")]
    # The native protocol tells of none of them in home.
    assert world.sockets.frames["native"] == []


def test_public_statuses_are_the_same_for_all_and_chosen_by_media() -> None:
    world = SocketWorld()
    world.stream("app", ANN, PUBLIC, {"stream": "public:local"}, {"stream": "public", "only_media": "true"})
    world.stream("other", CAT, {"stream": "public:remote"})
    plain = appears(world)
    seen = Media(7, "s", Format.PNG, Size(1, 1))
    world.tweets.media.add(StoredMedia(seen, BOB, expires_ms=world.clock.now_ms() + UNATTACHED_MS))
    world.tweets.media.clock = world.clock
    picture = appears(world, media=(seen,))
    assert [(stream, tweet_id) for stream, _, tweet_id in told(world)] == [
        (["public"], str(plain)),
        (["public:local"], str(plain)),
        (["public"], str(picture)),
        (["public:local"], str(picture)),
        (["public:media"], str(picture)),
    ]
    assert told(world, "other") == []
    status = Status.model_validate_json(world.sockets.frames["app"][0]["payload"])
    assert "favourited" not in status.model_fields_set


def test_what_is_for_followers_is_in_no_public_stream() -> None:
    world = SocketWorld()
    world.graph.follow(ANN, BOB, 1, 10)
    world.stream("app", ANN, PUBLIC)
    appears(world, audience=Audience.FOLLOWERS)
    assert told(world) == []


def test_a_quoted_author_who_blocked_the_reader_is_left_out_for_that_reader() -> None:
    world = SocketWorld()
    world.stream("app", ANN, PUBLIC)
    world.stream("other", BOB, PUBLIC)
    world.graph.block(CAT, ANN, 1)
    quoted = fresh_id(world)
    world.publish(quoted, CAT)
    appears(world, quote_of_id=quoted)
    quotes = [json.loads(world.sockets.frames[name][0]["payload"])["quote"] for name in ("app", "other")]
    assert quotes[0] == {"state": "unauthorized", "quoted_status": None}
    assert quotes[1]["quoted_status"]["id"] == str(quoted)


def test_a_hashtag_is_named_as_the_client_spelled_it() -> None:
    world = SocketWorld()
    world.stream("app", ANN, {"stream": "hashtag", "tag": "#Birds"}, {"stream": "hashtag:local", "tag": "birds"})
    tweet_id = appears(world, hashtag_topic("BIRDS"))
    assert told(world) == [
        (["hashtag", "Birds"], "update", str(tweet_id)),
        (["hashtag:local", "birds"], "update", str(tweet_id)),
    ]


def test_a_list_brings_what_its_members_post_also_of_an_exclusive_one() -> None:
    world = SocketWorld()
    for other in (BOB, CAT):
        world.graph.follow(ANN, other, other, 10)
    world.lists.create(UserList(5, ANN, "birds", RepliesPolicy.NONE, exclusive=True), 10)
    world.lists.add(ANN, 5, [BOB], 10)
    world.stream("app", ANN, {"stream": "list", "list": "5"}, USER)
    of_member = comes_home(world)
    of_other = comes_home(world, CAT)
    answer = comes_home(world, reply_to_id=of_other, reply_to_author_id=CAT)
    assert (["list", "5"], "update", str(of_member)) in told(world)
    assert (["user"], "update", str(of_other)) in told(world)
    # Home leaves out whom an exclusive list has, and this list leaves out answers to others.
    assert len(told(world)) == 2, (told(world), answer)


def test_a_list_of_somebody_else_cannot_be_streamed() -> None:
    world = SocketWorld()
    world.lists.create(UserList(5, BOB, "birds"), 10)
    with pytest.raises(DomainError, match="Not authorized"):
        world.stream("app", ANN, {"stream": "list", "list": "5"})


def test_a_notification_comes_on_both_streams_that_carry_it() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER, {"stream": "user:notification"})
    entry_id = notify(world)
    assert told(world) == [
        (["user"], "notification", str(entry_id)),
        (["user:notification"], "notification", str(entry_id)),
    ]
    shown = Notification.model_validate_json(world.sockets.frames["app"][0]["payload"])
    assert (shown.type, shown.account.acct) == ("follow", "bob")


def test_a_notification_of_somebody_who_is_blocked_meanwhile_does_not_come() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    world.graph.block(ANN, BOB, 1)
    notify(world)
    assert told(world) == []


def test_changed_filters_are_told_to_homes_without_a_payload() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    world.stream("elsewhere", ANN, PUBLIC, DIRECT)
    world.stream("other", BOB, USER)
    world.connect("native", ANN, "home")
    world.deliver.run(Push(PushKind.FILTERS_CHANGED, HOME, ANN))
    assert world.sockets.frames["app"] == [{"stream": ["user"], "event": "filters_changed"}]
    for name in ("elsewhere", "other", "native"):
        assert not world.sockets.frames.get(name)


def test_a_message_comes_as_its_conversation() -> None:
    world = SocketWorld()
    world.stream("app", ANN, DIRECT, USER)
    message_id = fresh_id(world)
    head = begin_direct(BOB, ANN, message_id, Reception.INBOX)
    message = Message(head.id, message_id, BOB, "hello")
    world.messages.change(None, head, effect=message, now_ms=world.clock.now_ms())
    payload = {"conversationId": head.id, "senderId": str(BOB)}
    push = Push(PushKind.MESSAGE, own_topic(TopicKind.MESSAGES, ANN), message_id, payload, actor_id=BOB)
    world.deliver.run(push)
    assert [(stream, event) for stream, event, _ in told(world)] == [
        (["direct"], "conversation"),
        (["user"], "conversation"),
    ]
    shown = Conversation.model_validate_json(world.sockets.frames["app"][0]["payload"])
    assert shown.unread
    assert shown.last_status is not None
    assert "hello" in shown.last_status.content

    world.graph.block(ANN, BOB, 1)
    world.deliver.run(replace(push, occurrence="again"))
    assert len(told(world)) == 2


def test_a_message_comes_as_a_mention_to_apps_and_as_nothing_more_to_native_clients() -> None:
    world = SocketWorld()
    world.stream("app", ANN, DIRECT, USER)
    world.stream("notified", ANN, {"stream": "user:notification"})
    world.connect("native", ANN, "notifications", "messages")
    message_id = fresh_id(world) | MESSAGE_BIT
    head = begin_direct(BOB, ANN, message_id, Reception.INBOX)
    message = Message(head.id, message_id, BOB, "hello")
    world.messages.change(None, head, effect=message, now_ms=world.clock.now_ms())
    group = notice(Group(Subject(ANN, Kind.MESSAGE, message_id)), BOB, message_id, message_id + 1, 0)
    world.notifications.put(group)
    (entry,) = group.entries
    topic = own_topic(TopicKind.NOTIFICATIONS, ANN)
    push = Push(PushKind.NOTIFICATION, topic, entry.id, {"kind": "message"}, BOB)
    world.deliver.run(push)
    assert told(world) == [(["user"], "notification", str(entry.id))]
    assert told(world, "notified") == [(["user:notification"], "notification", str(entry.id))]
    shown = Notification.model_validate_json(world.sockets.frames["app"][0]["payload"])
    assert isinstance(shown.status, Status)
    assert (shown.type, shown.status.id, shown.status.visibility) == ("mention", str(message_id), "direct")
    assert not world.sockets.frames.get("native")

    world.messages.change(head, touch(head, BOB, message_id), effect=Unsend(message_id, 1), now_ms=world.clock.now_ms())
    world.deliver.run(replace(push, occurrence="again"))
    assert len(told(world)) == 1


def test_a_socket_whose_handshake_is_under_way_is_not_taken_for_gone() -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER)
    world.sockets.gone.add("app")
    comes_home(world)
    assert world.connections.get("app") is not None
    world.clock.advance(HANDSHAKE_MS)
    comes_home(world)
    assert world.connections.get("app") is None


def test_a_followed_hashtag_comes_home_once() -> None:
    world = SocketWorld()
    world.identity.accounts[ANN] = replace(world.identity.accounts[ANN], followed_tags=frozenset({"birds"}))
    world.stream("app", ANN, USER)
    birds = hashtag_topic("birds")
    of_stranger = appears(world, birds, CAT)
    # Neither what she posts herself, nor an answer to somebody, nor what a follow brings already.
    appears(world, birds, ANN)
    appears(world, birds, CAT, reply_to_id=of_stranger, reply_to_author_id=BOB)
    world.graph.follow(ANN, BOB, 1, 10)
    appears(world, birds, BOB)
    assert told(world) == [(["user"], "update", str(of_stranger))]

    connection = world.connections.get("app")
    assert connection is not None
    world.change_streams.unsubscribe(connection, named(USER))
    appears(world, birds, CAT)
    found = world.connections.get("app")
    assert found is not None
    assert (len(told(world)), found.topics) == (1, frozenset())


@pytest.mark.parametrize("action", FilterAction)
def test_what_is_public_is_marked_for_whose_filters_match_it_alone(action: FilterAction) -> None:
    world = SocketWorld()
    world.stream("anns", ANN, PUBLIC)
    world.stream("cats", CAT, PUBLIC)
    birds = Filter(1, "Birds", frozenset(FilterContext), action, None, (Keyword(2, "kestrel"),))
    world.graph.filters.replace(ANN, Filters(), [birds])
    appears(world, content_warning="a kestrel")
    (anns,), (cats,) = (
        [Status.model_validate_json(str(each["payload"])) for each in world.sockets.frames[name]]
        for name in ("anns", "cats")
    )
    assert [match.keyword_matches for match in anns.filtered or []] == [["kestrel"]]
    assert not cats.filtered
