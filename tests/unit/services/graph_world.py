"""A graph of fakes with every service over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from linnet.domain.changes import PairChange
from linnet.domain.graph import FollowOptions, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import Account, User, Viewer
from linnet.ports.timelines import Job
from linnet.services.answer_follow_request import AnswerFollowRequest, RemoveFollower
from linnet.services.apply_follow_change import ApplyFollowChange
from linnet.services.block_user import BlockUser, MuteUser
from linnet.services.follow_user import FollowUser, Outcome, UnfollowUser
from linnet.services.list_accounts import Direction, ListAccounts
from linnet.services.read_relationships import ReadRelationships
from linnet.services.review_celebrity import TurnCelebrity
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.graph import FakeCelebrities, FakeEndorsements, FakeFollowIndex, FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.lists import FakeLists
from tests.fakes.timelines import FakeInvalidations, FakeJobs

ANN, BOB, CAT, DAN = 11, 12, 13, 14
NOBODY = 99
CAP = 3


class Site:
    """Ann, Bob, Cat and Dan, every service over them, and the stream of the graph, which runs when a test says so."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        ids, parallel = FakeIds(self.clock), SequentialParallel()
        self.parallel = parallel
        self.identity = FakeIdentity()
        self.accounts, self.users = FakeAccounts(self.identity), FakeUsers(self.identity)
        self.graph, self.index, self.jobs = FakeGraph(self.clock), FakeFollowIndex(), FakeJobs()
        self.celebrities, self.invalidations = FakeCelebrities(), FakeInvalidations()
        self.kept = FakeLists(self.graph)
        self.endorsements = FakeEndorsements(self.graph)
        self.follow_user = FollowUser(self.graph, self.users, parallel, ids, CAP)
        self.unfollow_user = UnfollowUser(self.graph, parallel, self.clock)
        self.answer = AnswerFollowRequest(self.graph, ids, CAP)
        self.remove_follower = RemoveFollower(self.graph, self.clock)
        self.relationships = ReadRelationships(self.graph, self.users, parallel)
        self.block_user = BlockUser(self.graph, self.users, self.relationships, self.clock)
        self.mute_user = MuteUser(self.graph, self.users, self.relationships, self.clock)
        self.lists = ListAccounts(self.graph, self.index, self.users, self.invalidations, parallel, self.clock)
        self.apply = ApplyFollowChange(self.index, self.kept, self.endorsements, self.jobs)
        self.turn = TurnCelebrity(self.celebrities, self.accounts, self.index, self.jobs, chunk=2)
        self.applied = 0
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat"), (DAN, "dan")):
            self.sign_up(user_id, name)

    def sign_up(self, user_id: int, name: str) -> None:
        self.accounts.create(User(user_id, name, name, 1), Account(user_id, f"{name}@example.org", "h"))

    def change(self, user_id: int, **changes: object) -> None:
        self.identity.users[user_id] = replace(self.identity.users[user_id], **changes)  # type: ignore[arg-type]

    def follow(
        self, user_id: int, target_id: int, show_retweets: bool | None = None, *, notifying: bool | None = None
    ) -> Outcome:
        options = FollowOptions(show_retweets, notifying)
        outcome, _ = self.follow_user.run(viewer(user_id), target_id, options)
        self.clock.advance(1)
        return outcome

    def settle(self) -> None:
        """Deliver what the graph's stream holds."""
        for number, (before, after) in enumerate(self.graph.changes[self.applied :], start=self.applied):
            self.apply.run(PairChange(before, after, number))
        self.applied = len(self.graph.changes)

    def pair(self, user_id: int, target_id: int) -> Relationship:
        return self.graph.pairs[user_id, target_id]

    def names(self, reader: int | None, owner: int, direction: Direction = Direction.FOLLOWERS) -> list[str]:
        page = self.lists.of_account(None if reader is None else viewer(reader), owner, direction, PageRange(20))
        return [user.username for user in page.users]


def viewer(user_id: int) -> Viewer:
    return Viewer(user_id, 1)


def jobs_of(site: Site) -> Sequence[Job]:
    sent, site.jobs.sent = site.jobs.sent, []
    return sent
