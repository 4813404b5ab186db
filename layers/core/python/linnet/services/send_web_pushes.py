"""Push a notification to the clients of its recipient that are closed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from linnet.domain.errors import Code, DomainError
from linnet.domain.ids import created_ms
from linnet.domain.notifications import NOTICES
from linnet.domain.users import AccountStatus, Viewer
from linnet.domain.web_push import PUSH_LIVES_S, REPLACED, PushPolicy, WebSubscription, pause_s
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Sessions
from linnet.ports.web_push import (
    PushGone,
    PushRefused,
    PushServices,
    PushUnavailable,
    SealedTokens,
    WebPushJob,
    WebPushJobs,
    WebSubscriptions,
)
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notifications import ShownNotification
from linnet.services.resolve_token import viewer_of

SCOPE: Final = "push"
# What a push service takes of it (RFC 8030, 5.4).
TOPIC_CHARACTERS: Final = 32


class PushEncoder(Protocol):
    """Write what a client is told."""

    def __call__(self, shown: ShownNotification, subscription: WebSubscription, token: str) -> bytes:
        """Return JSON of a few hundred bytes."""
        ...


@dataclass(frozen=True, slots=True)
class _Receiver:
    subscription: WebSubscription
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class SendWebPushes:
    """What the notification shows is read when it is sent, by the rules of every other read.

    What failed for a while comes again for that subscription alone, so that nobody is told twice because a service of
    others is down. What the recipient has read meanwhile is not pushed any more.
    """

    subscriptions: WebSubscriptions
    sessions: Sessions
    entries: ReadNotificationEntries
    relationships: Relationships
    services: PushServices
    tokens: SealedTokens
    jobs: WebPushJobs
    parallel: Parallel
    clock: Clock
    encode: PushEncoder
    count: Callable[[str], None]

    def run(self, job: WebPushJob) -> None:
        """Do a job."""
        if created_ms(job.notification_id) + PUSH_LIVES_S * 1000 < self.clock.now_ms():
            return
        found = self.subscriptions.of_user(job.recipient_id)
        if not found:
            self.subscriptions.forget_newest(job.recipient_id, job.newest)
            return
        asked = [each for each in found if each.wants(job.kind) and job.subscription_id in (None, each.id)]
        receivers = [each for each in self.parallel.run([self._received(each) for each in asked]) if each is not None]
        if not receivers:
            return
        shown = self._shown(receivers[0].viewer, job)
        if shown is None or not shown.unread:
            return
        wanted = self._wanted(receivers, shown)
        again = self.parallel.run([self._sent(each.subscription, shown, job) for each in wanted])
        self.jobs.send([each for each in again if each is not None])

    def _received(self, subscription: WebSubscription) -> Callable[[], _Receiver | None]:
        def look() -> _Receiver | None:
            found = self.sessions.resolve(subscription.token_sha256, subscription.user_id)
            if found is None or not found[0].holds(found[1]):
                self.subscriptions.remove(subscription)
                return None
            session, account = found
            viewer = viewer_of(session, account) if account.status is AccountStatus.ACTIVE else None
            return None if viewer is None or SCOPE not in viewer.scopes else _Receiver(subscription, viewer)

        return look

    def _shown(self, viewer: Viewer, job: WebPushJob) -> ShownNotification | None:
        try:
            return self.entries.one(viewer, job.notification_id)
        except DomainError as error:
            if error.code is not Code.NOT_FOUND:
                raise
            return None

    def _wanted(self, receivers: Sequence[_Receiver], shown: ShownNotification) -> list[_Receiver]:
        """Return those whose policy lets the account through that did it; notices of the platform pass all of them."""
        if shown.kind in NOTICES or not shown.actors or all(_from_all(each) for each in receivers):
            return list(receivers)
        me, actor = receivers[0].viewer.user_id, shown.actors[0].id
        policies = {each.subscription.policy for each in receivers}
        passed = {PushPolicy.ALL}
        for policy, user_id, other_id in ((PushPolicy.FOLLOWED, me, actor), (PushPolicy.FOLLOWER, actor, me)):
            if policy in policies:
                pair = self.relationships.get_many(user_id, [other_id]).get(other_id)
                if actor == me or (pair is not None and pair.following):
                    passed.add(policy)
        return [each for each in receivers if each.subscription.policy in passed]

    def _sent(
        self, subscription: WebSubscription, shown: ShownNotification, job: WebPushJob
    ) -> Callable[[], WebPushJob | None]:
        def send() -> WebPushJob | None:
            try:
                token = self.tokens.open(subscription.sealed_token)
                self.services.deliver(
                    subscription, self.encode(shown, subscription, token), _topic(shown, subscription)
                )
            except PushGone:
                self.count("WebPushGone")
                self.subscriptions.remove(subscription)
            except PushRefused:
                self.count("WebPushRefused")
            except PushUnavailable as error:
                return self._later(subscription, job, error.retry_after_s)
            else:
                self.count("WebPushDelivered")
            return None

        return send

    def _later(self, subscription: WebSubscription, job: WebPushJob, asked_s: int | None) -> WebPushJob | None:
        attempts = job.attempts + 1
        pause = pause_s(attempts, asked_s)
        self.count("WebPushGivenUp" if pause is None else "WebPushPostponed")
        if pause is None:
            return None
        return replace(job, subscription_id=subscription.id, attempts=attempts, delay_s=pause)


def _from_all(receiver: _Receiver) -> bool:
    return receiver.subscription.policy is PushPolicy.ALL


def _topic(shown: ShownNotification, subscription: WebSubscription) -> str | None:
    """Return what later pushes about the same replace; None where each is news of its own."""
    if shown.kind not in REPLACED:
        return None
    # With the subscription's own: a push service must not learn who is told of the same tweet.
    digest = hashlib.sha256(f"{subscription.id} {shown.kind} {shown.object_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:TOPIC_CHARACTERS].decode("ascii")
