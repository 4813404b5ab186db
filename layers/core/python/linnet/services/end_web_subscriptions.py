"""Remove the subscriptions of sessions that have ended."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.identity import Sessions
from linnet.ports.web_push import WebSubscriptions


@dataclass(frozen=True, slots=True)
class EndWebSubscriptions:
    """Ask of each subscription whether its session still holds: again, late, or for nothing does no harm."""

    sessions: Sessions
    subscriptions: WebSubscriptions

    def run(self, user_id: int) -> None:
        """Remove what nobody is to be told of any more."""
        for subscription in self.subscriptions.of_user(user_id):
            found = self.sessions.resolve(subscription.token_sha256, user_id)
            if found is None or not found[0].holds(found[1]):
                self.subscriptions.remove(subscription)
