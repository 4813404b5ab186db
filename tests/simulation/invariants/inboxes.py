"""Conversations as people see them at rest: what the tables say, at any page size, and nothing to anybody else."""

from __future__ import annotations

from typing import Final

from linnet.domain.messages import is_group, members_of
from tests.simulation.invariants.messages import Post
from tests.simulation.invariants.shown import Eyes, readers
from tests.simulation.invariants.talks import judge_conversation
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import Client, World

PAGE_SIZES: Final = (2, 40)
OPENED: Final = 3
NOT_FOUND: Final = 404


def conversations_are_listed(world: World, truth: Truth) -> None:
    """Inbox and requests are the reader's conversations by their newest messages, unread ones marked."""
    post = Post.of(truth)
    for reader, eyes in readers(world, truth):
        for box in ("inbox", "requests"):
            wanted = _listed(post, eyes, box)
            for limit in PAGE_SIZES:
                since = world.journal.now()
                items = reader.pages(f"/api/conversations?box={box}", limit)
                found = None if items is None else [(item["id"], item["unread"]) for item in items]
                if found != wanted:
                    world.violated(f"the {box} of {reader.person.id} in pages of {limit}: {found} instead of {wanted}")
                for item in items or ():
                    judge_conversation(reader, since, item)


def _listed(post: Post, eyes: Eyes, box: str) -> list[tuple[str, bool]]:
    me, found = eyes.reader, []
    for conversation, head in post.heads.items():
        listed = post.members(conversation) - post.ids(conversation, "refused")
        waits = me in post.ids(conversation, "pending")
        if me not in listed or waits != (box == "requests") or not _meets_all(eyes, conversation):
            continue
        author, newest = int(head["last_author_id"]), int(head["last_id"])
        known = max(post.part(conversation, me, "read_id"), post.part(conversation, me, "joined_id"))
        found.append((newest, conversation, newest > known and author != me and eyes.meets(author)))
    return [(conversation, unread) for _, conversation, unread in sorted(found, reverse=True)]


def _meets_all(eyes: Eyes, conversation: str) -> bool:
    return is_group(conversation) or all(user == eyes.reader or eyes.meets(user) for user in members_of(conversation))


def messages_are_paged(world: World, truth: Truth) -> None:
    """All messages since the reader joined, backwards and onwards, the same at every page size."""
    post = Post.of(truth)
    for reader, eyes in readers(world, truth):
        me = eyes.reader
        mine = [each for each in post.heads if me in post.members(each)]
        for conversation in world.random.sample(mine, min(OPENED, len(mine))):
            wanted = _readable(post, eyes, conversation) if _meets_all(eyes, conversation) else None
            path = f"/api/conversations/{conversation}/messages"
            for limit in PAGE_SIZES:
                older, newer = _ids(reader, path, limit), _ids(reader, f"{path}?direction=newer", limit)
                older = None if older is None else older[::-1]
                if (older, newer) != (wanted, wanted):
                    world.violated(
                        f"{me} reads {conversation} in pages of {limit} as {older} and {newer} instead of {wanted}"
                    )


def _readable(post: Post, eyes: Eyes, conversation: str) -> list[int]:
    me, joined = eyes.reader, post.part(conversation, eyes.reader, "joined_id")
    return [
        message
        for message, row in sorted(post.messages[conversation].items())
        if message > joined
        and me not in {int(each) for each in row.get("hidden_for", ())}
        and (int(row["author_id"]) == me or eyes.meets(int(row["author_id"])))
    ]


def _ids(reader: Client, path: str, limit: int) -> list[int] | None:
    items = reader.pages(path, limit)
    return None if items is None else [int(item["id"]) for item in items]


def conversations_of_others_do_not_exist(world: World, truth: Truth) -> None:
    """Nobody opens a conversation that they are no member of."""
    post = Post.of(truth)
    for reader, eyes in readers(world, truth):
        others = [each for each in post.heads if eyes.reader not in post.members(each)]
        for conversation in world.random.sample(others, min(OPENED, len(others))):
            for path in (f"/api/conversations/{conversation}", f"/api/conversations/{conversation}/messages"):
                status = reader.get(path).status
                if status != NOT_FOUND:
                    world.violated(f"{eyes.reader} gets {status} for {path}")


CHECKS = (
    conversations_are_listed,
    messages_are_paged,
    conversations_of_others_do_not_exist,
)
