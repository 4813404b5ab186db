"""No list bypasses the rules: every route that answers with a list is asked about authors who must stay hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from linnet.facades.native.schemas import Thread, TweetPage, UserPage
from linnet.runtime.openapi import load_apis
from local.operators import on_this_machine
from local.testing import Network
from tests.e2e.people import Client, Person, Town, eventually

SHAPES: Final = (TweetPage, UserPage, Thread)
TAG: Final = "hiddenpeople"
TREND: Final = "#whathidestrends"
TRENDS: Final = "/api/trends?samples=3"
# Of the network's own clock: half a minute has to end, and be counted.
TREND_PATIENCE_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What the hidden authors left where the reader looks: replies, quotes, retweets, follows and requests."""

    reader: Person
    host: Person
    blocker: Person
    blocked: Person
    protected: Person
    root: str
    hidden_tweets: Mapping[str, str]
    hidden_retweets: frozenset[str]
    conversations: list[str]
    # The reader's, with everybody in it whom the reader followed.
    list_id: str

    @property
    def hidden(self) -> list[Person]:
        return [self.blocker, self.blocked, self.protected]


# For every list the addresses at which something of the hidden authors would show if the rules were left out.
# A new list route fails the first test until it has its entry here.
RECIPES: Final[Mapping[str, Callable[[Scene], list[str]]]] = {
    "GET /api/tweets": lambda scene: [
        f"/api/tweets?ids={','.join([scene.root, *scene.hidden_tweets, *scene.hidden_retweets])}"
    ],
    "GET /api/tweets/{id}/thread": lambda scene: [
        f"/api/tweets/{each}/thread" for each in (scene.root, *scene.hidden_tweets)
    ],
    "GET /api/timelines/home": lambda scene: ["/api/timelines/home"],
    "GET /api/timelines/lists/{id}": lambda scene: [f"/api/timelines/lists/{scene.list_id}"],
    "GET /api/lists/{id}/members": lambda scene: [f"/api/lists/{scene.list_id}/members"],
    "GET /api/timelines/public": lambda scene: ["/api/timelines/public"],
    "GET /api/users/{id}/tweets": lambda scene: [
        f"/api/users/{person.id}/tweets?replies=true" for person in (scene.host, *scene.hidden)
    ],
    "GET /api/hashtags/{tag}/tweets": lambda scene: [f"/api/hashtags/{TAG}/tweets"],
    "GET /api/tweets/{id}/likes": lambda scene: [
        f"/api/tweets/{each}/likes" for each in (scene.root, *scene.hidden_tweets)
    ],
    "GET /api/tweets/{id}/retweets": lambda scene: [
        f"/api/tweets/{each}/retweets" for each in (scene.root, *scene.hidden_tweets)
    ],
    "GET /api/tweets/{id}/quotes": lambda scene: [
        f"/api/tweets/{each}/quotes" for each in (scene.root, *scene.hidden_tweets)
    ],
    "GET /api/users/{id}/likes": lambda scene: [
        f"/api/users/{person.id}/likes" for person in (scene.host, *scene.hidden)
    ],
    "GET /api/bookmarks": lambda scene: ["/api/bookmarks"],
    "GET /api/users": lambda scene: [f"/api/users?ids={','.join(person.id for person in (scene.host, *scene.hidden))}"],
    "GET /api/users/{id}/followers": lambda scene: [
        f"/api/users/{person.id}/followers" for person in (scene.host, *scene.hidden)
    ],
    "GET /api/users/{id}/following": lambda scene: [
        f"/api/users/{person.id}/following" for person in (scene.host, *scene.hidden)
    ],
    "GET /api/users/{id}/endorsements": lambda scene: [f"/api/users/{scene.host.id}/endorsements"],
    "GET /api/users/familiar-followers": lambda scene: [f"/api/users/familiar-followers?ids={scene.host.id}"],
    "GET /api/directory": lambda _: ["/api/directory?order=new", "/api/directory"],
    "GET /api/suggestions": lambda _: ["/api/suggestions"],
    "GET /api/conversations": lambda scene: ["/api/conversations", "/api/conversations?box=requests"],
    "GET /api/conversations/{conversation}/messages": lambda scene: [
        f"/api/conversations/{place}/messages" for place in scene.conversations
    ],
    "GET /api/follow-requests": lambda scene: ["/api/follow-requests"],
    "GET /api/mutes": lambda scene: ["/api/mutes"],
    "GET /api/notifications": lambda scene: ["/api/notifications", "/api/notifications?grouped=false"],
    "GET /api/notifications/requests": lambda scene: ["/api/notifications/requests"],
    "GET /api/trends": lambda _: [TRENDS],
    "GET /api/blocks": lambda scene: ["/api/blocks"],
    "GET /api/search/suggest": lambda scene: [
        f"/api/search/suggest?q={person.username.partition('_')[0]}" for person in scene.hidden
    ],
    "GET /api/search": lambda scene: [
        *(f"/api/search?q=%23{TAG}&sort={sort}" for sort in ("latest", "top")),
        # By the whole handle the reader finds whom they blocked, to lift the block.
        *(
            f"/api/search?q={person.username if person != scene.blocked else person.username.rpartition('_')[0]}"
            f"&type={kind}"
            for person in scene.hidden
            for kind in ("users", "all")
        ),
        *(f"/api/search?q=from:{person.username}&type=tweets" for person in scene.hidden),
    ],
}

