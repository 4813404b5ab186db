"""A small network in memory whose people keep drafts, and whose clock finds the due ones when a test says so."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.drafts import Draft, SavedDraft
from linnet.domain.notifications import Group
from linnet.domain.tweets import Tweet
from linnet.domain.users import AccountStatus, User
from linnet.services.publish_draft import PublishDraft
from linnet.services.publish_due_drafts import PublishDueDrafts, Swept
from linnet.services.publish_tweet import PublishTweet
from linnet.services.save_draft import SaveDraft
from linnet.services.tell_draft_failed import TellDraftFailed
from tests.fakes.drafts import FakeDrafts
from tests.fakes.environment import START_MS
from tests.fakes.notifications import FakeNotificationJobs, FakeNotifications
from tests.fakes.pushes import FakePushes
from tests.fakes.web_push import FakeWebPushJobs
from tests.unit.services.tweet_world import World, viewer

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
# Far from midnight, so that an hour later is the same day.
NOON_MS = START_MS - START_MS % (24 * HOUR_MS) + 12 * HOUR_MS


class DraftWorld(World):
    """Everybody's drafts, and what they are told of them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.clock.advance(NOON_MS - self.clock.now_ms())
        self.drafts = FakeDrafts(self.table)
        publish = PublishTweet(
            self.table,
            self.accounts,
            self.table,
            self.find,
            self.parallel,
            self.clock,
            self.ids or self.made,
            self.media,
        )
        self.save = SaveDraft(self.drafts, self.table, publish, self.clock, self.ids or self.made, self.media)
        self.publish_draft = PublishDraft(self.drafts, publish)
        self.jobs = FakeNotificationJobs()
        self.due = PublishDueDrafts(
            self.drafts, self.drafts, self.accounts, self.publish_draft, self.jobs, self.parallel, self.clock
        )
        self.store = FakeNotifications()
        self.pushes = FakePushes()
        self.web_pushes = FakeWebPushJobs()
        self.tell = TellDraftFailed(self.store, self.drafts, self.users, self.pushes, self.web_pushes, self.made)

    def later(self, ms: int = HOUR_MS) -> int:
        return self.clock.now_ms() + ms

    def schedule(self, owner_id: int, content: Draft | str, ms: int = HOUR_MS, key: str | None = None) -> SavedDraft:
        """Have something published in so many milliseconds."""
        content = Draft(content) if isinstance(content, str) else content
        return self.save.create(viewer(owner_id), content, self.later(ms), key)

    def sweep(self, after_ms: int = 0) -> Swept:
        """Let time go on and the clock come by."""
        self.clock.advance(after_ms)
        return self.due.run()

    def tell_all(self, times: int = 1) -> None:
        jobs, self.jobs.sent[:] = list(self.jobs.sent), []
        for job in jobs * times:
            (recipient_id,) = job.recipient_ids
            self.tell.run(recipient_id, job.object_id)

    def notices(self) -> list[Group]:
        return [each for each in self.store.groups.values() if each.standing]

    def texts(self, author_id: int) -> list[str]:
        """Return what somebody published, oldest first."""
        posts = sorted(self.table.posts.values(), key=lambda post: post.id)
        return [post.text for post in posts if isinstance(post, Tweet) and post.author_id == author_id]

    def end(self, user_id: int, status: AccountStatus) -> None:
        self.identity.accounts[user_id] = replace(self.identity.accounts[user_id], status=status)
        user: User = self.identity.users[user_id]
        self.set_user(replace(user, status=status))
