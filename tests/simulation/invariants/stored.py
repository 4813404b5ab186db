"""Everything acknowledged is stored exactly once, nothing is half there, and totals equal their edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from linnet.domain.tweets import MAX_PINNED
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.journal import Outcome
from tests.simulation.people import World

Violated = Callable[[str], None]


def accounts_are_whole(world: World, truth: Truth) -> None:
    """Each acknowledged account is there with all its rows; each name and address leads to an account."""
    profiles = truth.profiles
    stored = {str(row["username"]): key for key, row in profiles.items()}
    for deed in world.journal.deeds_of("sign up"):
        person = deed.facts["person"]
        if person.gone and person.name in stored:
            world.violated(f"{person.name} was erased and is stored")
        elif deed.done and not person.gone and stored.get(person.name) != person.id:
            world.violated(f"{person.name} was acknowledged and is not stored")
        if deed.refused and person.name in stored:
            world.violated(f"{person.name} was refused and is stored")
    accounts = {int(key) for key in truth.starting("identity", "U#", "ACCOUNT")}
    names = truth.starting("identity", "N#")
    # The name of whoever was erased is held for nobody.
    owners = [int(rows[0]["user_id"]) for rows in names.values() if "user_id" in rows[0]]
    held = sorted(name for name, rows in names.items() if "user_id" not in rows[0])
    _same(world.violated, "held names", held, sorted(person.name for person in world.gone))
    addresses = [int(rows[0]["user_id"]) for rows in truth.starting("identity", "E#").values()]
    for found, what in ((accounts, "accounts"), (owners, "names"), (addresses, "addresses")):
        if sorted(found) != sorted(profiles):
            world.violated(f"{what} {sorted(found)} do not belong to the profiles {sorted(profiles)}")


def tweets_are_stored_once(world: World, truth: Truth) -> None:
    """Each acknowledged tweet is there once; each refused one is not there; nothing is there twice."""
    posts = truth.posts
    marks = Counter(_mark(str(row["text"])) for row in truth.standing.values() if row["kind"] == "tweet")
    first = Counter(_mark(text) for text in _first_texts(truth))
    for deed in world.journal.deeds_of("publish"):
        found = first[deed.facts["mark"]]
        if found > 1:
            world.violated(f"{deed.facts['mark']} is stored {found} times")
        if deed.refused and found:
            world.violated(f"{deed.facts['mark']} was refused and is stored")
        if not deed.done:
            continue
        tweet_id = deed.facts["id"]
        alive = world.journal.possible(("alive", tweet_id), True)
        row = posts.get(tweet_id)
        if row is None:
            world.violated(f"the tweet {tweet_id} was acknowledged and is not stored")
        elif (row.get("deleted_at") is None) not in alive:
            world.violated(f"the tweet {tweet_id} stands at {row.get('deleted_at')} and may be alive: {sorted(alive)}")
        elif row.get("deleted_at") is None:
            texts = world.journal.possible(("text", tweet_id), None)
            if row["text"] not in texts:
                world.violated(f"the tweet {tweet_id} reads {row['text']!r} and may be {sorted(texts)}")
    doubled = [mark for mark, times in marks.items() if times > 1]
    if doubled:
        world.violated(f"texts stand twice: {doubled}")


def _first_texts(truth: Truth) -> Iterable[str]:
    """Yield the first text of every tweet that is not deleted: an edit leaves it in the history."""
    history: dict[str, dict[int, str]] = {}
    for row in truth.tables["tweets"]:
        if row["sk"] != 0:
            history.setdefault(str(row["pk"]), {})[int(row["sk"])] = str(row["text"])
    for row in truth.standing.values():
        if row["kind"] == "tweet":
            yield history.get(str(row["pk"]), {}).get(1, str(row["text"]))


def _mark(text: str) -> str:
    return text.partition(" ")[0]


def edits_leave_one_version_each(world: World, truth: Truth) -> None:
    """Earlier versions are as many as edits were made; a deleted tweet has none."""
    versions = Counter(str(row["pk"]) for row in truth.tables["tweets"] if row["sk"] != 0)
    done: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for deed in world.journal.deeds_of("edit"):
        key = f"T#{deed.facts['id']}"
        done[key] += deed.done
        tried[key] += not deed.refused
    standing = {str(row["pk"]) for row in truth.standing.values()}
    for key in versions.keys() | tried.keys():
        least, most = (done[key], tried[key]) if key in standing else (0, 0)
        if not least <= versions[key] <= most:
            world.violated(f"{key} has {versions[key]} earlier versions of {least} to {most}")


def edges_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Each pair stands as one of its last operations left it."""
    pairs = truth.pairs
    for facet, state in (
        ("follow", _follow_state),
        ("bell", _ringing),
        ("blocking", _blocking),
        ("muting", _muting),
    ):
        for pair in world.journal.pairs(facet):
            key, row = (facet, *pair), pairs.get(pair, {})
            possible = world.journal.possible(key, "none" if facet == "follow" else False)
            if state(row) not in possible:
                world.violated(f"{key} is {state(row)} and may be {sorted(map(str, possible))}")
    retweets = {(int(row["actor_id"]), int(row["tweet_id"])): row for row in truth.tables["engagement"]}
    for pair in world.journal.pairs("retweet"):
        key, stands = ("retweet", *pair), retweets.get(pair, {}).get("retweet_id") is not None
        possible = world.journal.possible(key, False)
        if stands not in possible:
            world.violated(f"{key} is {stands} and may be {sorted(possible)}")


