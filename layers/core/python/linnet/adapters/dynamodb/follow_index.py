"""Lists of followers, followees and requests, and orders of celebrity treatment: what streams keep."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from operator import attrgetter

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.graph_rows import BLANK_LIFETIME_S, SCHEMA, GraphRow, whole_set
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.transactions import Random, Sleep, retry_conflicts
from linnet.domain.graph import Follow, Follower, Relationship
from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import EVERY_SHARD, IndexRange
from linnet.domain.paging import PageRange
from linnet.ports.environment import Clock, Parallel


@dataclass(frozen=True, slots=True)
class DynamoFollowIndex:
    """Implement the port `FollowIndex`.

    A row that ends stays for some days as `gone`, with the version of the pair that ended it: a record that comes
    late or twice finds itself outdated, whatever came in between. Followers of an account spread over `shards`
    partitions by follower, because one partition takes 1,000 writes a second.
    """

    row: type[GraphRow]
    parallel: Parallel
    clock: Clock
    sleep: Sleep
    random: Random
    shards: int

    def followers(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        parts = self.parallel.run([self._page(keys.followers(user_id, shard), page) for shard in range(self.shards)])
        merged = heapq.merge(*parts, key=attrgetter("id"), reverse=not page.ascending)
        return list(islice(merged, page.limit))

    def following(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return self._page(keys.following(user_id), page)()

    def requests(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return self._page(keys.requests(user_id), page)()

    def apply(self, before: Relationship | None, after: Relationship | None) -> None:
        old, new = _places(before), _places(after)
        # A pair is removed only when it has long been blank, so a missing one ends nothing by itself.
        pair = after or before
        if pair is None:
            return
        calls = [self._enter(pair, kind, identifier) for kind, identifier in new - old]
        calls += [self._end(pair, kind, identifier) for kind, identifier in old - new]
        held = frozenset() if before is None else before.lists
        if pair.follow_id is not None and pair.lists != held:
            calls.append(self._name_lists(pair, pair.follow_id))
        self.parallel.run([write for part in calls for write in part])

    def split(self, author_id: int, size: int) -> Sequence[IndexRange]:
        """Cut the follower index into ranges of about `size`, each row in exactly one.

        This pages through the keys of all followers: it is asked for authors below the celebrity threshold only, and
        for a celebrity at the moment it crosses it. The last range of a shard is open: it holds whoever follows next.
        """
        ids = self.parallel.run([self._ids(author_id, shard) for shard in range(self.shards)])
        total = sum(len(part) for part in ids)
        if total <= size:
            return [IndexRange(EVERY_SHARD, 0, MAX_ID)] if total else []
        ranges: list[IndexRange] = []
        for shard, part in enumerate(ids):
            cuts = [0, *part[size - 1 : len(part) - 1 : size], MAX_ID]
            ranges += [IndexRange(shard, after, upto) for after, upto in pairwise(cuts)]
        return ranges

    def in_range(self, author_id: int, part: IndexRange) -> Sequence[Follower]:
        shards = range(self.shards) if part.shard == EVERY_SHARD else [part.shard]
        found = self.parallel.run([self._in_shard(author_id, shard, part) for shard in shards])
        # A follower may stand in two shards while their number is being raised.
        return list({follower.user_id: follower for each in found for follower in each}.values())

    def _page(self, pk: str, page: PageRange) -> Callable[[], list[Follow]]:
        def read() -> list[Follow]:
            query = partial(self.row.query, filter_condition=self.row.gone.does_not_exist())
            rows = rows_in_range(query, pk, self.row.sk, page, key=keys.ordered)
            return [Follow(int(row.sk), int(row.user_id)) for row in rows]

        return read

    def _ids(self, author_id: int, shard: int) -> Callable[[], list[int]]:
        def read() -> list[int]:
            rows = self.row.query(
                keys.followers(author_id, shard),
                filter_condition=self.row.gone.does_not_exist(),
                attributes_to_get=["sk"],
            )
            return [int(row.sk) for row in rows]

        return read

    def _in_shard(self, author_id: int, shard: int, part: IndexRange) -> Callable[[], list[Follower]]:
        def read() -> list[Follower]:
            rows = self.row.query(
                keys.followers(author_id, shard),
                self.row.sk.between(keys.ordered(part.after + 1), keys.ordered(part.upto)),
                filter_condition=self.row.gone.does_not_exist(),
                # A follower written just before the author became a celebrity must be told so.
                consistent_read=True,
            )
            return [Follower(int(row.user_id), whole_set(row.lists)) for row in rows]

        return read

    def _enter(self, pair: Relationship, kind: str, identifier: int) -> list[Callable[[], None]]:
        actions = [self.row.version.set(pair.version), self.row.schema_version.set(SCHEMA)]
        if kind == "request":
            entry = self.row.user_id.set(pair.user_id)
            return [self._write(keys.requests(pair.target_id), identifier, pair.version, [*actions, entry])]
        if kind == "bell":
            return [self._enter_bell(pair, identifier, actions)]
        follower, followee = self.row.user_id.set(pair.user_id), self.row.user_id.set(pair.target_id)
        shard = keys.followers(pair.target_id, pair.user_id % self.shards)
        return [
            self._write(shard, identifier, pair.version, [*actions, follower]),
            self._write(keys.following(pair.user_id), identifier, pair.version, [*actions, followee]),
        ]

    def _end(self, pair: Relationship, kind: str, identifier: int) -> list[Callable[[], None]]:
        actions = [
            self.row.version.set(pair.version),
            self.row.schema_version.set(SCHEMA),
            self.row.gone.set(True),
            self.row.expires_at.set(self.clock.now_ms() // 1000 + BLANK_LIFETIME_S),
        ]
        if kind == "request":
            return [self._write(keys.requests(pair.target_id), identifier, pair.version, actions)]
        if kind == "bell":
            places = self._places_of(pair, identifier, keys.bells)
        else:
            places = [keys.following(pair.user_id), *self._places_of(pair, identifier, keys.followers)]
        return [self._write(pk, identifier, pair.version, actions) for pk in places]

    def _enter_bell(self, pair: Relationship, follow_id: int, actions: Sequence[Action]) -> Callable[[], None]:
        shard = pair.user_id % self.shards
        # Unlike a follow, a bell comes back under the same id.
        again = [self.row.user_id.set(pair.user_id), self.row.gone.remove(), self.row.expires_at.remove()]
        place = keys.bells(pair.target_id, shard)
        write = self._write(place, follow_id, pair.version, [*actions, *again])

        def enter() -> None:
            # The shard first: an empty one costs a read, one that nobody knows of would be silent.
            if shard not in bell_shards(self.row, pair.target_id):
                if self._knows(place, follow_id, pair.version):
                    # A record that comes again after its author was erased must not bring the shards back.
                    return
                marks: list[Action] = [self.row.bell_shards.add({shard}), self.row.schema_version.set(SCHEMA)]
                bells = self.row(keys.user(pair.target_id), keys.BELLS)
                retry_conflicts(lambda: bells.update(actions=marks), self.sleep, self.random)
            write()

        return enter

    def _knows(self, pk: str, identifier: int, version: int) -> bool:
        """Tell whether an entry has this version of the pair or a later one."""
        try:
            entry = self.row.get(pk, keys.ordered(identifier), consistent_read=True)
        except self.row.DoesNotExist:
            return False
        return int(entry.version or 0) >= version

    def _name_lists(self, pair: Relationship, follow_id: int) -> list[Callable[[], None]]:
        # The whole row: should the record of the follow itself come later, it finds itself outdated.
        actions = [
            self.row.version.set(pair.version),
            self.row.schema_version.set(SCHEMA),
            self.row.user_id.set(pair.user_id),
            self.row.lists.set(set(pair.lists)) if pair.lists else self.row.lists.remove(),
        ]
        places = self._places_of(pair, follow_id, keys.followers)
        return [self._write(pk, follow_id, pair.version, actions) for pk in places]

    def _places_of(self, pair: Relationship, follow_id: int, place: Callable[[int, int], str]) -> list[str]:
        """Return where a follower stands: in another shard than today's if it came when there were fewer."""
        every = [place(pair.target_id, shard) for shard in range(self.shards)]
        rows = read_batch(
            self.row,
            [(pk, keys.ordered(follow_id)) for pk in every],
            sleep=self.sleep,
            random=self.random,
            consistent=True,
        )
        return [row.pk for row in rows] or [every[pair.user_id % self.shards]]

    def _write(self, pk: str, identifier: int, version: int, actions: Sequence[Action]) -> Callable[[], None]:
        def write() -> None:
            outdates = self.row.pk.does_not_exist() | (self.row.version < version)
            updated(self.row(pk, keys.ordered(identifier)), actions, outdates, self.sleep, self.random)

        return write


