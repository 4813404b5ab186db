"""Home over time: deletes, retweets, celebrities, readers who come back, and pages while others post."""

import time
from threading import Event, Thread

from local.testing import Network
from tests.e2e.people import Person, Town, at_once, eventually
from tests.e2e.tables import physical_name

# infra/settings.py, stage local: from so many followers on an account is pulled instead of pushed.
CELEBRITY_ON = 100
DAY_S = 86_400


def test_a_deleted_tweet_is_gone_at_the_next_read(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    tweet = ada.post("regretted")
    ben.sees_at_home(tweet["id"])
    ben.get(f"/api/tweets/{tweet['id']}")
    ben.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=403)

    ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)

    for reader in (ben, ada):
        assert tweet["id"] not in reader.home()
        assert tweet["id"] not in reader.profile(ada)
        reader.get(f"/api/tweets/{tweet['id']}", expect=404)


def test_an_undone_retweet_is_gone_at_the_next_read(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    cleo.follow(ben)
    tweet = ada.post("worth repeating")
    assert ben.retweet(tweet["id"])["viewer"]["retweeted"]
    cleo.sees_at_home(tweet["id"])
    ben.ask("POST", f"/api/tweets/{tweet['id']}/retweet", expect=409)

    ben.ask("DELETE", f"/api/tweets/{tweet['id']}/retweet", expect=204)

    assert tweet["id"] not in cleo.home()
    assert tweet["id"] not in cleo.profile(ben)
    assert cleo.get(f"/api/tweets/{tweet['id']}")["id"] == tweet["id"]


def test_a_tweet_is_once_on_a_page_whoever_retweeted_it(town: Town) -> None:
    ada, ben, cleo, dora = town.newcomers("ada", "ben", "cleo", "dora")
    for followed in (ada, ben, cleo):
        dora.follow(followed)
        followed.is_pushed_to(dora)
    tweet = ada.post("seen everywhere")
    ben.retweet(tweet["id"])
    cleo.retweet(tweet["id"])
    marker = cleo.post("after all of them")

    # Each is brought by a job of its own.
    for each in (tweet, marker):
        dora.sees_at_home(each["id"])

    assert dora.home().count(tweet["id"]) == 1


def test_somebodys_retweets_can_be_turned_off(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    cleo.follow(ben)
    ben.is_pushed_to(cleo)
    tweet = ada.post("too often repeated")
    ben.retweet(tweet["id"])
    own = ben.post("my own words")
    cleo.sees_at_home(tweet["id"])
    cleo.sees_at_home(own["id"])

    cleo.ask("POST", f"/api/users/{ben.id}/follow", {"showRetweets": False})

    home = cleo.home()
    assert tweet["id"] not in home
    assert own["id"] in home


def test_an_ended_follow_empties_home_at_the_next_read(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    tweet = ada.post("until you leave")
    ben.sees_at_home(tweet["id"])

    ben.ask("DELETE", f"/api/users/{ada.id}/follow")

    assert tweet["id"] not in ben.home()


def test_a_celebrity_is_read_by_every_follower_without_being_pushed(town: Town, network: Network) -> None:
    star = town.newcomer("star")
    crowd = town.newcomers(*["fan"] * (CELEBRITY_ON + 2))
    at_once([lambda fan=fan: fan.follow(star) for fan in crowd])  # type: ignore[misc]
    eventually(lambda: star.counts(star)["followers"] == len(crowd))
    eventually(lambda: is_celebrity(network, star))
    # Who reads home for the first time has it built, from those who are not known to be celebrities by then.
    eventually(lambda: all(merges(network, fan, star) for fan in crowd))

    tweet = star.post("hello to all of you")

    for fan in (crowd[0], crowd[-1]):
        # The followees to be merged come with the token, which a container keeps for some seconds.
        fan.sees_at_home(tweet["id"])
        assert not is_pushed(network, fan, tweet["id"])
    star.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)
    assert tweet["id"] not in crowd[0].home()


def test_a_reader_who_was_long_away_finds_everything_at_home_again(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    early = ada.post("while you were here")
    ben.sees_at_home(early["id"])
    let_days_pass(network, ben, 40)
    late = ada.post("while you were away")
    # After so long no container remembers the token, and with it the day of the last visit.
    back = town.log_in(ben)

    assert late["id"] in back.home()

    eventually(lambda: is_pushed(network, back, late["id"]))
    assert {early["id"], late["id"]} <= set(back.home())


def test_pages_have_no_gap_and_no_repeat_while_others_post(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    posted = [ada.post(f"number {number}")["id"] for number in range(25)]
    eventually(lambda: set(posted) <= set(ben.home()))
    stop = Event()

    def keep_posting() -> None:
        while not stop.is_set():
            ada.post("and one more")

    writer = Thread(target=keep_posting)
    writer.start()
    try:
        read = ben.ids("/api/timelines/home", limit=3)
        on_profile = ben.ids(f"/api/users/{ada.id}/tweets", limit=4)
    finally:
        stop.set()
        writer.join()

    for pages in (read, on_profile):
        assert len(pages) == len(set(pages))
        assert [each for each in pages if each in posted] == posted[::-1]


def home_key(reader: Person) -> str:
    return f"HOME#{reader.id}"


def is_pushed(network: Network, reader: Person, tweet_id: str) -> bool:
    """Tell whether a tweet lies in the stored timeline."""
    key = {"pk": {"S": home_key(reader)}, "sk": {"N": tweet_id}}
    return "Item" in network.aws.dynamodb.get_item(TableName=physical_name(network, "timelines"), Key=key)


def merges(network: Network, reader: Person, author: Person) -> bool:
    """Tell whether an author is known to be read with a reader's home."""
    key = {"pk": {"S": f"U#{reader.id}"}, "sk": {"S": "ACCOUNT"}}
    row = network.aws.dynamodb.get_item(TableName=physical_name(network, "identity"), Key=key)["Item"]
    return author.id in row.get("pulled_followees", {}).get("NS", ())


def is_celebrity(network: Network, account: Person) -> bool:
    key = {"pk": {"S": f"U#{account.id}"}, "sk": {"S": "PROFILE"}}
    row = network.aws.dynamodb.get_item(TableName=physical_name(network, "identity"), Key=key)["Item"]
    return row.get("pulled", {}).get("BOOL", False)


def let_days_pass(network: Network, reader: Person, days: int) -> None:
    """Make the stored last visit older; as if the timeline had expired since then too."""
    seen = {":day": {"N": str(int(time.time()) // DAY_S - days)}}
    dynamodb = network.aws.dynamodb
    for table, key in (
        ("timelines", {"pk": {"S": f"STATE#{reader.id}"}, "sk": {"N": "0"}}),
        ("identity", {"pk": {"S": f"U#{reader.id}"}, "sk": {"S": "ACCOUNT"}}),
    ):
        dynamodb.update_item(
            TableName=physical_name(network, table),
            Key=key,
            UpdateExpression="SET last_seen_day = :day",
            ExpressionAttributeValues=seen,
        )
