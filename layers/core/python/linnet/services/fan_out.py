"""Do one job of the fan-out queue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from linnet.domain.graph import Follow, Follower, Relationship
from linnet.domain.ids import created_ms
from linnet.domain.lists import UserList
from linnet.domain.paging import PageRange
from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.domain.timelines import (
    BACKFILL,
    DAY_MS,
    TIMELINE_CAP,
    Timeline,
    TimelineEntry,
    TimelineState,
    belongs_home,
    entry_of_author,
    entry_of_post,
    timelines_of,
)
from linnet.domain.tweets import AuthorEntry, Post, Tweet
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex, Graph
from linnet.ports.identity import Accounts
from linnet.ports.lists import Lists
from linnet.ports.timelines import FollowChecks, Heads, Job, Jobs, Timelines
from linnet.ports.tweets import AuthorIndex, StoredPosts
from linnet.services.route_post import reaches_all_followers
from linnet.services.tell_watchers import TellWatchers

# One push in so many trims the timeline it went to, so that timelines stay near their cap.
TRIM_EVERY: Final = 64
MAX_KNOWN_ACTIVE: Final = 200_000
FOLLOWEES_A_READ: Final = 500
# Jobs that run once more after a while: those that read posts from the index by author, and clean-ups, of which the
# first pass only makes the second one safe.
REPEATED: Final = frozenset({"backfill", "rebuild", "pull_on", "pull_off", "cleanup"})
# How much older than a look into the index by author a post can be that it did not show: far longer than the index lags
# and than clocks differ.
UNSURE_MS: Final = 15 * 60_000
# A rebuild takes at least so many posts of each followee, and all of the cap where few are followed.
REBUILD_EACH: Final = 20


class UnknownJob(ValueError):
    """A job of a kind that this code does not know."""


@dataclass(frozen=True, slots=True)
class FanOut:
    """Each kind of job can run twice, late or half: entries are keyed by id and the facts are read afresh."""

    posts: StoredPosts
    timelines: Timelines
    heads: Heads
    authors: AuthorIndex
    accounts: Accounts
    graph: Graph
    follows: FollowIndex
    lists: Lists
    checks: FollowChecks
    jobs: Jobs
    tell_watchers: TellWatchers
    parallel: Parallel
    clock: Clock
    dormant_days: int
    # The days that accounts were last known to be seen; only those that are not dormant, as being seen is never undone.
    active: dict[int, int] = field(default_factory=dict)

    def run(self, job: Job) -> None:
        """Do a job. Raise UnknownJob."""
        began_ms = self.clock.now_ms()
        match job:
            case Job(kind="push", entry=TimelineEntry() as entry):
                self._push(job, entry)
            case Job(kind="remove", entry=TimelineEntry() as entry):
                self._remove(job, entry)
            case Job(kind="edited", entry=TimelineEntry() as entry):
                self._tell(PushKind.STATUS_EDITED, self._followers(job), entry, self._version(entry.id))
            case Job(kind="backfill", viewer_id=int() as viewer_id):
                self._backfill(Timeline(viewer_id, job.list_id), job)
            case Job(kind="cleanup", viewer_id=int() as viewer_id, list_id=int() as list_id):
                self._clean_up_list(Timeline(viewer_id, list_id), list_id, job.author_id)
            case Job(kind="cleanup", viewer_id=int() as viewer_id):
                self._clean_up(viewer_id, job)
            case Job(kind="leave_list", viewer_id=int() as viewer_id, list_id=int() as list_id):
                self.lists.remove(viewer_id, list_id, [job.author_id])
            case Job(kind="rebuild", viewer_id=int() as viewer_id):
                self._rebuild(viewer_id, job, began_ms)
            case Job(kind="pull_on"):
                self._pull_on(job)
            case Job(kind="pull_off"):
                self._pull_off(job)
            case _:
                raise UnknownJob(job.kind)
        if job.kind in REPEATED and not job.again:
            self.jobs.send([replace(job, again=True, first_ms=began_ms)])

    def _followers(self, job: Job) -> Sequence[Follower]:
        return () if job.part is None else self.follows.in_range(job.author_id, job.part)

    def _push(self, job: Job, entry: TimelineEntry) -> None:
        post = self._standing(entry.id)
        if post is None:
            return
        followers = self._active(self._followers(job))
        addressed = self._addressed(post, followers)
        # Home and the lists that hold the author, in the same batches: a list is never later than home.
        self.timelines.push(_timelines(addressed), [entry_of_post(post)])
        if self._standing(entry.id) is None:
            # The job that takes it out may have been done before this one had put it in.
            self.timelines.remove(_timelines(addressed), [entry.id])
            return
        self.tell_watchers.run([_home_is_new(each.user_id, entry.id) for each in addressed])
        # The low bits of ids are random, so this falls on other timelines each time.
        sample = [each for each in _timelines(followers) if (entry.id ^ _number(each)) % TRIM_EVERY == 0]
        self.parallel.run([self._trim(each) for each in sample])

    def _standing(self, post_id: int) -> Post | None:
        post = self.posts.get(post_id)
        return None if isinstance(post, Tweet) and post.deleted_ms is not None else post

    def _remove(self, job: Job, entry: TimelineEntry) -> None:
        followers = self._followers(job)
        self.timelines.remove(_timelines(followers), [entry.id])
        self._tell(PushKind.STATUS_DELETED, followers, entry)

    def _tell(self, kind: PushKind, followers: Sequence[Follower], entry: TimelineEntry, occurrence: str = "") -> None:
        """Tell apps that watch home what became of a post; who never saw it is not in their way."""
        topics = [own_topic(TopicKind.HOME, each.user_id) for each in followers]
        self.tell_watchers.run([Push(kind, topic, entry.id, occurrence=occurrence) for topic in topics])

    def _version(self, tweet_id: int) -> str:
        post = self.posts.get(tweet_id)
        return str(post.version) if isinstance(post, Tweet) else ""

    def _trim(self, timeline: Timeline) -> Callable[[], None]:
        return lambda: self.timelines.trim(timeline, TIMELINE_CAP)

    def _addressed(self, post: Post, followers: Sequence[Follower]) -> Sequence[Follower]:
        """Leave out who does not follow the account that is answered.

        One read unit for each follower, a fifth of the price of a write: it pays wherever one in five does not follow
        both.
        """
        if not isinstance(post, Tweet) or reaches_all_followers(post) or post.reply_to_author_id is None:
            return followers
        target = post.reply_to_author_id
        both = self.checks.followers_among(target, [each.user_id for each in followers if each.user_id != target])
        return [each for each in followers if each.user_id in both or each.user_id == target]

    def _active(self, followers: Sequence[Follower]) -> list[Follower]:
        """Leave out dormant followers: their timelines are rebuilt when they come back."""
        now_ms = self.clock.now_ms()
        recent_day = now_ms // DAY_MS - self.dormant_days
        unknown = [each.user_id for each in followers if self.active.get(each.user_id, 0) <= recent_day]
        if len(self.active) > MAX_KNOWN_ACTIVE:
            self.active.clear()
        states = self.timelines.states(unknown) if unknown else {}
        active = {each: state.last_seen_day for each, state in states.items() if state.last_seen_day > recent_day}
        self.active.update(active)
        asleep = set(unknown) - active.keys()
        return [each for each in followers if each.user_id not in asleep]

    def _backfill(self, timeline: Timeline, job: Job) -> None:
        viewer_id, author_id = timeline.viewer_id, job.author_id
        pair = self._pair(viewer_id, author_id)
        if not pair.following or not (timeline.list_id is None or timeline.list_id in pair.lists):
            return
        author = self.accounts.get_user(author_id)
        if author is not None and author.pulled:
            self._mark(author_id, [Follower(viewer_id)])
        elif self._active([Follower(viewer_id)]):
            self.timelines.push([timeline], _missed(job, self._newest(viewer_id, author_id, BACKFILL)))

    def _clean_up(self, viewer_id: int, job: Job) -> None:
        """Take an author out of a timeline, and when nothing brings the author back, the mark that hides them.

        The account, which names the celebrities, is known to containers for as long as a token is; a push that read the
        follower index before may still be under way; and what was just taken out may still be shown by a replica. So
        the mark goes with a later pass, the first that finds nothing any more.
        """
        if self._follows(viewer_id, job.author_id):
            return
        self.accounts.remove_pulled_followee(viewer_id, job.author_id)
        found = self.timelines.remove_author(Timeline(viewer_id), job.author_id)
        if job.again and job.unfollowed_ms is not None:
            if found:
                self.jobs.send([job])
            else:
                self.graph.clear_unfollowed(viewer_id, job.author_id, job.unfollowed_ms)
        if self._follows(viewer_id, job.author_id):
            # Followed again in between: what that back-fill brought may just have been taken out.
            self.jobs.send([Job("backfill", author_id=job.author_id, viewer_id=viewer_id)])

    def _clean_up_list(self, timeline: Timeline, list_id: int, author_id: int) -> None:
        """Take who left a list out of its timeline; reading hides them from the moment on at which they left."""
        viewer_id = timeline.viewer_id
        if list_id in self._pair(viewer_id, author_id).lists:
            return
        if self.lists.get(viewer_id, list_id) is None:
            # Whoever else was in it leaves as well, and finds nothing left to do.
            self.timelines.clear(timeline)
            return
        self.timelines.remove_author(timeline, author_id)
        if list_id in self._pair(viewer_id, author_id).lists:
            # Joined again in between: what that back-fill brought may just have been taken out.
            self.jobs.send([Job("backfill", author_id=author_id, viewer_id=viewer_id, list_id=list_id)])

    def _rebuild(self, viewer_id: int, job: Job, began_ms: int) -> None:
        account = self.accounts.get_account(viewer_id)
        state = self.timelines.states([viewer_id]).get(viewer_id)
        # Who is being erased has an account until the end, and no state any more.
        if account is None or state is None or (state.ready and not job.again):
            return
        follows = [each for each in self._follows_of(viewer_id) if each.user_id not in account.pulled_followees]
        followees = [each.user_id for each in follows]
        # Their back-fills, if they came before this rebuild, found nobody who reads.
        unknown = {each.user_id for each in follows if created_ms(each.id) >= _unsure_from_ms(job)}
        lists = self.lists.all_of(viewer_id)
        found = self.parallel.run(
            [self._posts_of(viewer_id, each, _share(each, len(followees), lists)) for each in followees]
        )
        by_author = dict(zip(followees, found, strict=True))
        self.timelines.push([Timeline(viewer_id)], _missed(job, _newest_of(by_author, followees), unknown))
        for each in lists:
            newest = _newest_of(by_author, each.members & by_author.keys())
            self.timelines.push([Timeline(viewer_id, each.id)], _missed(job, newest, unknown))
        # Clocks differ: this rebuild answers the return that its state names, whatever the time is here.
        self.timelines.set_state(viewer_id, TimelineState(rebuilt_ms=max(began_ms, state.returned_ms)))

    def _pull_on(self, job: Job) -> None:
        author = self.accounts.get_user(job.author_id)
        if author is None or not author.pulled:
            return
        self.heads.add(job.author_id, self._public_newest(job.author_id))
        if not job.again:
            self._mark(job.author_id, self._followers(job))

    def _pull_off(self, job: Job) -> None:
        author = self.accounts.get_user(job.author_id)
        if author is None or author.pulled:
            return
        followers = self._followers(job)
        # Pushed before they are forgotten as a celebrity's: in between readers see both, and each post once.
        timelines = _timelines(self._active(followers))
        self.timelines.push(timelines, _missed(job, self._public_newest(job.author_id)))
        if not job.again:
            self._mark(job.author_id, followers)

    def _mark(self, author_id: int, followers: Sequence[Follower]) -> None:
        """Mark an author in the accounts of followers as a celebrity, or no more: whichever holds when this ends.

        Jobs of two turns may be done at once, or the later one first; the last one to look has the last word.
        """
        pulled: bool | None = None
        while pulled is not (now := self._is_pulled(author_id)):
            pulled = now
            change = self._remember if pulled else self._forget
            self.parallel.run([change(each.user_id, author_id) for each in followers])

    def _is_pulled(self, author_id: int) -> bool:
        author = self.accounts.get_user(author_id)
        return author is not None and author.pulled

    def _remember(self, viewer_id: int, author_id: int) -> Callable[[], None]:
        return lambda: self.accounts.add_pulled_followee(viewer_id, author_id)

    def _forget(self, viewer_id: int, author_id: int) -> Callable[[], None]:
        return lambda: self.accounts.remove_pulled_followee(viewer_id, author_id)

    def _follows(self, viewer_id: int, author_id: int) -> bool:
        return self._pair(viewer_id, author_id).following

    def _pair(self, viewer_id: int, author_id: int) -> Relationship:
        return self.graph.get_many(viewer_id, [author_id]).get(author_id) or Relationship(viewer_id, author_id)

    def _follows_of(self, viewer_id: int) -> list[Follow]:
        found: list[Follow] = []
        before: int | None = None
        while True:
            part = self.follows.following(viewer_id, PageRange(FOLLOWEES_A_READ, before))
            found.extend(part)
            if len(part) < FOLLOWEES_A_READ:
                return found
            before = part[-1].id

    def _public_newest(self, author_id: int) -> list[TimelineEntry]:
        return [
            entry_of_author(each)
            for each in self.authors.by_author(author_id, PageRange(BACKFILL))
            if belongs_home(each)
        ]

    def _posts_of(self, viewer_id: int, author_id: int, limit: int) -> Callable[[], list[TimelineEntry]]:
        return lambda: self._newest(viewer_id, author_id, limit)

    def _newest(self, viewer_id: int, author_id: int, limit: int) -> list[TimelineEntry]:
        """Return an author's newest posts that belong into one follower's home."""
        read = [each for each in self.authors.by_author(author_id, PageRange(limit)) if not each.deleted]
        targets = {each.reply_to_author_id for each in read if not belongs_home(each)} - {None, viewer_id}
        pairs = self.graph.get_many(viewer_id, {each for each in targets if each is not None}) if targets else {}
        followed = {other for other, pair in pairs.items() if pair.following} | {viewer_id}

        def wanted(entry: AuthorEntry) -> bool:
            return belongs_home(entry) or entry.reply_to_author_id in followed

        return [entry_of_author(each) for each in read if wanted(each)]


def _missed(job: Job, entries: Sequence[TimelineEntry], unknown: Collection[int] = ()) -> list[TimelineEntry]:
    """Return what a pass has to write: all, or for the second what the first may not have been shown.

    Of authors whom the first may not have known that is all, too.
    """
    oldest_ms = _unsure_from_ms(job)
    return [each for each in entries if created_ms(each.id) >= oldest_ms or each.author_id in unknown]


def _unsure_from_ms(job: Job) -> int:
    """Return from when on an index may not have shown everything; of a first pass that is what it writes anyway.

    However late the second comes: what counts is when the first looked.
    """
    return job.first_ms - UNSURE_MS if job.again and job.first_ms is not None else 0


def _timelines(followers: Iterable[Follower]) -> list[Timeline]:
    return [timeline for each in followers for timeline in timelines_of(each)]


def _number(timeline: Timeline) -> int:
    return timeline.viewer_id if timeline.list_id is None else timeline.list_id


def _share(author_id: int, followees: int, lists: Sequence[UserList]) -> int:
    """Return how many posts of an author a rebuild reads: as many as the smallest timeline needs to be filled."""
    held = (len(each.members) for each in lists if author_id in each.members)
    wanted = (TIMELINE_CAP // max(1, followees), *(min(BACKFILL, TIMELINE_CAP // size) for size in held))
    return max(REBUILD_EACH, *wanted)


def _newest_of(by_author: Mapping[int, Sequence[TimelineEntry]], authors: Iterable[int]) -> list[TimelineEntry]:
    entries = (entry for author in authors for entry in by_author[author])
    return sorted(entries, key=lambda entry: entry.id, reverse=True)[:TIMELINE_CAP]


def _home_is_new(viewer_id: int, entry_id: int) -> Push:
    return Push(PushKind.HOME_NEW, own_topic(TopicKind.HOME, viewer_id), entry_id)
