"""Topics and their names."""

from __future__ import annotations

import pytest

from linnet.domain.ids import MAX_ID
from linnet.domain.pushes import (
    PUBLIC_TOPIC,
    Topic,
    TopicKind,
    UnknownTopic,
    hashtag_topic,
    own_topic,
    topic_of_key,
    topic_of_name,
    tweet_topic,
)

TOPICS = [
    own_topic(TopicKind.HOME, 7),
    own_topic(TopicKind.NOTIFICATIONS, 7),
    own_topic(TopicKind.MESSAGES, 7),
    tweet_topic(MAX_ID),
    PUBLIC_TOPIC,
    hashtag_topic("Straße"),
    hashtag_topic("a:b"),
]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_a_key_names_one_topic(topic: Topic) -> None:
    assert topic_of_key(topic.key) == topic


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_a_subscriber_can_name_each_of_their_topics(topic: Topic) -> None:
    assert topic_of_name(topic.name, 7) == topic


def test_all_spellings_of_a_tag_are_one_topic() -> None:
    assert topic_of_name("hashtag:#ＢＩＲＤＳ", 7) == topic_of_name("hashtag:birds", 8) == hashtag_topic("Birds")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nothing",
        "home:8",
        "home:",
        "notifications:8",
        "public:1",
        "tweet",
        "tweet:",
        "tweet:x",
        "tweet:-1",
        "tweet:007",
        "tweet:٣",
        f"tweet:{MAX_ID + 1}",
        "tweet:" + "9" * 5000,
        "hashtag:",
        "hashtag:#",
        "hashtag:" + "a" * 301,
    ],
)
def test_what_is_no_topic_of_the_subscriber_is_refused(name: str) -> None:
    with pytest.raises(UnknownTopic):
        topic_of_name(name, 7)


def test_only_own_topics_have_an_owner() -> None:
    assert [topic.owner_id for topic in TOPICS] == [7, 7, 7, None, None, None, None]