def _follow_state(row: Row) -> str:
    if row.get("follow_id") is not None:
        return "following"
    return "asked" if row.get("requested_id") is not None else "none"


def _ringing(row: Row) -> bool:
    return bool(row.get("notifying"))


def _blocking(row: Row) -> bool:
    return bool(row.get("blocking"))


def _muting(row: Row) -> bool | str:
    if row.get("muted_until") is None:
        return False
    return "posts" if row.get("mute_spares_notifications") else True


def both_sides_of_a_pair_agree(world: World, truth: Truth) -> None:
    """Who blocks is known to the blocked; what ended has left no mark; a block leaves no follow."""
    pairs = truth.pairs
    for (user, target), row in pairs.items():
        other = pairs.get((target, user), {})
        if bool(row.get("blocking")) != bool(other.get("blocked_by")):
            world.violated(f"{user} blocks {target}: {row.get('blocking')}, known: {other.get('blocked_by')}")
        if row.get("blocking") and (_follow_state(row), _follow_state(other)) != ("none", "none"):
            world.violated(f"a follow between {user} and {target} outlived the block")


def lists_follow_from_pairs(world: World, truth: Truth) -> None:
    """Rows of followers, bells, followees and requests are the pairs' own, each once."""
    follows = truth.follows
    asked = {pair: int(row["requested_id"]) for pair, row in truth.pairs.items() if row.get("requested_id") is not None}
    rung = {pair for pair, row in truth.pairs.items() if row.get("notifying")}
    of_followers, of_followees, of_requests, of_bells = [], [], [], []
    for row in truth.tables["graph"]:
        place, _, rest = str(row["pk"]).partition("#")
        if place not in "RGQB" or row.get("gone"):
            continue
        owner, other, identifier = int(rest.partition("#")[0]), int(row["user_id"]), int(row["sk"])
        if place == "R":
            of_followers.append((other, owner, identifier))
        elif place == "G":
            of_followees.append((owner, other, identifier))
        elif place == "B":
            of_bells.append((other, owner, identifier))
        else:
            of_requests.append((other, owner, identifier))
    wanted = sorted((*pair, identifier) for pair, identifier in follows.items())
    for found, what in ((of_followers, "followers"), (of_followees, "following")):
        _same(world.violated, what, sorted(found), wanted)
    bells = sorted((*pair, follows.get(pair, 0)) for pair in rung)
    _same(world.violated, "bells", sorted(of_bells), bells)
    _same(world.violated, "requests", sorted(of_requests), sorted((*pair, key) for pair, key in asked.items()))
    totals = {
        int(key): int(rows[0].get("following", 0)) for key, rows in truth.starting("graph", "U#", "LIMITS").items()
    }
    counted = Counter(user for user, _ in follows)
    _same(world.violated, "following caps", {k: v for k, v in totals.items() if v}, dict(counted))


