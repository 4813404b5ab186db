"""Bugs of timelines, lists, caches and rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.invalidations import InvalidationLog
from linnet.domain.exclusions import Exclusions
from linnet.domain.graph import Follower
from linnet.domain.timelines import BACKFILL, Timeline, TimelineEntry
from linnet.domain.users import User
from linnet.domain.visibility import Sight
from linnet.ports.timelines import Job
from linnet.runtime.routes import Request
from linnet.services.fan_out import FanOut, _missed
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_position: Final = Request.position
_exclusions: Final = DynamoGraph.exclusions


def _back_fill_anyway(self: FanOut, timeline: Timeline, job: Job) -> None:
    viewer_id, author_id = timeline.viewer_id, job.author_id
    author = self.accounts.get_user(author_id)
    if author is not None and author.pulled:
        self.accounts.add_pulled_followee(viewer_id, author_id)
    elif self._active([Follower(viewer_id)]):
        self.timelines.push([timeline], _missed(job, self._newest(viewer_id, author_id, BACKFILL)))


def _below_the_millisecond(kind: str, cursor: str | None) -> int | None:
    position = _position(kind, cursor)
    # An id is a time and 16 bits that keep the tweets of one millisecond apart.
    return position if position is None or kind != "home" else position >> 16 << 16


def _any_active(self: Sight, other: User) -> bool:
    return other.active


def _whoever_left(self: Sight, other: User) -> bool:
    pair = self.exclusions.get(other.id)
    return pair is None or not pair.separated


def _forget_nothing(self: InvalidationLog) -> frozenset[int]:
    return frozenset()


def _from_anybody(self: Sight, poster: User) -> bool:
    return True


def _show_unless_hidden(self: Sight, entry: TimelineEntry) -> bool:
    authors = {entry.author_id, entry.original_author_id} - {self.viewer_id}
    pairs = [self.exclusions[each] for each in authors if each is not None and each in self.exclusions]
    return not any(pair.separated or (self.reading.mutes_apply and pair.muted(self.now_ms)) for pair in pairs)


def _without_muted_threads(self: DynamoGraph, viewer_id: int) -> Exclusions:
    return replace(_exclusions(self, viewer_id), muted_threads=frozenset())


TRUE_CLOCKS: Final = {"skew": 0, "leap_back": 0}

MUTANTS = (
    Mutant(
        "timeline add without author check",
        ((FanOut, "_backfill", _back_fill_anyway),),
        Focus(
            {"follow": 2, "unfollow": 2, "post": 6, "home": 3},
            rates={"reorder": 0.5, "exhausted": 0.2, "duplicate": 0.3},
            think_s=0.5,
        ),
    ),
    Mutant(
        "page cursor by time only",
        ((Request, "position", staticmethod(_below_the_millisecond)),),
        Focus({"follow": 2, "burst": 2, "whole home": 1}),
    ),
    Mutant(
        "block checked at write only",
        ((Sight, "may_meet", _any_active),),
        Focus({"follow": 1, "post": 2, "block": 1, "one tweet": 2, "thread": 1}),
    ),
    Mutant(
        "given-up account is shown",
        ((Sight, "may_meet", _whoever_left),),
        Focus({"post": 1, "give up account": 1, "one tweet": 3}, rates=TRUE_CLOCKS, think_s=0.5),
    ),
    Mutant(
        "cache that no change reaches",
        ((InvalidationLog, "poll", _forget_nothing),),
        # Where clocks are wrong, or containers new, an old copy is allowed for, or gone.
        Focus({"post": 1, "delete": 1, "one tweet": 3}, rates={**TRUE_CLOCKS, "cold": 0}, think_s=0.5),
    ),
    Mutant(
        "ended follow hidden by its clean-up only",
        ((Sight, "receives", _from_anybody), (Sight, "may_show", _show_unless_hidden)),
        Focus({"follow": 2, "unfollow": 2, "post": 3, "home": 3}, rates={"exhausted": 0.4}, think_s=0.2),
    ),
    Mutant(
        "muted threads are told of nowhere",
        ((DynamoGraph, "exclusions", _without_muted_threads),),
        Focus({"post": 2, "reply": 1, "mute thread": 1, "unmute thread": 1, "one tweet": 3, "thread": 1}),
    ),
)
