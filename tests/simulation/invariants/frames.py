"""What reaches sockets, judged as it does: subscribed, permitted, in order, and never to a session that has ended."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from greenlet import getcurrent

from linnet.domain.messages import is_group, members_of
from tests.simulation.conversations import Talks
from tests.simulation.engine.sdk import Call, Hook, Phase
from tests.simulation.gateway import Interest, Socket
from tests.simulation.journal import Moment
from tests.simulation.people import World

# A worker that read the rules before they changed may still deliver: without faults for seconds, with them until its
# time is up, after which its successor reads them again.
GRACE_MS: Final = 5_000
FAULTY_GRACE_MS: Final = 120_000
WINDOW_MS: Final = 10_000
MOST_IN_WINDOW: Final = 12
PACED: Final = ("home.new", "feed.new", "tweet.counts")
GONE: Final = "GoneException"
PUSHER: Final = "pushes_queue"


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that reached a socket."""

    at: Moment
    frame: Mapping[str, Any]


class Frames:
    """Note every frame that is posted to a socket, and judge it.

    `failed` are sockets to which a post failed: what it told is theirs to fetch. `gone` are those that the pusher found
    gone, with the invocations that did; an answer to a frame may find that, too, and leaves it to the next push.
    """

    def __init__(self, behind: Hook) -> None:
        self.heard: dict[str, list[Heard]] = defaultdict(list)
        self.failed: set[str] = set()
        self.gone: defaultdict[str, set[str]] = defaultdict(set)
        self.world: World | None = None
        self._behind = behind
        self._refused: Counter[tuple[str, str, bytes]] = Counter()

    def on_call(self, call: Call, phase: Phase) -> None:
        """Implement the engine's hook."""
        if call.operation == "PostToConnection":
            if phase is Phase.BEFORE:
                self._before(call)
                return
            self._after(call)
        self._behind.on_call(call, phase)

    def _before(self, call: Call) -> None:
        try:
            self._behind.on_call(call, Phase.BEFORE)
        except Exception:
            self.failed.add(call.params["ConnectionId"])
            raise

    def _after(self, call: Call) -> None:
        world, connection = self.world, call.params["ConnectionId"]
        if world is None:
            return
        if call.error is None:
            self._judge(world, connection, json.loads(call.params["Data"]))
        elif GONE in str(call.error):
            invocation = str(getattr(getattr(getcurrent(), "life", None), "name", ""))
            if invocation.startswith(PUSHER):
                self.gone[connection].add(invocation)
            place = (invocation, connection, bytes(call.params["Data"]))
            self._refused[place] += 1
            if self._refused[place] > 1:
                world.violated(f"{connection} is gone and is told the same again by {place[0]}")

    def _judge(self, world: World, connection: str, frame: Mapping[str, Any]) -> None:
        socket = world.gateway.all[connection]
        heard = Heard(world.journal.now(), frame)
        if "topic" in frame:
            self.heard[connection].append(heard)
            _Judge(world, socket, heard).run()


class _Judge:
    def __init__(self, world: World, socket: Socket, heard: Heard) -> None:
        self._world = world
        self._socket = socket
        self._me = socket.device.person.id
        self._frame = heard.frame
        self._at = heard.at
        self._grace_ms = GRACE_MS if world.calm else FAULTY_GRACE_MS

    def run(self) -> None:
        ended = self._socket.device.surely_ended()
        if ended is not None and ended.ended_ms < self._at.ms - self._grace_ms and self._world.calm:
            self._violated("is told something after its session has ended")
        if not any(self._stands(each) for each in self._socket.interests):
            self._violated("is told of a topic that it did not subscribe to")
        kind, data = self._frame["type"], self._frame["data"]
        if kind in ("message", "message.read", "typing"):
            self._message(kind, data)
        elif kind.startswith("tweet."):
            self._tweet(int(self._frame["id"]), also_deleted=kind == "tweet.deleted")
        elif kind == "feed.new":
            self._tweet(int(data["newestId"]), also_deleted=False)

    def _stands(self, interest: Interest) -> bool:
        over = interest.ended is not None and interest.ended.ms < self._at.ms - self._grace_ms
        return interest.topic == self._frame["topic"] and not over

    def _message(self, kind: str, data: Mapping[str, Any]) -> None:
        talks, conversation = Talks(self._world.journal), data["conversationId"]
        actor = int(data["senderId"] if kind == "message" else data["userId"])
        self._not_blocked(actor)
        if is_group(conversation):
            # Who has left may still hear late of what was sent before.
            sent = [each for each in talks.sent(conversation) if each.facts["id"] == int(self._frame["id"])]
            if sent and not talks.may_be_in(conversation, self._me, Moment(sent[0].began, sent[0].ended_ms)):
                self._violated("hears of a group that it is no member of")
            return
        if self._me not in members_of(conversation):
            self._violated("hears of a conversation of others")
            return
        other = sum(members_of(conversation)) - self._me
        for user, peer, what in ((self._me, other, "hears of a request"), (other, self._me, "gets a receipt")):
            stranger = not talks.answered(conversation, user) and not talks.may_have_followed(user, peer)
            if stranger and (user == self._me or (kind != "message" and actor == user)):
                self._violated(f"{what} that was not accepted")

    def _tweet(self, tweet_id: int, *, also_deleted: bool) -> None:
        journal, lag_ms = self._world.journal, self._grace_ms
        if not also_deleted and journal.surely(("alive", tweet_id), False, self._at, lag_ms, initial=True):
            self._violated("hears of a tweet that was deleted")
        author = next((each.author.id for each in self._world.tweets if each.id == tweet_id), self._me)
        self._not_blocked(author)
        hidden = journal.surely(("protected", author), True, self._at, lag_ms)
        follows = "following" in journal.possible(("follow", self._me, author), "none", self._at, lag_ms)
        if hidden and author != self._me and not follows:
            self._violated(f"hears of a tweet that is for the followers of {author}")

    def _not_blocked(self, other: int) -> None:
        for pair in (("blocking", self._me, other), ("blocking", other, self._me)):
            if self._world.journal.surely(pair, True, self._at, self._grace_ms):
                self._violated(f"hears of {other} in spite of a block")

    def _violated(self, what: str) -> None:
        self._world.violated(f"{self._socket.id} of {self._me} {what}: {self._frame}")