def engagements_and_retweets_agree(world: World, truth: Truth) -> None:
    """Each retweet has its edge and each edge its retweet."""
    edges = {
        (int(row["actor_id"]), int(row["tweet_id"]), int(row["retweet_id"]))
        for row in truth.tables["engagement"]
        if row.get("retweet_id") is not None
    }
    retweets = {
        (int(row["author_id"]), int(row["original_id"]), key)
        for key, row in truth.posts.items()
        if row["kind"] == "retweet"
    }
    _same(world.violated, "retweets", sorted(retweets), sorted(edges))


def totals_equal_their_edges(world: World, truth: Truth) -> None:
    """Every counter is the size of its edge set."""
    follows, standing = truth.follows, truth.standing
    followers = Counter(target for _, target in follows)
    following = Counter(user for user, _ in follows)
    tweets = Counter(int(row["author_id"]) for row in standing.values())
    for key, row in truth.profiles.items():
        wanted = {"followers": followers[key], "following": following[key], "tweets": tweets[key]}
        _same(world.violated, f"totals of the account {key}", {n: int(row.get(n, 0)) for n in wanted}, wanted)
    replies = Counter(row.get("reply_to_id") for row in standing.values())
    quotes = Counter(row.get("quote_of_id") for row in standing.values())
    retweets = Counter(int(row["tweet_id"]) for row in truth.tables["engagement"] if row.get("retweet_id") is not None)
    for key, row in truth.posts.items():
        if row["kind"] == "tweet":
            wanted = {"replies": replies[key], "quotes": quotes[key], "retweets": retweets[key]}
            _same(world.violated, f"totals of the tweet {key}", {n: int(row.get(n, 0)) for n in wanted}, wanted)


def keys_lead_to_tweets(world: World, truth: Truth) -> None:
    """No idempotency key names a tweet that was never stored, nor a draft that nobody kept."""
    # Drafts go when they are published.
    posts = truth.posts.keys() | {deed.facts.get("id") for deed in world.journal.deeds_of("schedule")}
    unsure = any("id" not in deed.facts and not deed.refused for deed in world.journal.deeds_of("schedule"))
    for rows in truth.starting("platform", "IDEM#").values():
        for row in rows:
            if int(row["tweet_id"]) not in posts and not unsure:
                world.violated(f"an idempotency key names {row['tweet_id']}, which is not stored")


def nothing_is_underway(world: World, _truth: Truth) -> None:
    """Every operation has ended one way or another."""
    open_deeds = [deed.kind for deed in world.journal.deeds if deed.outcome is Outcome.UNDERWAY]
    if open_deeds:
        world.violated(f"operations have not ended: {open_deeds}")


def _same(violated: Violated, what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        violated(f"{what}: {found} instead of {wanted}")


def pins_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """A profile has at most five pins, each as its last operation left it; what was deleted need not be among them."""
    pinned = {user: [int(each) for each in row.get("pinned_tweet_ids", ())] for user, row in truth.profiles.items()}
    for user, tweets in pinned.items():
        if len(tweets) > MAX_PINNED or len(set(tweets)) < len(tweets):
            world.violated(f"{user} has the pins {tweets}")
        for tweet in tweets:
            if ("pinned", user, tweet) not in world.journal.keys("pinned"):
                world.violated(f"{user} has the pin {tweet}, which nobody asked for")
    for key in world.journal.keys("pinned"):
        of_user = pinned.get(int(str(key[1])))
        if of_user is None:
            continue
        stands, possible = key[2] in of_user, world.journal.possible(key, False)
        alive = False not in world.journal.possible(("alive", key[2]), True)
        if stands not in possible and (alive or stands):
            world.violated(f"{key} is {stands} and may be {sorted(possible)}")


CHECKS = (
    nothing_is_underway,
    accounts_are_whole,
    tweets_are_stored_once,
    edits_leave_one_version_each,
    edges_are_what_was_acknowledged,
    pins_are_what_was_acknowledged,
    both_sides_of_a_pair_agree,
    lists_follow_from_pairs,
    engagements_and_retweets_agree,
    totals_equal_their_edges,
    keys_lead_to_tweets,
)
