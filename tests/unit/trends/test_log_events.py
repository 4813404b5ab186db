"""What routers tell the event log of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.changes import EngagementChange, PostChange
from linnet.domain.text import extract_entities
from linnet.domain.trends.events import EventKind, TrendEvent, sufficient
from linnet.domain.trends.settings import WINDOW_MS, TrendSettings
from linnet.domain.trends.sketches import SIZE
from linnet.domain.trends.windows import aggregate
from linnet.domain.tweets import Audience, Flags, Retweet, Tweet
from linnet.domain.users import User
from linnet.services.log_engagements import LogEngagements
from linnet.services.log_posts import LogPosts
from tests.fakes.identity import FakeIdentity, FakeUsers
from tests.fakes.trends import FakeEventLog
from tests.fakes.tweets import FakeTweets
from tests.unit.trends.trend_world import MIDNIGHT_MS, like

SETTINGS = TrendSettings()
ANN = User(1, "ann", "Ann", created_ms=1)
TWEET = Tweet(7 << 16, ANN.id, "#one", extract_entities("#one"))


class Site:
    """The services over a tweet of Ann's."""

    def __init__(self) -> None:
        self.log = FakeEventLog()
        self.tweets, self.identity = FakeTweets({TWEET.id: TWEET}), FakeIdentity()
        self.identity.users[ANN.id] = ANN
        self.log_posts = LogPosts(self.log)
        self.log_engagements = LogEngagements(self.tweets, FakeUsers(self.identity), self.log, SETTINGS)

    def engage(self, *changes: EngagementChange) -> list[TrendEvent]:
        assert self.log_engagements.run(changes) == {}
        return self.log.waiting


@pytest.fixture
def site() -> Site:
    return Site()


def engagement(actor_id: int, new: Flags, old: Flags | None = None, tweet_id: int = TWEET.id) -> EngagementChange:
    return EngagementChange(actor_id, tweet_id, old, new, sequence=1)


def test_a_batch_of_new_tweets_is_one_put(site: Site) -> None:
    other = replace(TWEET, id=8 << 16)
    assert (
        site.log_posts.run([(PostChange(None, each, content=True, sequence=1), ANN) for each in (TWEET, other)]) == {}
    )
    assert [event.post_id for event in site.log.waiting] == [TWEET.id, other.id]
    assert site.log.puts == 1


@pytest.mark.parametrize(
    ("change", "author"),
    [
        (PostChange(TWEET, replace(TWEET, version=2), content=True, sequence=1), ANN),
        (PostChange(TWEET, None, content=True, sequence=1), ANN),
        (PostChange(None, Retweet(9 << 16, 2, TWEET.id, ANN.id), content=True, sequence=1), ANN),
        (PostChange(None, replace(TWEET, audience=Audience.FOLLOWERS), content=True, sequence=1), ANN),
        (PostChange(None, TWEET, content=True, sequence=1), replace(ANN, protected=True)),
        (PostChange(None, TWEET, content=True, sequence=1), None),
    ],
    ids=["edit", "removal", "retweet", "for followers", "protected", "nobody's"],
)
def test_what_is_no_new_public_tweet_is_not_put(site: Site, change: PostChange, author: User | None) -> None:
    assert site.log_posts.run([(change, author)]) == {}
    assert site.log.puts == 0


def test_a_like_and_a_retweet_are_engagements_at_their_own_times(site: Site) -> None:
    (first, second) = site.engage(
        engagement(2, Flags(like_id=100 << 16)),
        engagement(3, Flags(like_id=50 << 16, retweet_id=200 << 16), Flags(like_id=50 << 16)),
    )
    assert {first.kind, second.kind} == {EventKind.ENGAGEMENT}
    assert {(each.post_id, each.actor_id, each.names, each.at_ms) for each in (first, second)} == {
        (TWEET.id, 2, ("#one",), 100),
        (TWEET.id, 3, ("#one",), 200),
    }


@pytest.mark.parametrize(
    "change",
    [
        engagement(2, Flags(), Flags(like_id=100 << 16)),
        engagement(ANN.id, Flags(like_id=100 << 16)),
        engagement(2, Flags(like_id=100 << 16), tweet_id=404),
    ],
    ids=["taken back", "one's own tweet", "no tweet"],
)
def test_what_is_no_engagement_of_somebody_else_is_not_put(site: Site, change: EngagementChange) -> None:
    assert site.engage(change) == []
    assert site.log.puts == 0


def test_a_rush_to_one_tweet_is_as_many_events_as_a_sketch_has_places(site: Site) -> None:
    assert len(site.engage(*(engagement(actor, Flags(like_id=100 << 16)) for actor in range(2, 1002)))) == SIZE


ENGAGEMENTS = st.lists(
    st.builds(
        like,
        st.integers(1, 120),
        st.sampled_from([MIDNIGHT_MS, MIDNIGHT_MS + 1, MIDNIGHT_MS + WINDOW_MS]),
        st.just("#a"),
        post_id=st.integers(1, 3),
    ),
    max_size=300,
)


@given(ENGAGEMENTS)
def test_what_is_left_out_changes_no_window(events: list[TrendEvent]) -> None:
    kept = sufficient(events, SETTINGS)
    for window_ms in (MIDNIGHT_MS, MIDNIGHT_MS + WINDOW_MS):
        whole, part = (
            [each for each in some if SETTINGS.window_of(each.at_ms) == window_ms] for some in (events, kept)
        )
        assert aggregate(part, SETTINGS) == aggregate(whole, SETTINGS)