@dataclass(frozen=True, slots=True)
class DynamoCelebrities:
    """Implement the port `Celebrities`: the row's own stream record carries the order out."""

    row: type[GraphRow]
    sleep: Sleep
    random: Random

    def order(self, author_id: int, pulled: bool) -> None:
        row = self.row(keys.user(author_id), keys.CELEBRITY)
        actions = [
            self.row.user_id.set(author_id),
            self.row.pulled.set(pulled),
            self.row.schema_version.set(SCHEMA),
        ]
        changes = self.row.pk.does_not_exist() | (self.row.pulled != pulled)
        updated(row, actions, changes, self.sleep, self.random)

    def ordered(self, author_id: int) -> bool:
        try:
            return bool(self.row.get(keys.user(author_id), keys.CELEBRITY, consistent_read=True).pulled)
        except self.row.DoesNotExist:
            return False


def _places(pair: Relationship | None) -> set[tuple[str, int]]:
    if pair is None:
        return set()
    bell = pair.follow_id if pair.notifying else None
    places = (("follow", pair.follow_id), ("bell", bell), ("request", pair.requested_id))
    return {(kind, identifier) for kind, identifier in places if identifier is not None}


def bell_shards(row: type[GraphRow], author_id: int) -> frozenset[int]:
    """Return in which shards followers ever asked to be told of an account's tweets; a second old at most."""
    try:
        found = row.get(keys.user(author_id), keys.BELLS).bell_shards
    except row.DoesNotExist:
        return frozenset()
    return frozenset(int(each) for each in found or ())
