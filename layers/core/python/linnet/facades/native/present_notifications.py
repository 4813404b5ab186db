"""Turn notifications into native JSON shapes; no rule lives here."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain.ids import created_ms
from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Treatment
from linnet.domain.notifications import UNREAD_CAP, Kind
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native import schemas_notifications as schemas
from linnet.facades.native.schemas_messages import message
from linnet.services.read_notification_requests import ShownRequest
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
        message=None if shown.message is None else message(shown.message.shown),
        measure=shown.measure,
        draft_id=present.identifier(shown.draft_id),
        unread=shown.unread,
        filtered=shown.filtered,
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
        policy=schemas.NotificationPolicy(
            not_following=choices.policy.not_following,
            not_followers=choices.policy.not_followers,
            new_accounts=choices.policy.new_accounts,
            limited_accounts=choices.policy.limited_accounts,
        ),
        followed_only=choices.policy.not_following is Treatment.DROP,
        no_new_accounts=choices.policy.new_accounts is Treatment.DROP,
        muted_words=list(choices.muted_words),
    )


def request(shown: ShownRequest) -> schemas.NotificationRequest:
    """Present an account that asks to be heard."""
    return schemas.NotificationRequest(
        account=present.author(shown.sender),
        count=shown.count,
        created_at=moment(created_ms(shown.oldest_id)),
        updated_at=moment(created_ms(shown.newest_id)),
        tweet=None if shown.tweet is None else present.tweet(shown.tweet),
    )


def requests(shown: Iterable[ShownRequest], next_token: str | None) -> schemas.NotificationRequestPage:
    """Present a page of them."""
    return schemas.NotificationRequestPage(items=[request(each) for each in shown], next_token=next_token)
