"""Gather where an account is told of notifications."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import moment
from linnet.domain.ids import created_ms
from linnet.ports.exports import ExportPage
from linnet.ports.web_push import WebSubscriptions


@dataclass(frozen=True, slots=True)
class GatherWebSubscriptions:
    """Implement the port `ExportSource`: subscriptions of Web Push without keys and tokens, oldest first."""

    subscriptions: WebSubscriptions
    name: str = "push_subscriptions"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        del position  # there are too few for a second page
        found = sorted(self.subscriptions.of_user(user_id), key=lambda each: each.id)
        return ExportPage(
            [
                {
                    "id": str(each.id),
                    "subscribedAt": moment(created_ms(each.id)),
                    "endpoint": each.endpoint,
                    "alerts": sorted(each.alerts),
                    "policy": each.policy.value,
                }
                for each in found
            ],
            None,
        )