# Where an account that the reader blocks or mutes may be named: a block or a mute can be lifted only by somebody who
# finds its account.
NAMES_BLOCKED: Final = frozenset({"GET /api/blocks", "GET /api/users"})
# Where an account is named for what it did: that is for the followers of a protected one.
NAMES_ACTORS: Final = frozenset({"GET /api/tweets/{id}/likes", "GET /api/tweets/{id}/retweets"})
NAMES_BLOCKERS: Final = frozenset({"GET /api/mutes"})


def list_routes() -> list[str]:
    """Return the routes that say they list, or answer with a list."""
    return [
        route.key
        for api in load_apis()
        for route in api.routes.values()
        if route.lists or (route.returns is not None and issubclass(route.returns, SHAPES))
    ]


@pytest.fixture(scope="module")
def scene(town: Town, network: Network) -> Scene:
    """Let the hidden authors act in the reader's sight first, then hide them."""
    reader, host, blocker, blocked, protected = town.newcomers("reader", "host", "blocker", "blocked", "protected")
    hidden = (blocker, blocked, protected)
    # Samples of a trend are its newest tweets: theirs.
    for person in (*town.newcomers("first", "second"), host, *hidden):
        person.post(f"{TREND} is what {person.username} speaks of")
    reader.follow(host)
    for person in hidden:
        reader.follow(person)
        person.follow(host)
        host.follow(person)
        host.ask("POST", f"/api/users/{person.id}/endorsement")
        person.change(discoverable=True)
    made = reader.ask("POST", "/api/lists", {"title": "everybody"}, expect=201)
    followed = [person.id for person in (host, *hidden)]
    reader.ask("POST", f"/api/lists/{made['id']}/members", {"userIds": followed}, expect=204)
    root = host.post("everybody, say something")
    tweets: dict[str, str] = {}
    for person in hidden:
        own = person.post(f"of {person.username} #{TAG} @{reader.username}")
        answer = person.reply(root["id"], f"{person.username} answers #{TAG}")
        host.retweet(own["id"])
        host.ask("POST", f"/api/tweets/{own['id']}/like")
        person.ask("POST", f"/api/tweets/{root['id']}/like")
        for keeper in (host, reader):
            keeper.ask("POST", f"/api/tweets/{own['id']}/bookmark", {})
        person.retweet(root["id"])
        person.post(f"quoting #{TAG}", quoteOf=root["id"])
        host.post("quoting", quoteOf=own["id"])
        tweets |= {own["id"]: person.id, answer["id"]: person.id}
    retweets = {each for person in (host, *hidden) for each in retweets_of(person)}
    # A protected account hides its tweets, not what it writes to somebody: it is left out here.
    members = [reader.id, blocker.id, blocked.id]
    group = host.ask("POST", "/api/conversations", {"userIds": members}, expect=201)
    conversations = [group["id"]]
    for person in (blocker, blocked):
        person.ask("POST", f"/api/conversations/{group['id']}/messages", {"text": "to all"}, expect=201)
        sent = person.ask("POST", f"/api/messages/{reader.id}", {"text": "to you"}, expect=201)
        conversations.append(sent["conversationId"])
    eventually(lambda: set(conversations) <= set(reader.ids("/api/conversations")) | set(requests_of(reader)))
    eventually(lambda: set(tweets) <= set(reader.home()) | set(reader.ids(f"/api/tweets/{root['id']}/thread")))
    eventually(lambda: {person.id for person in hidden} <= set(host.ids(f"/api/users/{host.id}/followers")))
    operators = on_this_machine(network.cloud_url)

    def trends() -> bool:
        operators.compute_trends()
        return sampled(reader) == {person.id for person in hidden}

    eventually(trends, TREND_PATIENCE_S)
    reader.ask("POST", f"/api/users/{blocker.id}/mute", {})
    blocker.block(reader)
    reader.block(blocked)
    protected.change(protected=True)
    protected.ask("DELETE", f"/api/users/me/followers/{reader.id}", expect=204)
    names = (reader, host, blocker, blocked, protected)
    return Scene(*names, root["id"], tweets, frozenset(retweets), conversations, made["id"])


