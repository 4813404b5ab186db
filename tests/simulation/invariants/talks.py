"""What a member may be shown of conversations, and what must be there, judged by what was acknowledged before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linnet.domain.messages import is_group, members_of
from tests.simulation.conversations import Talks
from tests.simulation.journal import Deed, Moment
from tests.simulation.people import Client

Item = dict[str, Any]


def judge_sent(client: Client, since: Moment, deed: Deed, item: Item) -> None:
    """Judge an acknowledgement: that it could be given, and what it says."""
    me, conversation, talks = client.person.id, deed.facts["conversation"], Talks(client.journal)
    if (item["conversationId"], item["text"]) != (conversation, deed.facts["text"]):
        client.world.violated(f"{me} sent {deed.facts['mark']} and is told {item}")
    for before in talks.sent(conversation):
        # The order of what followed one another is the order of ids, whatever the clocks say.
        if before.ended is not None and before.ended < since.number and before.facts["id"] >= deed.facts["id"]:
            client.world.violated(f"{deed.facts['id']} was sent behind {before.facts['id']} of {conversation}")
    if is_group(conversation):
        return
    other = sum(members_of(conversation)) - me
    if talks.separated(me, other, since):
        client.world.violated(f"{me} writes to {other} in spite of a block")
    refused = {"nobody"} if talks.may_have_followed(other, me) else {"nobody", "following"}
    settings = client.journal.possible(("messages from", other), "everyone", since)
    if settings <= refused and not talks.answered(conversation, other) and _never_wrote(client, conversation, me, deed):
        client.world.violated(f"{me} begins to write to {other}, who lets {sorted(settings)} do so")


def _never_wrote(client: Client, conversation: str, me: int, this: Deed) -> bool:
    # Who was followed once has a conversation that is no request.
    return not any(
        deed is not this and deed.facts["actor"] == me and deed.facts["conversation"] == conversation
        for deed in client.journal.deeds_of("send")
        if not deed.refused
    )


def judge_messages(
    client: Client, since: Moment, conversation: str, items: Sequence[Item], *, after: int, before: int | None
) -> None:
    """Judge the messages that are there with ids between two, both excluded."""
    judge = _Judge(client, since, conversation)
    for item in items:
        judge.message(item)
    judge.lacks_nothing({int(item["id"]) for item in items}, after, before)


def judge_conversation(client: Client, since: Moment, item: Item) -> None:
    """Judge a conversation as its members see it."""
    judge = _Judge(client, since, item["id"])
    judge.conversation(item)
    if item["lastMessage"] is not None:
        judge.message(item["lastMessage"])


class _Judge:
    def __init__(self, client: Client, since: Moment, conversation: str) -> None:
        self._client = client
        self._me = client.person.id
        self._since = since
        self._place = conversation
        self._journal = client.journal
        self._talks = Talks(client.journal)
        # Its members see a group before the answer that names it has come to who founded it.
        self._known = not is_group(conversation) or self._talks.founded(conversation) is not None
        if self._known and not self._talks.may_be_in(conversation, self._me, since):
            self._violated("reads it without being a member")
        for member in () if is_group(conversation) else members_of(conversation):
            if self._talks.separated(self._me, member, since):
                self._violated(f"reads it in spite of a block with {member}")

    def message(self, item: Item) -> None:
        message, author = int(item["id"]), int(item["author"]["id"])
        if self._talks.separated(self._me, author, self._since):
            self._violated(f"reads {message} of {author} in spite of a block")
        if self._journal.surely(("hidden", self._place, message, self._me), True, self._since):
            self._violated(f"reads {message} again, which it deleted")
        unsent = self._journal.possible(("unsent", self._place, message), False, self._since)
        if item["unsent"] not in unsent:
            self._violated(f"sees {message} as unsent: {item['unsent']}")
        sent = [deed for deed in self._talks.sent(self._place) if deed.facts["id"] == message]
        if sent and item["text"] != ("" if item["unsent"] else sent[0].facts["text"]):
            self._violated(f"reads {message} as {item['text'][:40]!r}")
        if sent and self._came_after(sent[0]):
            self._violated(f"reads {message}, which is older than its membership")
        for reaction in item["reactions"]:
            key = ("reaction", self._place, message, int(reaction["userId"]))
            if reaction["emoji"] not in self._journal.possible(key, None, self._since):
                self._violated(f"sees {reaction} to {message}")

    def lacks_nothing(self, seen: set[int], after: int, before: int | None) -> None:
        """Everything that was acknowledged to anybody before the read began is there."""
        if not self._talks.stayed(self._place, self._me):
            return
        for deed in self._talks.sent(self._place):
            message = deed.facts["id"]
            inside = after < message and (before is None or message < before)
            if message in seen or not inside or deed.ended is None or deed.ended >= self._since.number:
                continue
            hidden = ("hidden", self._place, message, self._me) in self._journal.keys("hidden")
            if not hidden and self._talks.met_always(self._me, deed.facts["actor"]):
                self._violated(f"does not find {message}, which was acknowledged")

    def conversation(self, item: Item) -> None:
        marks = [
            deed
            for deed in self._journal.deeds_of("mark read")
            if (deed.facts["actor"], deed.facts["conversation"]) == (self._me, self._place) and not deed.refused
        ]
        begun = [each for each in marks if each.done and each.ended is not None and each.ended < self._since.number]
        least = max((each.facts["up_to"] for each in begun), default=0)
        read = int(item["readUpTo"] or 0)
        if read < least or read not in {0, *(each.facts["up_to"] for each in marks)}:
            self._violated(f"has read up to {read} instead of {least}")
        if is_group(self._place):
            titles = self._journal.possible(("title", self._place), "", self._since)
            if self._known and item["title"] not in titles:
                self._violated(f"is told the title {item['title']}")
            return
        strangers = [each for each in members_of(self._place) if self._is_a_stranger(each)]
        if any(int(mark["userId"]) in strangers for mark in item["reads"]):
            self._violated(f"learns that {strangers} have read what they have not accepted")
        refused = any(
            deed.facts["conversation"] == self._place and self._me in deed.facts["users"] and not deed.refused
            for deed in self._journal.deeds_of("refuse message request")
        )
        if self._me in strangers and not refused and not item["request"]:
            self._violated("has as a conversation what is a request")

    def _is_a_stranger(self, user: int) -> bool:
        """Tell whether somebody was written to without ever following, and has not answered."""
        first, second = members_of(self._place)
        other = first + second - user
        return not self._talks.answered(self._place, user) and not self._talks.may_have_followed(user, other)

    def _came_after(self, sent: Deed) -> bool:
        """Tell whether the reader surely joined only after a message was acknowledged."""
        if not is_group(self._place) or sent.ended is None:
            return False
        founding = self._talks.founded(self._place)
        if founding is None or self._me in founding.facts["members"]:
            return False
        joined = [each for each in self._talks.moved(self._place, self._me) if each.kind == "add members"]
        return all(each.began > sent.ended for each in joined)

    def _violated(self, what: str) -> None:
        self._client.world.violated(f"{self._client.person.name} ({self._me}), conversation {self._place}: {what}")
