"""What is made up has the statistics of what is real."""

import itertools
import statistics

from local.replay.generator import generated_graph, generated_tweets

SIZE = 200
TWEETS = generated_tweets(SIZE, 4_000, seed=3)
GRAPH = generated_graph(SIZE, seed=3)


def share(count: int) -> float:
    return count / len(TWEETS)


def test_the_same_seed_makes_the_same_network() -> None:
    assert generated_tweets(SIZE, 100, seed=5) == generated_tweets(SIZE, 100, seed=5)
    assert generated_tweets(SIZE, 100, seed=5) != generated_tweets(SIZE, 100, seed=6)
    assert generated_graph(SIZE, seed=5) == generated_graph(SIZE, seed=5)


def test_few_accounts_have_most_followers() -> None:
    counts = sorted((len(each) for each in GRAPH.followers.values()), reverse=True)
    assert counts[0] >= 80
    assert counts[0] >= 10 * statistics.median(counts)


def test_everybody_follows_somebody() -> None:
    assert {follower for follower, _ in GRAPH.follows} == set(range(SIZE))


def test_the_graph_has_about_as_many_follows_as_the_real_one() -> None:
    assert 6 <= len(GRAPH.follows) / SIZE <= 13


def test_few_authors_write_most() -> None:
    counts = sorted((sum(t.author == name for t in TWEETS) for name in {t.author for t in TWEETS}), reverse=True)
    assert sum(counts[: SIZE // 10]) > len(TWEETS) / 3


def test_about_a_quarter_are_retweets_and_a_tenth_answers() -> None:
    assert 0.22 <= share(sum(tweet.retweet_of is not None for tweet in TWEETS)) <= 0.30
    assert 0.06 <= share(sum(tweet.reply_to is not None for tweet in TWEETS)) <= 0.12


def test_times_come_in_bursts() -> None:
    gaps = [later.seconds - earlier.seconds for earlier, later in itertools.pairwise(TWEETS)]
    assert min(gaps) >= 0
    # Times without memory (a Poisson process) would have a deviation equal to the mean.
    assert statistics.stdev(gaps) > 1.5 * statistics.mean(gaps)


def test_what_a_tweet_refers_to_is_earlier_and_by_somebody_else() -> None:
    seen: dict[str, str] = {}
    for tweet in TWEETS:
        for referred in filter(None, (tweet.retweet_of, tweet.reply_to)):
            assert seen[referred] != tweet.author
        seen[tweet.id] = tweet.author


def test_usernames_are_ones_that_can_be_taken() -> None:
    assert all(t.author.isascii() and t.author.isalnum() and len(t.author) <= 30 for t in TWEETS)
    assert len({t.author.lower() for t in generated_tweets(2_000, 3_000, seed=1)}) > 900
