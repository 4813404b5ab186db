"""Web Push: subscriptions, the queue of pushes for them, push services, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.notifications import Kind
from linnet.domain.web_push import WebSubscription


class WebSubscriptions(Protocol):
    """Subscriptions, at most one for each session."""

    def put(self, subscription: WebSubscription) -> None:
        """Store it in place of the session's other one, and let the inbox of its owner name it as the newest."""
        ...

    def get(self, user_id: int, token_sha256: str) -> WebSubscription | None:
        """Return that of a session, strongly consistent."""
        ...

    def of_user(self, user_id: int) -> Sequence[WebSubscription]:
        """Return all of an account, strongly consistent."""
        ...

    def change(self, subscription: WebSubscription) -> bool:
        """Store alerts and policy of a subscription; False where it is not there any more."""
        ...

    def remove(self, subscription: WebSubscription) -> bool:
        """Remove exactly it, not a later one of its session; False where it is not there any more."""
        ...

    def forget_newest(self, user_id: int, newest: int) -> None:
        """Let the inbox name no subscription, unless another one than this came meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class WebPushJob:
    """A notification to push: to all subscriptions of its recipient, or to one that was tried before.

    `newest` is the subscription that the inbox named. `attempts` to the one with `subscription_id` failed before.
    """

    recipient_id: int
    notification_id: int
    kind: Kind
    newest: int
    subscription_id: int | None = None
    attempts: int = 0
    delay_s: int = 0


class WebPushJobs(Protocol):
    """The queue of pushes for subscriptions."""

    def send(self, jobs: Sequence[WebPushJob]) -> None:
        """Queue jobs, each delivered no sooner than its delay; raise if any was refused after retries."""
        ...


class PushGone(Exception):
    """The push service knows no such subscription any more, or nothing may be sent to where it is."""


class PushRefused(Exception):
    """The push service does not take this message, nor would it later."""


class PushUnavailable(Exception):
    """The push service could not be reached, or wants to be asked later."""

    def __init__(self, message: str, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class PushServices(Protocol):
    """The services by which browsers and systems are reached."""

    def deliver(self, subscription: WebSubscription, payload: bytes, topic: str | None) -> None:
        """Encrypt and send. Raise PushGone, PushRefused or PushUnavailable; nothing is retried.

        Of messages of one topic that wait for a client it gets the last.
        """
        ...


class TokenSeal(Protocol):
    """Write access tokens so that only the sender of pushes can read them."""

    def seal(self, token: str) -> str:
        """Return the sealed token."""
        ...


class SealedTokens(Protocol):
    """Read sealed tokens."""

    def open(self, sealed: str) -> str:
        """Return the token. Raise ValueError for what was not sealed for this key."""
        ...


class PushKeyCheck(Protocol):
    """Tell keys of clients from what only looks like them."""

    def is_point(self, p256dh: bytes) -> bool:
        """Tell whether it is a point of the curve P-256, uncompressed."""
        ...


@dataclass(frozen=True, slots=True)
class PrivateKeys:
    """The private keys of a stage, 32 bytes each: one signs for push services, for the other tokens are sealed."""

    signing: bytes
    sealing: bytes


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public halves, as URL-safe Base64 of uncompressed points."""

    signing: str
    sealing: str


class KeyStore(Protocol):
    """Where the private keys are kept."""

    def read(self) -> PrivateKeys | None:
        """Return the keys; None while there are none."""
        ...

    def write(self, keys: PrivateKeys) -> None:
        """Keep the keys."""
        ...


class KeyMaker(Protocol):
    """Make keys."""

    def make(self) -> PrivateKeys:
        """Return new keys."""
        ...

    def public(self, keys: PrivateKeys) -> PublicKeys:
        """Return the public halves."""
        ...
