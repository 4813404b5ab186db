"""What an operation may ask of DynamoDB: serial trips and request units, as the engine itself accounts for them.

Token look-up is apart (one trip, one BatchGetItem of two rows), and so are counters and other people's timelines. The
numbers of `docs/budgets.md` are printed by `make budgets`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from linnet.domain.trends.sketches import SIZE
from linnet.domain.users import Viewer
from linnet.services.follow_hashtag import MAX_FOLLOWED
from tests.budgets.report import report
from tests.integration.accounting import Calls
from tests.integration.network import Network
from tests.integration.person import Person

pytestmark = pytest.mark.engines


@contextmanager
def measured(person: Person, name: str) -> Iterator[Calls]:
    """Record an operation without its token look-up, which is resolved before."""
    network = person.network
    resolving = {name: each for name, each in network.environments.items() if hasattr(each.settings, "identity_table")}
    resolvers = {function: each.resolve_token for function, each in resolving.items()}
    for function, environment in resolving.items():
        viewer = resolvers[function](person.token)
        assert isinstance(viewer, Viewer)
        object.__setattr__(environment, "resolve_token", {person.token: viewer}.get)
    with network.recorded() as calls:
        yield calls
    for function, environment in resolving.items():
        object.__setattr__(environment, "resolve_token", resolvers[function])
    report(name, calls)


@pytest.fixture
def ann(network: Network) -> Person:
    return network.sign_up("ann")


@pytest.fixture
def bea(network: Network) -> Person:
    return network.sign_up("bea")


def warm(person: Person, path: str) -> None:
    """Fill the caches of the function that serves a path."""
    assert person.get(path)[0] == 200


def test_resolving_a_token_is_one_trip(ann: Person, network: Network) -> None:
    with network.recorded() as calls:
        assert network.environments["tweets_api"].resolve_token(ann.token) is not None
    report("resolve a token", calls)
    assert calls.trips == 1
    assert calls.reads <= 2


def test_a_post_is_one_trip_and_at_most_four_write_units_all_in(ann: Person, network: Network) -> None:
    with measured(ann, "post") as calls:
        ann.post("/api/tweets", {"text": "A typical tweet about nothing in particular, as long as most of them are."})
    assert calls.trips == 1
    with network.recorded() as routed:
        for table, shard, records in list(network.stream_batches()):
            if table == "tweets":
                network.deliver("tweets_stream", shard, records)
    report("router of a post: its feed row", routed)
    assert calls.writes + routed.writes <= 4
    # What trends are told needs no read of its own.
    assert network.events.puts == 1


def test_trends_are_told_of_a_hundred_likes_for_two_reads(ann: Person) -> None:
    network, tweet = ann.network, ann.tweet("everybody likes #this")
    network.settle()
    environment = network.environments["engagement_api"]
    for actor_id in range(1, 101):
        environment.tables.engagements.like(actor_id, int(tweet), environment.ids.next_id())
    batches = list(network.stream_batches())
    with network.recorded() as calls:
        for table, shard, records in batches:
            assert (table, len(records)) == ("engagement", 100)
            network.deliver("engagement_stream", shard, records)
    report("events of 100 likes in a batch", calls)
    assert [call.operation for call in calls.made] == ["BatchGetItem", "BatchGetItem"]
    assert calls.reads <= 1
    assert len(network.events.waiting) == SIZE


def test_a_post_with_an_idempotency_key_is_one_trip_and_at_most_eight_write_units(ann: Person) -> None:
    with measured(ann, "post with an idempotency key") as calls:
        assert ann.post("/api/tweets", {"text": "once"}, idempotency_key="k")[0] == 201
    assert calls.trips == 1
    assert calls.writes <= 8


def test_a_follow_is_one_trip_and_at_most_four_write_units(ann: Person, bea: Person) -> None:
    # The followee's profile is cached, as more than 95 % of profiles are; without it there is one trip more.
    cat = ann.network.sign_up("cat")
    warm(cat, f"/api/users/{bea.id}/followers")
    cat.follow(bea)
    with measured(ann, "follow") as calls:
        ann.follow(bea)
    assert calls.trips == 1
    assert calls.writes <= 4


def let_birds_trend(network: Network, *people: Person) -> None:
    """Let people post about birds, in words of their own, and have the list computed."""
    network.compute_trends({"version": 1, "action": "pin", "tag": "#birds"})
    for person, word in zip(people, ("one", "another"), strict=True):
        person.tweet(f"{word} #birds")
    network.settle()
    network.clock.advance(600_000)
    network.compute_trends()


def test_trends_are_one_trip_with_their_samples(ann: Person, bea: Person) -> None:
    network = ann.network
    let_birds_trend(network, ann, bea)
    with measured(bea, "trends without samples") as calls:
        assert len(bea.get("/api/trends?samples=0")[1]["items"]) == 1
    assert calls.trips == 1
    assert calls.reads <= 4
    network.restart("trends_api")
    with measured(bea, "trends with sample tweets, new container") as calls:
        assert len(bea.get("/api/trends?samples=3")[1]["items"][0]["samples"]) == 2
    # The list names samples, samples their authors.
    assert calls.trips <= 3
    with measured(ann, "trends with sample tweets, cached") as calls:
        assert len(ann.get("/api/trends?samples=3")[1]["items"][0]["samples"]) == 2
    assert calls.trips == 1
    tables = network.environments["trends_api"].tables
    tables.posts.cache.clear()
    tables.users.cache.clear()
    with measured(bea, "trends with sample tweets that were shown before, none cached") as calls:
        assert len(bea.get("/api/trends?samples=3")[1]["items"][0]["samples"]) == 2
    assert calls.trips == 1


def test_trends_for_everybody_are_three_trips_in_a_new_container_and_then_one(ann: Person, bea: Person) -> None:
    network = ann.network
    let_birds_trend(network, ann, bea)
    network.restart("trends_api")
    for name, trips in (("new container", 3), ("cached", 1)):
        with network.recorded() as calls:
            assert network.request("GET", "/api/trends?samples=3")[0] == 200
        report(f"trends with sample tweets, {name}, anonymous", calls)
        assert calls.trips == trips


def test_a_hashtag_is_one_trip(ann: Person) -> None:
    for name in ("new container", "cached"):
        with measured(ann, f"a hashtag with its days, {name}") as calls:
            assert ann.get("/api/hashtags/birds")[0] == 200
        assert calls.trips == 1


def test_a_like_is_one_trip_and_at_most_two_write_units_with_its_list(ann: Person, bea: Person) -> None:
    # As with a follow: the author's profile is cached; without it there is one trip more.
    tweet, other = ann.tweet("hello"), ann.tweet("warm")
    warm(bea, f"/api/tweets/{other}/likes")
    with measured(bea, "like") as calls:
        assert bea.post(f"/api/tweets/{tweet}/like")[0] == 200
    assert calls.trips == 1
    assert calls.writes <= 2.2
    with measured(bea, "take a like back") as calls:
        assert bea.delete(f"/api/tweets/{tweet}/like")[0] == 200
    assert calls.trips == 1
    assert calls.writes <= 2.2


def test_the_total_of_a_hundred_likes_in_a_batch_is_at_most_a_tenth_of_a_unit_each(ann: Person) -> None:
    network, tweet = ann.network, ann.tweet("everybody likes this")
    network.settle()
    environment = network.environments["engagement_api"]
    for actor_id in range(1, 101):
        environment.tables.engagements.like(actor_id, int(tweet), environment.ids.next_id())
    with network.recorded() as calls:
        for _, shard, records in list(network.stream_batches()):
            assert len(records) == 100
            network.deliver("counters_stream", shard, records)
    report("total of 100 likes in a batch", calls)
    assert calls.writes / 100 <= 0.1
    assert [call.operation for call in calls.made if call.table == "tweets"] == ["UpdateItem"]
    # The others ask once for the batch whether a socket watches the tweet, and note it as hot for the reconciler.
    assert calls.trips == 3


def test_a_bookmark_is_two_trips_and_one_unit_for_each_list_it_stands_in(ann: Person, bea: Person) -> None:
    tweet, other = ann.tweet("keep this"), ann.tweet("warm")
    warm(bea, f"/api/tweets/{other}/likes")
    folder = bea.post("/api/bookmark-folders", {"name": "kept"})[1]["id"]
    with measured(bea, "bookmark in a folder") as calls:
        assert bea.post(f"/api/tweets/{tweet}/bookmark", {"folderId": folder})[0] == 200
    assert calls.trips == 2
    assert calls.writes <= 3


def test_a_page_of_likes_is_two_trips(ann: Person, bea: Person) -> None:
    tweet = ann.tweet("hello")
    bea.post(f"/api/tweets/{tweet}/like")
    ann.network.restart("engagement_api")
    warm(ann, f"/api/tweets/{ann.tweet('warm')}/likes")
    with measured(ann, "who likes a tweet") as calls:
        warm(ann, f"/api/tweets/{tweet}/likes")
    assert calls.trips <= 2


def test_reading_a_tweet_is_one_trip(ann: Person, bea: Person) -> None:
    tweet = ann.tweet("hello")
    # Another tweet of the author fills the profile cache: the tweet itself is read from the table.
    warm(bea, f"/api/tweets/{ann.tweet('warm')}")
    with measured(bea, "get tweet") as calls:
        warm(bea, f"/api/tweets/{tweet}")
    assert calls.trips == 1


def visited_today(network: Network, person: Person) -> None:
    """Let somebody have read home before on this day; the first visit rebuilds the timeline and is noted."""
    warm(person, "/api/timelines/home")
    network.settle()


def crowd(network: Network, reader: Person, authors: int, tweets: int) -> list[Person]:
    """Let a reader follow authors who tweet in turn."""
    people = [network.sign_up(f"author{n}") for n in range(authors)]
    for author in people:
        reader.follow(author)
    # Who was never seen is dormant: nothing is pushed to them before their first visit.
    visited_today(network, reader)
    for n in range(tweets):
        people[n % authors].tweet(f"tweet {n} of an ordinary length, with a word or two more than it needs")
    network.settle()
    return people


def test_home_of_twenty_uncached_is_two_trips_and_at_most_fourteen_read_units(network: Network, ann: Person) -> None:
    # No tweet is cached; of the profiles 95 % are, which is the product's target.
    people = crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    network.restart("timelines_api")
    tables = network.environments["timelines_api"].tables
    # The first look at the log forgets what was cached before it.
    tables.invalidations.poll()
    tables.users.get_many([person.id for person in people[1:]])
    with measured(ann, "home of 20, uncached, 95 % of profiles cached") as calls:
        page = ann.get("/api/timelines/home?limit=20")[1]
    assert len(page["items"]) == 20
    assert calls.trips <= 2
    assert calls.reads <= 14
    assert calls.writes == 0


def followed_hashtags(network: Network, *readers: Person) -> Person:
    """Let readers follow as many hashtags as they may; return whose tweets these bring among those of followees."""
    accounts = network.environments["identity_api"].tables.accounts
    stranger = network.sign_up("stranger")
    for number in range(MAX_FOLLOWED):
        stranger.tweet(f"a tweet of an ordinary length, with a word or two more than it needs #tag{number}")
        for reader in readers:
            accounts.follow_tag(reader.id, f"tag{number}", MAX_FOLLOWED)
    network.settle()
    return stranger


def test_ten_followed_hashtags_fit_into_the_twelve_read_units_of_an_uncached_home(
    network: Network, ann: Person, bea: Person
) -> None:
    people = crowd(network, ann, authors=20, tweets=25)
    stranger = followed_hashtags(network, ann, bea)
    visited_today(network, bea)
    visited_today(network, ann)
    network.restart("timelines_api")
    warm(bea, "/api/timelines/home")
    tables = network.environments["timelines_api"].tables
    tables.posts.cache.clear()
    tables.users.get_many([person.id for person in people[1:]])
    with measured(ann, "home of 20, uncached, with 10 followed hashtags that others follow too") as calls:
        page = ann.get("/api/timelines/home?limit=20")[1]
    assert len(page["items"]) == 20
    assert sum(int(item["author"]["id"]) == stranger.id for item in page["items"]) == MAX_FOLLOWED
    assert calls.trips <= 2
    assert calls.reads <= 12
    with measured(ann, "home of 20, cached, with 10 followed hashtags") as calls:
        assert ann.get("/api/timelines/home?limit=20")[1]["items"] == page["items"]
    assert calls.trips <= 2
    assert calls.reads <= 2.5


def test_a_followed_hashtag_that_no_container_knows_costs_half_a_read_unit_and_no_trip(
    network: Network, ann: Person
) -> None:
    people = crowd(network, ann, authors=20, tweets=25)
    stranger = followed_hashtags(network, ann)
    visited_today(network, ann)
    network.restart("timelines_api")
    tables = network.environments["timelines_api"].tables
    tables.invalidations.poll()
    tables.users.get_many([person.id for person in (stranger, *people[1:])])
    with measured(ann, "home of 20, uncached, the first to follow these 10 hashtags") as calls:
        page = ann.get("/api/timelines/home?limit=20")[1]
    assert len(page["items"]) == 20
    assert calls.trips <= 2
    assert calls.reads <= 12 + MAX_FOLLOWED * 0.5


def test_home_of_twenty_cached_is_two_trips_and_at_most_three_read_units(network: Network, ann: Person) -> None:
    crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    warm(ann, "/api/timelines/home?limit=20")
    with measured(ann, "home of 20, cached") as calls:
        warm(ann, "/api/timelines/home?limit=20")
    assert calls.trips <= 2
    assert calls.reads <= 3


def test_a_new_container_pays_only_for_the_profiles_on_top(network: Network, ann: Person) -> None:
    crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    network.restart("timelines_api")
    with measured(ann, "home of 20 by 20 authors, new container") as calls:
        warm(ann, "/api/timelines/home?limit=20")
    assert calls.trips <= 2
    assert calls.reads <= 14 + 20 * 0.5


def test_a_profile_page_is_two_trips(network: Network, ann: Person) -> None:
    author = crowd(network, ann, authors=1, tweets=25)[0]
    network.restart("timelines_api")
    with measured(ann, "profile page of 20, cold") as calls:
        warm(ann, f"/api/users/{author.id}/tweets?limit=20")
    assert calls.trips <= 2


def test_fan_out_fills_its_batches(network: Network, ann: Person) -> None:
    followers = [network.sign_up(f"reader{n}") for n in range(50)]
    environment = network.environments["graph_api"]
    for follower in followers:
        environment.tables.graph.follow(follower.id, ann.id, environment.ids.next_id(), cap=5000)
        warm(follower, "/api/timelines/home")
    for table, shard, records in list(network.stream_batches()):
        if table == "graph":
            network.deliver("graph_stream", shard, records)
    network.settle()
    object.__setattr__(network.environments["tweets_stream"].settings.tunables, "celebrity_on", 10_000)
    network.environments["graph_stream"].tables.accounts.set_pulled(ann.id, False)
    network.restart("tweets_stream")
    ann.tweet("to all of you")
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    jobs, network.jobs.waiting[:] = list(network.jobs.waiting), []
    with network.recorded() as calls:
        for job in jobs:
            network.do_job(job)
    batches = calls.of("BatchWriteItem")
    assert sum(batch.size for batch in batches) == 50
    assert len(batches) == math.ceil(50 / 25)
    report("fan-out to 50 followers", calls)


def test_a_celebritys_tweet_costs_nothing_per_follower(network: Network, ann: Person) -> None:
    readers = [network.sign_up(f"reader{n}") for n in range(7)]
    for reader in readers:
        reader.follow(ann)
    network.settle()
    ann.tweet("to everybody")
    with network.recorded() as calls:
        network.settle()
    homes = [call for call in calls.made if call.table == "timelines" and call.operation == "BatchWriteItem"]
    assert homes == []
    assert all(reader.home()[0] == "to everybody" for reader in readers)


def test_home_asks_no_more_when_more_people_are_followed(network: Network, ann: Person) -> None:
    made = []
    for authors in (2, 12):
        reader = network.sign_up(f"reader{authors}")
        people = [network.sign_up(f"a{authors}x{n}") for n in range(authors)]
        for person in people:
            reader.follow(person)
        visited_today(network, reader)
        for n in range(24):
            people[n % authors].tweet(f"{n}")
        network.settle()
        warm(reader, "/api/timelines/home")
        with measured(reader, f"home with {authors} followees") as calls:
            warm(reader, "/api/timelines/home?limit=20")
        made.append(len(calls.made))
    assert made[0] == made[1]
