"""Who engaged with a tweet, and what an account likes and bookmarked, as each reader may see it at rest."""

from __future__ import annotations

from typing import Final

from tests.simulation.invariants.shown import Eyes, compare, ids_of, readers, tweets_of
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import Client, KnownTweet, World

TWEETS: Final = 3
PAGE_SIZES: Final = (2, 40)
FORBIDDEN, NOT_FOUND, FOUND = 403, 404, 200


def who_engaged_is_listed(world: World, truth: Truth) -> None:
    """Who likes or retweeted a tweet is named to those who may know, at any page size; who may not see it gets 404."""
    edges = truth.engagements
    for reader, eyes in readers(world, truth):
        for tweet in _some(world, {pair[1] for pair in edges}):
            for kind, act in (("likes", "like_id"), ("retweets", "retweet_id")):
                path = f"/api/tweets/{tweet.id}/{kind}"
                if not _opens(world, reader, path, FOUND if eyes.sees(tweet.id) else NOT_FOUND):
                    continue
                actors = {actor for (actor, about), row in edges.items() if about == tweet.id and row.get(act)}
                wanted = {actor for actor in actors if _named(eyes, actor)}
                seen = [ids_of(reader, path, limit) for limit in PAGE_SIZES]
                compare(world, f"{kind} of {tweet.id} for {reader.person.id}", seen, wanted, wanted)


def quotes_are_listed(world: World, truth: Truth) -> None:
    """The quotes of a tweet are those of them that the reader may see."""
    quoted = {int(row["quote_of_id"]) for row in truth.standing.values() if row.get("quote_of_id") is not None}
    for reader, eyes in readers(world, truth):
        for tweet in _some(world, quoted)[:2]:
            path = f"/api/tweets/{tweet.id}/quotes"
            if _opens(world, reader, path, FOUND if eyes.sees(tweet.id) else NOT_FOUND):
                rows = [row for row in truth.standing.values() if row.get("quote_of_id") == tweet.id]
                wanted = {int(row["id"]) for row in rows if eyes.sees(int(row["id"]))}
                seen = [tweets_of(reader, path, limit) for limit in PAGE_SIZES]
                compare(world, f"quotes of {tweet.id} for {reader.person.id}", seen, wanted, wanted)


def likes_of_accounts_are_listed(world: World, truth: Truth) -> None:
    """What an account likes is what its readers may see of it, and nobody else's if it does not show it."""
    for reader, eyes in readers(world, truth):
        me = reader.person.id
        for other in {me, *[each.id for each in [reader.other()] if each is not None]}:
            path = f"/api/users/{other}/likes"
            if _opens(world, reader, path, _status_of_likes(truth, eyes, other)):
                liked = {
                    tweet for (actor, tweet), row in truth.engagements.items() if actor == other and row.get("like_id")
                }
                # Who blocks somebody can open their profile and finds nothing there.
                wanted = set() if eyes.separated(other) else {tweet for tweet in liked if eyes.sees(tweet)}
                seen = [tweets_of(reader, path, limit) for limit in PAGE_SIZES]
                compare(world, f"likes of {other} for {me}", seen, wanted, wanted)


def _status_of_likes(truth: Truth, eyes: Eyes, other: int) -> int:
    if other == eyes.reader:
        return FOUND
    profile = eyes.profiles[other]
    blocked = eyes.pairs.get((eyes.reader, other), {}).get("blocked_by")
    if blocked or profile.get("status", "active") != "active":
        return NOT_FOUND
    narrow = profile.get("protected") and not eyes.follows(other)
    return FORBIDDEN if narrow or not truth.shows_likes(other) else FOUND


def bookmarks_are_listed(world: World, truth: Truth) -> None:
    """One's bookmarks are all that may still be seen, as a whole and in each folder."""
    for reader, eyes in readers(world, truth):
        me = reader.person.id
        rows = {tweet: row for (actor, tweet), row in truth.engagements.items() if actor == me}
        kept = {tweet: row for tweet, row in rows.items() if row.get("bookmark_id") is not None and eyes.sees(tweet)}
        folders = reader.get("/api/bookmark-folders").body["items"]
        for folder in (None, *[each["id"] for each in folders][:2]):
            wanted = {
                tweet
                for tweet, row in kept.items()
                if folder is None or str(row.get("filed", "")).startswith(f"{int(folder):020d}#")
            }
            path = "/api/bookmarks" if folder is None else f"/api/bookmarks?folderId={folder}"
            seen = [tweets_of(reader, path, limit) for limit in PAGE_SIZES]
            compare(world, f"bookmarks of {me} in {folder}", seen, wanted, wanted)


def tweets_show_their_totals(world: World, truth: Truth) -> None:
    """A tweet read by its id shows its edges' number, and each reader's own acts."""
    edges = truth.engagements
    for reader, eyes in readers(world, truth):
        for tweet in _some(world, {pair[1] for pair in edges}):
            if not eyes.sees(tweet.id):
                continue
            shown = reader.get(f"/api/tweets/{tweet.id}").body
            of_tweet = [row for (_, about), row in edges.items() if about == tweet.id]
            own = edges.get((reader.person.id, tweet.id), {})
            acts = (("likes", "liked", "like_id"), ("retweets", "retweeted", "retweet_id"))
            wanted = {total: sum(row.get(act) is not None for row in of_tweet) for total, _, act in acts}
            wanted |= {flag: own.get(act) is not None for _, flag, act in acts}
            found = {name: {**shown["counts"], **shown["viewer"]}[name] for name in wanted}
            if found != wanted:
                world.violated(f"{reader.person.id} reads {found} on {tweet.id} instead of {wanted}")
            if tweet.options and shown["poll"]["voters"] is not None:
                votes = ["".join(row["choices"]) for row in of_tweet if row.get("vote_id") is not None]
                counted = [sum(str(option) in each for each in votes) for option in range(tweet.options)]
                options = [option["votes"] for option in shown["poll"]["options"]]
                if (shown["poll"]["voters"], options) != (len(votes), counted):
                    world.violated(f"the poll {tweet.id} shows {shown['poll']} for the votes {votes}")


def _named(eyes: Eyes, actor: int) -> bool:
    """Tell whether the reader may learn what an account did: protected ones are known to their followers only."""
    if actor == eyes.reader:
        return True
    return eyes.meets(actor) and (not eyes.profiles[actor].get("protected") or eyes.follows(actor))


def _opens(world: World, reader: Client, path: str, wanted: int) -> bool:
    """Tell whether a list is to be read; violated where its status is another."""
    status = reader.get(path).status
    if status != wanted:
        world.violated(f"{reader.person.id} gets {status} instead of {wanted} for {path}")
    return status == wanted == FOUND


def _some(world: World, ids: set[int]) -> list[KnownTweet]:
    """Return a few tweets, such of these ids first."""
    known = [each for each in world.tweets if each.id in ids] or world.tweets
    return world.random.sample(known, min(TWEETS, len(known)))


SHOWN = (
    who_engaged_is_listed,
    quotes_are_listed,
    likes_of_accounts_are_listed,
    bookmarks_are_listed,
    tweets_show_their_totals,
)
