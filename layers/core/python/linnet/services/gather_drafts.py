"""Gather the drafts that an account keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from linnet.domain.drafts import SavedDraft
from linnet.domain.exports import moment
from linnet.ports.drafts import Drafts
from linnet.ports.exports import ExportPage

DRAFTS: Final = 100


@dataclass(frozen=True, slots=True)
class GatherDrafts:
    """Implement the port `ExportSource`: drafts and scheduled tweets, newest first."""

    drafts: Drafts
    name: str = "drafts"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        found = self.drafts.page(user_id, None if position is None else int(position), DRAFTS)
        return ExportPage([_record(each) for each in found], str(found[-1].id) if len(found) == DRAFTS else None)


def _record(saved: SavedDraft) -> Mapping[str, Any]:
    content = saved.content
    record: dict[str, Any] = {
        "id": str(saved.id),
        "createdAt": moment(saved.created_ms),
        "updatedAt": moment(saved.updated_ms),
        "scheduledAt": moment(saved.scheduled_ms),
        "text": content.text,
        "audience": None if content.audience is None else content.audience.value,
        "language": content.language,
        "inReplyTo": None if content.in_reply_to is None else str(content.in_reply_to),
        "quoteOf": None if content.quote_of is None else str(content.quote_of),
        "quotePolicy": None if content.quote_policy is None else content.quote_policy.value,
        "sensitive": content.sensitive,
        "contentWarning": content.content_warning,
        "mediaIds": [str(each) for each in content.media_ids],
    }
    if content.poll is not None:
        record["poll"] = {
            "options": list(content.poll.options),
            "durationSeconds": content.poll.duration_s,
            "multiple": content.poll.multiple,
            "hidesTotals": content.poll.hides_totals,
        }
    if saved.failure is not None:
        record["failure"] = {"reason": saved.failure.message, "at": moment(saved.failure.failed_ms)}
    return record
