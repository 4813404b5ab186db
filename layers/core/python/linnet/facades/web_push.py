"""What a push shows on a closed client: JSON as Mastodon's servers send it, which apps know how to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from linnet.domain.notifications import Kind
from linnet.domain.users import User
from linnet.domain.web_push import WebSubscription
from linnet.facades.mastodon.present.accounts import AVATAR, avatar_url
from linnet.facades.mastodon.requests.notifications import TYPES
from linnet.services.read_notifications import ShownNotification

# The language of the titles below.
LOCALE: Final = "en"
MOST_BODY: Final = 140
MOST_NAME: Final = 80
_ELLIPSIS: Final = "…"

_TITLES: Final[Mapping[Kind, str]] = {
    Kind.LIKE: "{name} favourited your post",
    Kind.RETWEET: "{name} boosted your post",
    Kind.REPLY: "{name} replied to you",
    Kind.MENTION: "{name} mentioned you",
    Kind.QUOTE: "{name} quoted your post",
    Kind.FOLLOW: "{name} followed you",
    Kind.FOLLOW_REQUEST: "{name} wants to follow you",
    Kind.REQUEST_ACCEPTED: "{name} accepted your follow request",
    Kind.POLL_ENDED: "A poll by {name} has ended",
    Kind.EDIT: "{name} edited a post",
    Kind.TWEET: "{name} posted",
    Kind.MESSAGE: "{name} sent you a message",
    Kind.MODERATION: "The moderators decided about your account",
    Kind.DRAFT_FAILED: "A scheduled post could not be published",
}


def payload(shown: ShownNotification, subscription: WebSubscription, token: str) -> bytes:
    """Write a notification; `token` is the one by which the client knows which of its accounts is meant."""
    actor = shown.actors[0] if shown.actors else None
    told = {
        "access_token": token,
        "preferred_locale": LOCALE,
        "notification_id": str(shown.id),
        "notification_type": shown.kind.value if subscription.native else TYPES.get(shown.kind, shown.kind.value),
        "icon": f"{subscription.origin}{AVATAR}" if actor is None else avatar_url(actor, subscription.origin),
        "title": _TITLES[shown.kind].format_map({"name": "" if actor is None else _name(actor)}),
        "body": _body(shown, actor),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _name(user: User) -> str:
    return _cut(user.display_name.strip() or user.username, MOST_NAME)


def _body(shown: ShownNotification, actor: User | None) -> str:
    if shown.message is not None:
        return _cut(shown.message.shown.message.text, MOST_BODY)
    if shown.tweet is None:
        return "" if actor is None else _cut(actor.bio, MOST_BODY)
    if shown.tweet.filtered:
        # A push cannot ask first: who wanted to be warned is told by what.
        return _cut(shown.tweet.filtered[0].filter.title, MOST_BODY)
    tweet = shown.tweet.tweet
    return _cut(tweet.content_warning or tweet.text, MOST_BODY)


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + _ELLIPSIS
