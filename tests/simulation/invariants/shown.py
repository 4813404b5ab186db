"""What people see once everything has come to rest: lists are what the tables say, whatever the size of their pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from tests.simulation.invariants.reads import judge_tweets
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.people import Client, Person, World

# Homes hold the newest hundred posts of each account for sure; what lies further back may be there.
WINDOW: Final = 90
READERS: Final = 6
PAGE_SIZES: Final = (7, 40)


@dataclass(frozen=True)
class Eyes:
    """What one reader may see, worked out from the tables and nothing else."""

    truth: Truth
    reader: int
    posts: dict[int, Row]
    profiles: dict[int, Row]
    pairs: dict[tuple[int, int], Row]

    def follows(self, other: int) -> bool:
        return self.pairs.get((self.reader, other), {}).get("follow_id") is not None

    def separated(self, other: int) -> bool:
        pair = self.pairs.get((self.reader, other), {})
        return bool(pair.get("blocking") or pair.get("blocked_by"))

    def muted(self, other: int) -> bool:
        return other != self.reader and self.pairs.get((self.reader, other), {}).get("muted_until") is not None

    def silenced(self, other: int) -> bool:
        pair = self.pairs.get((self.reader, other), {})
        return self.muted(other) and not pair.get("mute_spares_notifications")

    def meets(self, other: int) -> bool:
        profile = self.profiles.get(other)
        return profile is not None and profile.get("status", "active") == "active" and not self.separated(other)

    def sees(self, tweet_id: int) -> bool:
        """Tell whether the reader may read a tweet by its id."""
        row = self.posts.get(tweet_id)
        if row is None or row["kind"] != "tweet" or row.get("deleted_at") is not None:
            return False
        author = int(row["author_id"])
        if author == self.reader:
            return True
        narrow = row.get("audience") == "followers" or self.profiles[author].get("protected")
        return self.meets(author) and (not narrow or self.follows(author))

    def sees_post(self, row: Row) -> bool:
        """Tell whether a post of a list can be shown: a retweet by its retweeter and its original."""
        poster = int(row["author_id"])
        if row["kind"] == "tweet":
            return self.sees(int(row["id"]))
        hidden = self.profiles[poster].get("protected") and poster != self.reader and not self.follows(poster)
        return self.meets(poster) and not hidden and self.sees(int(row["original_id"]))

    def apart(self) -> set[int]:
        """Return who is in an exclusive list of the reader's."""
        lists = [row for (owner, _), row in self.truth.lists.items() if owner == self.reader and row.get("exclusive")]
        return {int(each) for row in lists for each in row.get("members", ())}

    def home(self) -> tuple[set[int], set[int]]:
        """Return the tweets that home must show, and those that it may show besides."""
        must, may, apart = set(), set(), self.apart()
        of_author: dict[int, int] = defaultdict(int)
        for key in sorted(self.posts, reverse=True):
            row = self.posts[key]
            poster = int(row["author_id"])
            if row.get("deleted_at") is not None or (poster != self.reader and not self.follows(poster)):
                continue
            of_author[poster] += 1
            tweet_id = int(row.get("original_id") or key)
            author = int(self.posts.get(tweet_id, row)["author_id"])
            if not self.sees_post(row) or self.muted(poster) or self.muted(author) or poster in apart:
                continue
            target = row.get("reply_to_author_id")
            if target is not None and int(target) != poster:
                # Who follows both when it is sent gets it; follows that came or went later may leave it out or in.
                if poster != self.reader:
                    may.add(tweet_id)
            elif of_author[poster] <= WINDOW:
                must.add(tweet_id)
            else:
                may.add(tweet_id)
        return must, may


def timelines_hold_what_they_should(world: World, truth: Truth) -> None:
    """Home is the visible posts of the followed, each once, the same at every page size."""
    for reader, eyes in readers(world, truth):
        must, may = eyes.home()
        seen = [tweets_of(reader, "/api/timelines/home", limit, home=True) for limit in PAGE_SIZES]
        compare(world, f"home of {reader.person.id}", seen, must, must | may)


def profiles_show_their_posts(world: World, truth: Truth) -> None:
    """A profile is the visible posts of its account."""
    for reader, eyes in readers(world, truth):
        other = reader.other()
        if other is None:
            continue
        path = f"/api/users/{other.id}/tweets?replies=true"
        if eyes.pairs.get((reader.person.id, other.id), {}).get("blocked_by"):
            if reader.get(path).status != 404:
                world.violated(f"{reader.person.id} opens the profile of {other.id} in spite of the block")
            continue
        posts = [row for row in truth.standing.values() if int(row["author_id"]) == other.id and eyes.sees_post(row)]
        wanted = {int(row.get("original_id") or row["id"]) for row in posts}
        seen = [tweets_of(reader, path, limit) for limit in PAGE_SIZES]
        compare(world, f"profile of {other.id} for {reader.person.id}", seen, wanted, wanted)


def follow_lists_show_the_pairs(world: World, truth: Truth) -> None:
    """The lists of one's own followers and followees are one's pairs."""
    for reader, _ in readers(world, truth):
        me = reader.person.id
        for direction, place in (("followers", 1), ("following", 0)):
            wanted = {pair[1 - place] for pair in truth.follows if pair[place] == me}
            seen = [ids_of(reader, f"/api/users/{me}/{direction}", limit) for limit in PAGE_SIZES]
            compare(world, f"{direction} of {me}", seen, wanted, wanted)


def by_id_only_what_may_be_seen(world: World, truth: Truth) -> None:
    """A tweet that a reader may not see does not exist for them; any other does."""
    for reader, eyes in readers(world, truth):
        for known in world.random.sample(world.tweets, min(5, len(world.tweets))):
            status = reader.get(f"/api/tweets/{known.id}").status
            if status != (200 if eyes.sees(known.id) else 404):
                world.violated(f"{reader.person.id} gets {status} for the tweet {known.id}")


def readers(world: World, truth: Truth) -> list[tuple[Client, Eyes]]:
    people: list[Person] = world.random.sample(world.members, min(READERS, len(world.members)))
    posts, profiles, pairs = truth.posts, truth.profiles, truth.pairs
    return [(Client(world, each), Eyes(truth, each.id, posts, profiles, pairs)) for each in people]


def tweets_of(
    reader: Client, path: str, limit: int, *, home: bool = False, list_id: str | None = None
) -> list[int] | None:
    since = reader.journal.now()
    items: list[Any] | None = reader.pages(path, limit)
    if items is None:
        return None
    judge_tweets(reader, since, items, home=home, list_id=list_id)
    return [int(item["id"]) for item in items]


def ids_of(reader: Client, path: str, limit: int) -> list[int] | None:
    items = reader.pages(path, limit)
    return None if items is None else [int(item["id"]) for item in items]


def compare(world: World, what: str, seen: list[list[int] | None], least: set[int], most: set[int]) -> None:
    sets = [None if each is None else set(each) for each in seen]
    for found in sets:
        if found is None:
            world.violated(f"{what} cannot be read")
        elif not least <= found <= most:
            world.violated(f"{what} lacks {sorted(least - found)} and has too much {sorted(found - most)}")
    if any(found != sets[0] for found in sets):
        world.violated(f"{what} differs by page size")


CHECKS = (
    timelines_hold_what_they_should,
    profiles_show_their_posts,
    follow_lists_show_the_pairs,
    by_id_only_what_may_be_seen,
)
