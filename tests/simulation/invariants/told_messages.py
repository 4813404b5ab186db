"""Direct messages among notifications: each once to each of its recipients, while they may read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from linnet.domain.messages import is_group
from tests.simulation.conversations import Talks
from tests.simulation.invariants.messages import Post
from tests.simulation.invariants.shown import Eyes, readers
from tests.simulation.invariants.truth import Truth
from tests.simulation.journal import Deed
from tests.simulation.people import Client, World

PAGE_SIZES: Final = (3, 40)


@dataclass(frozen=True)
class _Judge:
    """What one reader may be told, and must be."""

    world: World
    post: Post
    eyes: Eyes

    @property
    def me(self) -> int:
        return self.eyes.reader

    def may(self, message: int) -> bool:
        """Tell whether the reader may read a message of somebody else, in a conversation that is no request."""
        post, place = self.post, self.post.places.get(message, "")
        row = post.messages[place].get(message, {})
        begun = max(post.part(place, self.me, "joined_id"), post.part(place, self.me, "deleted_id"))
        if row.get("unsent_at") is not None or self.me in {int(each) for each in row.get("hidden_for", ())}:
            return False
        author = int(row.get("author_id", self.me))
        heard = author != self.me and self.eyes.meets(author) and not self.eyes.silenced(author)
        waits = self.me in post.ids(place, "pending") | post.ids(place, "refused")
        return heard and not waits and self.me in post.members(place) and begun < message

    def must(self, deed: Deed) -> bool:
        """Tell whether the reader had accepted a conversation when a message was sent, and nothing stood between."""
        journal, talks = self.world.journal, Talks(self.world.journal)
        author, place = deed.facts["actor"], deed.facts["conversation"]
        if not self.may(deed.facts["id"]) or not talks.met_always(self.me, author):
            return False
        if any(not each.refused for each in journal.deeds_on(("muting", self.me, author))):
            return False
        return talks.stayed(place, self.me) and any(
            each.ended is not None and each.ended < deed.began for each in self._accepted(talks, place)
        )

    def _accepted(self, talks: Talks, place: str) -> list[Deed]:
        """Return what made a conversation the reader's own: writing into it, accepting it, founding it."""
        founded = talks.founded(place) if is_group(place) else None
        return [
            *(each for each in talks.sent(place) if each.facts["actor"] == self.me),
            *(
                each
                for each in self.world.journal.deeds_of("accept message request")
                if each.done and each.facts["conversation"] == place and self.me in each.facts["users"]
            ),
            *([founded] if founded is not None and founded.facts["actor"] == self.me else []),
        ]


def messages_are_told_once(world: World, truth: Truth) -> None:
    """Each message is told once to each who had accepted its conversation; nobody is told of what they may not read."""
    post = Post.of(truth)
    sent = [deed for deed in world.journal.deeds_of("send") if deed.done]
    for reader, eyes in readers(world, truth):
        judge = _Judge(world, post, eyes)
        lists = [_told(world, reader, limit) for limit in PAGE_SIZES]
        if any(each is None for each in lists):
            world.violated(f"{judge.me} cannot read of what messages they are told")
            continue
        told = lists[0] or []
        if lists[1] != told:
            world.violated(f"messages that {judge.me} is told of differ by page size: {lists}")
        twice = [message for message, times in Counter(told).items() if times > 1]
        if twice:
            world.violated(f"{judge.me} is told twice of the messages {twice}")
        for message in told:
            if not judge.may(message):
                world.violated(f"{judge.me} is told of the message {message}, which they may not read or hear of")
        for deed in sent:
            if deed.facts["id"] not in told and judge.must(deed):
                world.violated(f"{judge.me} is not told of the message {deed.facts['id']}")


def _told(world: World, reader: Client, limit: int) -> list[int] | None:
    """Return the messages that a reader is told of, each as one notification of its author."""
    items = reader.pages("/api/notifications?kinds=message", limit)
    if items is None:
        return None
    for item in items:
        message = item["message"]
        if item["kind"] != "message" or [each["id"] for each in item["actors"]] != [message["author"]["id"]]:
            world.violated(f"{reader.person.id} is told of a message as {item}")
    return [int(item["message"]["id"]) for item in items]


SHOWN = (messages_are_told_once,)
