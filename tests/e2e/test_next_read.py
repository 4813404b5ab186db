"""What an author changes is so at the next read, wherever it is read."""

from local.testing import Network
from tests.e2e.people import Person, Town, eventually
from tests.e2e.tables import stored_totals


def shown_at_home(reader: Person, tweet_id: str) -> dict[str, object]:
    """Return a tweet as the reader's home shows it."""
    items = reader.get("/api/timelines/home?limit=100")["items"]
    shown: dict[str, object] = next(item for item in items if item["id"] == tweet_id)
    return shown


def test_an_edit_is_read_by_followers_at_home_and_in_quotes(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    tweet = ada.post("frist")
    quote = ben.post("look at that", quoteOf=tweet["id"])
    ben.sees_at_home(tweet["id"])

    ada.ask("PUT", f"/api/tweets/{tweet['id']}", {"text": "first #fixed"})

    assert shown_at_home(ben, tweet["id"])["text"] == "first #fixed"
    assert ben.get(f"/api/tweets/{quote['id']}")["quote"]["text"] == "first #fixed"


def test_a_new_display_name_stands_beside_old_tweets(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    tweet = ada.post("by me")
    ben.sees_at_home(tweet["id"])

    ada.change(displayName="Ada the Second")

    author = shown_at_home(ben, tweet["id"])["author"]
    assert isinstance(author, dict)
    assert author["displayName"] == "Ada the Second"


def test_a_narrower_audience_takes_a_tweet_from_the_public(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ben.follow(ada)
    tag = f"narrow{ada.username}"
    tweet = ada.post(f"for some #{tag}")
    eventually(lambda: tweet["id"] in cleo.ids(f"/api/hashtags/{tag}/tweets"))

    ada.ask("PUT", f"/api/tweets/{tweet['id']}", {"text": tweet["text"], "audience": "followers"})

    cleo.get(f"/api/tweets/{tweet['id']}", expect=404)
    for outsider in (cleo, town.anonymous):
        assert tweet["id"] not in outsider.ids(f"/api/hashtags/{tag}/tweets")
        assert tweet["id"] not in [item["id"] for item in outsider.get("/api/timelines/public?limit=100")["items"]]
    assert ben.get(f"/api/tweets/{tweet['id']}")["audience"] == "followers"


def test_protecting_an_account_takes_its_tweets_from_everybody_else(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ben.follow(ada)
    tag = f"guard{ada.username}"
    tweet = ada.post(f"open for now #{tag}")
    ben.retweet(tweet["id"])
    cleo.follow(ben)
    cleo.sees_at_home(tweet["id"])
    eventually(lambda: tweet["id"] in cleo.ids(f"/api/hashtags/{tag}/tweets"))

    ada.change(protected=True)

    cleo.get(f"/api/tweets/{tweet['id']}", expect=404)
    assert tweet["id"] not in cleo.home()
    assert tweet["id"] not in cleo.profile(ben)
    assert tweet["id"] not in cleo.ids(f"/api/hashtags/{tag}/tweets")
    ben.get(f"/api/tweets/{tweet['id']}")


def test_an_unlisted_tweet_reaches_followers_and_no_public_list(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ben.follow(ada)
    tag = f"quiet{ada.username}"
    tweet = ada.post(f"not too loud #{tag}", audience="unlisted")
    marker = ada.post(f"loud #{tag}")

    ben.sees_at_home(tweet["id"])
    eventually(lambda: cleo.ids(f"/api/hashtags/{tag}/tweets") == [marker["id"]])
    assert cleo.get(f"/api/tweets/{tweet['id']}")["audience"] == "unlisted"
    assert tweet["id"] in cleo.profile(ada)


def test_an_answer_reaches_only_those_who_follow_both(town: Town) -> None:
    ada, ben, both, one = town.newcomers("ada", "ben", "both", "one")
    for followed in (ada, ben):
        both.follow(followed)
    one.follow(ben)
    question = ada.post("who is there?")
    answer = ben.reply(question["id"], "me")
    marker = ben.post("to all of my followers")

    both.sees_at_home(answer["id"])
    one.sees_at_home(marker["id"])

    assert answer["id"] not in one.home()


def test_deleting_a_parent_leaves_the_answers_with_their_authors(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    root = ada.post("never mind")
    answer = ben.reply(root["id"], "I do mind")

    ada.ask("DELETE", f"/api/tweets/{root['id']}", expect=204)

    thread = ben.get(f"/api/tweets/{answer['id']}/thread")
    assert thread["tweet"]["inReplyTo"] == root["id"]
    assert root["id"] not in [each["id"] for each in thread["ancestors"]]
    ben.get(f"/api/tweets/{root['id']}/thread", expect=404)
    ben.ask("POST", "/api/tweets", {"text": "too late", "inReplyTo": root["id"]}, expect=404)
    assert ben.profile(ben, "&replies=true") == [answer["id"]]


def test_deleting_takes_answers_and_quotes_back_from_the_totals(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("count with me")
    answer, quote = ben.reply(tweet["id"], "one"), ben.post("two", quoteOf=tweet["id"])

    def answers_and_quotes() -> tuple[int, int]:
        totals = stored_totals(network, tweet["id"])
        return totals["replies"], totals["quotes"]

    eventually(lambda: answers_and_quotes() == (1, 1))

    for each in (answer, quote):
        ben.ask("DELETE", f"/api/tweets/{each['id']}", expect=204)

    eventually(lambda: answers_and_quotes() == (0, 0))
    eventually(lambda: ada.counts(ben)["tweets"] == 0)
