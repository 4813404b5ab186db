"""A plan keeps what people did to each other, in an order in which it can be done again."""

from pathlib import Path

import pytest

from local.demo import ACCOUNTS, TWEETS, busiest_reader, invitation
from local.demo_search import commonest_tag
from local.replay.command import Choice, available, plan_of
from local.replay.graphs import FollowGraph
from local.replay.plan import Plan, Post, Retweet, make_plan
from local.replay.sources import SourceTweet

PAIR = FollowGraph(2, ((0, 1), (1, 0)))


def tweet(key: str, author: str, text: str, seconds: float = 0.0, **more: object) -> SourceTweet:
    return SourceTweet(key, author, seconds, text, **more)  # type: ignore[arg-type]


def planned(*tweets: SourceTweet, count: int = 10) -> dict[str, Post | Retweet]:
    return {action.key: action for action in make_plan(tweets, PAIR, count, seed=1).actions}


def test_a_name_in_front_answers_the_newest_tweet_of_that_account() -> None:
    plan = planned(tweet("1", "Ann", "hello"), tweet("2", "Bea", "@Ann hi", mentions=("Ann",)))
    assert plan["2"] == Post("2", plan["2"].author, "@Ann hi", reply_to="1")


def test_a_name_within_the_text_quotes() -> None:
    plan = planned(tweet("1", "Ann", "hello"), tweet("2", "Bea", "as @Ann says", mentions=("Ann",)))
    assert plan["2"] == Post("2", plan["2"].author, "as @Ann says", quote_of="1")


def test_going_on_about_the_same_symbol_soon_continues_a_thread() -> None:
    plan = planned(tweet("1", "Ann", "$AAPL up", 0), tweet("2", "Ann", "why $AAPL", 60), tweet("3", "Bea", "yo"))
    assert plan["2"] == Post("2", plan["2"].author, "why $AAPL", reply_to="1")


@pytest.mark.parametrize(
    ("text", "seconds"), [("why $AAPL", 20_000.0), ("why $TSLA", 60.0), ("$AAPL up", 60.0)], ids=str
)
def test_later_or_about_something_else_or_the_same_again_is_no_thread(text: str, seconds: float) -> None:
    plan = planned(tweet("1", "Ann", "$AAPL up", 0), tweet("2", "Ann", text, seconds), tweet("3", "Bea", "yo"))
    assert plan["2"] == Post("2", plan["2"].author, text)


def test_a_retweet_of_a_tweet_that_the_data_set_lacks_brings_it_back() -> None:
    plan = planned(
        tweet("9", "Bea", "RT @Ann: hello", mentions=("Ann",), retweet_of="1", retweet_of_author="Ann"),
        tweet("10", "Ann", "yo"),
    )
    assert plan["1"] == Post("1", plan["10"].author, "hello")
    assert plan["9"] == Retweet("9", plan["9"].author, of="1")


def test_no_more_is_done_than_was_asked_for() -> None:
    tweets = [tweet(str(number), "Ann" if number % 2 else "Bea", f"text {number}") for number in range(50)]
    assert len(planned(*tweets, count=6)) == 6


def test_an_answer_reaches_those_who_follow_both_sides() -> None:
    graph = FollowGraph(4, ((2, 0), (2, 1), (3, 0)))
    posts = {"1": Post("1", 1, "a"), "2": Post("2", 0, "b", reply_to="1"), "3": Post("3", 0, "c", reply_to="2")}
    plan = Plan((), graph, tuple(posts.values()))
    assert plan.audience_of(posts["2"], posts) == {2}
    assert plan.audience_of(posts["3"], posts) == {2, 3}


def check_that_it_can_be_done(plan: Plan) -> None:
    known: set[str] = set()
    for action in plan.actions:
        refers = (action.of,) if isinstance(action, Retweet) else (action.reply_to, action.quote_of)
        assert known.issuperset(filter(None, refers))
        assert action.key not in known
        known.add(action.key)
    retweets = [(action.author, action.of) for action in plan.actions if isinstance(action, Retweet)]
    assert len(retweets) == len(set(retweets))
    names = [one.username.lower() for one in plan.cast]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def demo_plan(shared_data: Path) -> Plan:
    source, graph = available(shared_data)
    return plan_of(Choice(source, graph, ACCOUNTS, TWEETS), shared_data)


def test_the_demo_is_the_network_that_it_promises(demo_plan: Plan) -> None:
    posts = [action for action in demo_plan.actions if isinstance(action, Post)]
    assert 200 <= len(demo_plan.cast) <= 250
    assert 1_800 <= len(demo_plan.graph.follows) <= 2_200
    assert len(demo_plan.actions) == TWEETS
    assert len(demo_plan.actions) - len(posts) >= 200
    assert sum(post.reply_to is not None for post in posts) >= 100
    assert sum(post.quote_of is not None for post in posts) >= 30
    # The local stage's threshold for celebrities.
    assert len(demo_plan.graph.followers[0]) > 100
    check_that_it_can_be_done(demo_plan)


def test_the_same_choice_is_the_same_plan(demo_plan: Plan, shared_data: Path) -> None:
    again = plan_of(Choice(*available(shared_data), ACCOUNTS, TWEETS), shared_data)
    other = plan_of(Choice(*available(shared_data), ACCOUNTS, TWEETS, seed=2), shared_data)
    assert again.fingerprint == demo_plan.fingerprint != other.fingerprint


def test_without_the_data_sets_a_network_of_the_same_kind_is_made_up(tmp_path: Path) -> None:
    assert available(tmp_path) == ("generated", "generated")
    plan = plan_of(Choice("generated", "generated", ACCOUNTS, TWEETS), tmp_path)
    assert len(plan.cast) == ACCOUNTS
    assert len(plan.actions) == TWEETS
    assert len(plan.graph.followers[0]) > 100
    check_that_it_can_be_done(plan)


def test_the_demo_says_how_to_log_in_as_the_one_with_the_fullest_home(demo_plan: Plan) -> None:
    reader = demo_plan.cast[busiest_reader(demo_plan)].username
    text = invitation("http://127.0.0.1:3000", demo_plan)
    assert f'"login": "{reader}"' in text
    assert "/api/timelines/home" in text


def test_the_demo_searches_for_what_most_posts_are_about(demo_plan: Plan) -> None:
    tag = commonest_tag(demo_plan)
    assert tag[0] in "#$"
    assert sum(tag.lower() in action.text.lower() for action in demo_plan.actions if isinstance(action, Post)) > 10
