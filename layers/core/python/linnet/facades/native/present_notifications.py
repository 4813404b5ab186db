"""Turn notifications into native JSON shapes; no rule lives here."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain.ids import created_ms
from linnet.domain.notification_choices import Choices
from linnet.domain.notifications import UNREAD_CAP, Kind
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native import schemas_notifications as schemas
from linnet.services.read_notifications import ShownNotification


def notification(shown: ShownNotification) -> schemas.Notification:
    """Present one group, or one entry of it."""
    return schemas.Notification(
        id=str(shown.id),
        kind=shown.kind,
        created_at=moment(created_ms(shown.id)),
        actors=[present.author(actor) for actor in shown.actors],
        actor_count=shown.actor_count,
        more_actors=shown.more,
        tweet=None if shown.tweet is None else present.tweet(shown.tweet),
        measure=shown.measure,
        draft_id=present.identifier(shown.draft_id),
        unread=shown.unread,
    )


def page(shown: Iterable[ShownNotification], next_token: str | None) -> schemas.NotificationPage:
    """Present a page."""
    return schemas.NotificationPage(items=[notification(each) for each in shown], next_token=next_token)


def unread(count: int, read_upto: int) -> schemas.UnreadCount:
    """Present a count that stops one above the cap."""
    display = f"{UNREAD_CAP}+" if count > UNREAD_CAP else str(count)
    return schemas.UnreadCount(count=min(count, UNREAD_CAP), display=display, read_up_to=str(read_upto))


def settings(choices: Choices) -> schemas.NotificationSettings:
    """Present what somebody wants to be told of."""
    return schemas.NotificationSettings(
        kinds={kind: kind not in choices.off for kind in Kind},
        followed_only=choices.followed_only,
        no_new_accounts=choices.no_new_accounts,
        muted_words=list(choices.muted_words),
    )
