"""Lists: each as acknowledged, with exactly the members that its owner's pairs name, and read as it says."""

from __future__ import annotations

from collections import Counter, defaultdict

from tests.simulation.invariants.shown import PAGE_SIZES, WINDOW, Eyes, compare, ids_of, readers, tweets_of
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.memberships import may_have_ended
from tests.simulation.people import World

Place = tuple[int, str]


def lists_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Each acknowledged list is there once, as it was changed last; none is there that was refused."""
    stored, journal = truth.lists, world.journal
    titles = Counter(str(row["title"]) for row in stored.values())
    tried = {deed.facts["title"] for deed in journal.deeds_of("create list") if not deed.refused}
    for title, times in titles.items():
        if times > 1 or title not in tried:
            world.violated(f"the list {title} is stored {times} times, tried: {title in tried}")
    for place in journal.named("list"):
        if (place in stored) not in journal.possible(("list", *place), False):
            world.violated(f"the list {place} is stored: {place in stored}")
    for place, row in stored.items():
        exclusive = bool(row.get("exclusive"))
        possible = journal.possible(("exclusive", *place), exclusive)
        if exclusive not in possible or exclusive != ("exclusion" in row):
            world.violated(f"the list {place} is exclusive: {exclusive}, and may be {possible}; {row.get('exclusion')}")


def members_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Who joined is a member, unless they left, the follow ended or the list is gone."""
    for key in world.journal.keys("listed"):
        _, owner, list_id, member = key
        assert isinstance(owner, int)
        assert isinstance(member, int)
        stands = list_id in _names(truth.pairs.get((owner, member), {}))
        excused = not stands and (
            (owner, list_id) not in truth.lists or may_have_ended(world.journal, key, world.journal.now())
        )
        possible = world.journal.possible(key, False)
        if stands not in possible and not excused:
            world.violated(f"{key} is {stands} and may be {possible}")


def members_follow_from_pairs(world: World, truth: Truth) -> None:
    """Lists, pairs and the index of followers name the same members, all followed; lists are counted."""
    named: dict[Place, set[int]] = defaultdict(set)
    for (owner, member), row in truth.pairs.items():
        for list_id in _names(row):
            named[owner, list_id].add(member)
            if row.get("follow_id") is None:
                world.violated(f"{member} is in the list {list_id} of {owner}, who does not follow them")
    stored = {place: {int(each) for each in row.get("members", ())} for place, row in truth.lists.items()}
    if {place: members for place, members in stored.items() if members} != named:
        world.violated(f"lists hold {stored} and pairs name {dict(named)}")
    for row in truth.tables["graph"]:
        if str(row["pk"]).startswith("R#") and not row.get("gone"):
            owner, author = int(row["user_id"]), int(str(row["pk"]).split("#")[1])
            if _names(row) != _names(truth.pairs.get((owner, author), {})):
                world.violated(f"the index names the lists {_names(row)} of {owner} for {author}")
    counted = Counter(owner for owner, _ in truth.lists)
    limits = {
        int(key): int(rows[0].get("list_count", 0)) for key, rows in truth.starting("graph", "U#", "LIMITS").items()
    }
    if {owner: count for owner, count in limits.items() if count} != dict(counted):
        world.violated(f"{limits} lists are counted of {dict(counted)}")


def lists_hold_what_they_should(world: World, truth: Truth) -> None:
    """A list is the visible posts of its members, each once, the same at every page size; its members are its own."""
    for reader, eyes in readers(world, truth):
        for (owner, list_id), row in truth.lists.items():
            if owner != reader.person.id:
                continue
            must, may = _of_list(eyes, row)
            path = f"/api/timelines/lists/{list_id}"
            seen = [tweets_of(reader, path, limit, list_id=list_id) for limit in PAGE_SIZES]
            compare(world, f"list {list_id} of {owner}", seen, must, must | may)
            members = {int(each) for each in row.get("members", ()) if eyes.meets(int(each))}
            shown = [ids_of(reader, f"/api/lists/{list_id}/members", limit) for limit in PAGE_SIZES]
            compare(world, f"members of the list {list_id} of {owner}", shown, members, members)


def _of_list(eyes: Eyes, row: Row) -> tuple[set[int], set[int]]:
    """Return the tweets that a list must show, and those that it may show besides."""
    members = {int(each) for each in row.get("members", ())}
    answered = {"followed": None, "list": members | {eyes.reader}, "none": {eyes.reader}}[str(row["replies_policy"])]
    must, may = set(), set()
    of_author: Counter[int] = Counter()
    for key in sorted(eyes.posts, reverse=True):
        post = eyes.posts[key]
        poster = int(post["author_id"])
        if post.get("deleted_at") is not None or poster not in members:
            continue
        of_author[poster] += 1
        tweet_id = int(post.get("original_id") or key)
        author = int(eyes.posts.get(tweet_id, post)["author_id"])
        if not eyes.sees_post(post) or eyes.muted(poster) or eyes.muted(author):
            continue
        target = post.get("reply_to_author_id")
        if target is not None and int(target) != poster:
            # As at home: who follows both when it is sent gets it, unless the list does not want it.
            if answered is None or int(target) in answered:
                may.add(tweet_id)
        elif of_author[poster] <= WINDOW:
            must.add(tweet_id)
        else:
            may.add(tweet_id)
    return must, may


def _names(row: Row) -> set[str]:
    return {str(int(each)) for each in row.get("lists", ())}


STORED = (lists_are_what_was_acknowledged, members_are_what_was_acknowledged, members_follow_from_pairs)
SHOWN = (lists_hold_what_they_should,)