@pytest.mark.parametrize("name", ["tweet", "thread"])
def test_no_retweet_of_or_by_hidden_authors_is_found_by_its_own_id(scene: Scene, name: str) -> None:
    assert len(scene.hidden_retweets) == 2 * len(scene.hidden)
    for each in scene.hidden_retweets:
        path = f"/api/tweets/{each}" if name == "tweet" else f"/api/tweets/{each}/thread"
        assert scene.reader.send("GET", path).status_code == 404


def test_every_list_has_a_recipe() -> None:
    assert sorted(list_routes()) == sorted(RECIPES)


@pytest.mark.parametrize("route", sorted(RECIPES))
def test_no_list_shows_hidden_authors_to_the_reader(scene: Scene, route: str) -> None:
    for path in RECIPES[route](scene):
        for shown in items_of(scene.reader, path):
            assert hidden_content(shown, {person.id for person in scene.hidden}) == [], path
            assert {each["id"] for each in shown.get("actors", ())} & {scene.blocked.id, scene.blocker.id} == set(), (
                path
            )
            assert route in NAMES_BLOCKED or shown.get("id") != scene.blocked.id, path
            assert route in NAMES_BLOCKERS or shown.get("id") != scene.blocker.id, path


@pytest.mark.parametrize("route", sorted(RECIPES))
def test_no_list_shows_protected_authors_to_anybody(scene: Scene, town: Town, route: str) -> None:
    for path in RECIPES[route](scene):
        for shown in items_of(town.anonymous, path):
            assert hidden_content(shown, {scene.protected.id}) == [], path
            assert route not in NAMES_ACTORS or shown.get("id") != scene.protected.id, path


def test_the_scene_would_show_hidden_authors_if_they_were_not_hidden(scene: Scene) -> None:
    """Guard the tests above: the host, from whom nobody hides, sees all of it."""
    seen = {item["id"] for item in items_of(scene.host, RECIPES["GET /api/tweets"](scene)[0])}
    assert set(scene.hidden_tweets) <= seen
    for route in (
        "GET /api/timelines/home",
        "GET /api/tweets/{id}/thread",
        "GET /api/hashtags/{tag}/tweets",
        "GET /api/tweets/{id}/quotes",
        "GET /api/users/{id}/likes",
        "GET /api/bookmarks",
    ):
        shown = [item for path in RECIPES[route](scene) for item in items_of(scene.host, path)]
        assert hidden_content({"items": shown}, {person.id for person in scene.hidden})
    # A public place: since it is protected, the third account is no sample for its followers either.
    assert {scene.blocker.id, scene.blocked.id} <= sampled(scene.host)
    for route in ("GET /api/tweets/{id}/likes", "GET /api/tweets/{id}/retweets"):
        named = {item["id"] for path in RECIPES[route](scene) for item in items_of(scene.host, path)}
        assert {person.id for person in scene.hidden} <= named


def sampled(client: Client) -> set[str]:
    """Return the authors of the sample tweets of the trend."""
    items = client.get(f"{TRENDS}&limit=50")["items"]
    return {sample["author"]["id"] for item in items if item["name"] == TREND for sample in item["samples"]}


def requests_of(person: Person) -> list[str]:
    return person.ids("/api/conversations?box=requests")


def items_of(client: Client, path: str) -> list[dict[str, Any]]:
    """Return all items of a list, a thread's tweet and ancestors included; none where the list is refused."""
    answer = client.send("GET", f"{path}{'&' if '?' in path else '?'}limit=100")
    assert answer.status_code in {200, 401, 403, 404}, answer.text
    if answer.status_code != 200:
        return []
    body = answer.json()
    if "users" in body:
        return [*body["users"], *(found["tweet"] for found in body.get("tweets", ()))]
    above = [body["tweet"], *body["ancestors"]] if "ancestors" in body else []
    return [*above, *(named for item in body["items"] for named in item.get("accounts", [item.get("user", item)]))]


def retweets_of(person: Person) -> list[str]:
    """Return the ids of what an account retweeted."""
    posts = person.get(f"/api/users/{person.id}/tweets?limit=100")["items"]
    return [post["retweetedBy"]["retweetId"] for post in posts if post["retweetedBy"] is not None]


def hidden_content(value: object, hidden: set[str]) -> list[str]:
    """Return the ids of tweets and retweets in a JSON value whose author is hidden, however deep they lie."""
    return [
        str(each.get("id", each.get("retweetId")))
        for each in objects(value)
        if isinstance(each.get("author"), dict) and each["author"]["id"] in hidden  # type: ignore[index]
    ]


def objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)
