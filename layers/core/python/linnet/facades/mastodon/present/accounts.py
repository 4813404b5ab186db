"""Present accounts and how they stand to each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from linnet.domain.ids import created_ms
from linnet.domain.reports import Report
from linnet.domain.users import Account as PrivateHalf
from linnet.domain.users import ExpandMedia, ProfileField, Settings, User
from linnet.facades.mastodon.entities import accounts as entities
from linnet.facades.mastodon.present.content import account_url, profile_text
from linnet.facades.media_urls import media_path
from linnet.facades.moments import moment
from linnet.services.read_relationships import BothWays
from linnet.services.recommend_accounts import Reason, SuggestedAccount

AVATAR: Final = "/avatars/original/missing.png"
HEADER: Final = "/headers/original/missing.png"

# Why an account is suggested: as older clients know it, and as newer ones do.
_SOURCES: Final = {
    Reason.FRIENDS_OF_FRIENDS: ("past_interactions", "friends_of_friends"),
    Reason.POPULAR: ("global", "most_followed"),
}
VISIBILITY: Final = {"public": "public", "unlisted": "unlisted", "followers": "private"}


def account(user: User, origin: str) -> entities.Account:
    """Present a profile."""
    return entities.Account(**_shown(user, origin))


def accounts(users: Iterable[User], origin: str) -> entities.Accounts:
    """Present several profiles."""
    return entities.Accounts([account(user, origin) for user in users])


def own_account(user: User, private: PrivateHalf, requests: int, origin: str) -> entities.CredentialAccount:
    """Present one's own profile; `requests` wait to follow it."""
    return entities.CredentialAccount(
        **_shown(user, origin),
        source=entities.Source(
            note=user.bio,
            fields=[entities.ProfileField(name=each.name, value=each.value, verified_at=None) for each in user.fields],
            privacy=VISIBILITY[private.settings.default_audience],
            sensitive=private.settings.default_sensitive,
            language=user.language,
            follow_requests_count=requests,
            hide_collections=user.hide_collections,
            discoverable=user.discoverable,
            indexable=user.indexable,
            quote_policy=private.settings.default_quote_policy,
            attribution_domains=[],
        ),
        role=entities.Role(id="-99", name="", color="", permissions="0", highlighted=False),
    )


def preferences(user: User, private: PrivateHalf) -> entities.Preferences:
    """Present what one chose; who may quote cannot be chosen here."""
    settings = private.settings
    return entities.Preferences.model_validate(
        {
            "posting:default:visibility": VISIBILITY[settings.default_audience],
            "posting:default:sensitive": settings.default_sensitive,
            "posting:default:language": user.language,
            "posting:default:quote_policy": settings.default_quote_policy,
            "reading:expand:media": _expanded(settings),
            "reading:expand:spoilers": settings.expand_warnings,
            "reading:autoplay:gifs": settings.autoplay_gifs,
        }
    )


def _expanded(settings: Settings) -> str:
    # Who wants to see what is sensitive wants all, unless they chose otherwise.
    if settings.show_sensitive and settings.expand_media == ExpandMedia.DEFAULT:
        return ExpandMedia.SHOW_ALL.value
    return settings.expand_media


def suggestion(suggested: SuggestedAccount, origin: str) -> entities.Suggestion:
    """Present an account that is proposed."""
    source, named = _SOURCES[suggested.reason]
    return entities.Suggestion(source=source, sources=[named], account=account(suggested.user, origin))


def report(stored: Report, target: User, origin: str) -> entities.Report:
    """Present a report to who made it: nobody has looked into it, and there is no server to forward it to."""
    return entities.Report(
        id=str(stored.id),
        action_taken=False,
        action_taken_at=None,
        category=stored.category.value,
        comment=stored.comment,
        forwarded=False,
        created_at=moment(created_ms(stored.id)),
        status_ids=[str(each) for each in stored.tweet_ids] or None,
        rule_ids=[str(each) for each in stored.rule_ids] or None,
        target_account=account(target, origin),
    )


def muted_account(user: User, until_ms: int | None, origin: str) -> entities.MutedAccount:
    """Present an account that the reader muted; a mute without end has no time."""
    return entities.MutedAccount(**_shown(user, origin), mute_expires_at=moment(until_ms) if until_ms else None)


def relationship(pair: BothWays, now_ms: int) -> entities.Relationship:
    """Present how the reader and another account stand to each other."""
    own, reverse = pair.own, pair.reverse
    muted = own.muted(now_ms)
    return entities.Relationship(
        id=str(own.target_id),
        following=own.following,
        showing_reblogs=own.following and own.show_retweets,
        notifying=own.notifying,
        languages=None,
        followed_by=reverse is not None and reverse.following,
        blocking=own.blocking,
        blocked_by=own.blocked_by,
        muting=muted,
        muting_notifications=own.silenced(now_ms),
        muting_expires_at=moment(own.muted_until_ms) if muted and own.muted_until_ms else None,
        requested=own.requested,
        requested_by=reverse is not None and reverse.requested,
        domain_blocking=False,
        endorsed=own.endorsed,
        note=own.note,
    )


def avatar_url(user: User, origin: str) -> str:
    """Return the address of an account's picture."""
    return f"{origin}{AVATAR if user.avatar is None else media_path(user.avatar)}"


def _shown(user: User, origin: str) -> dict[str, Any]:
    address = account_url(user.username, origin)
    header = f"{origin}{HEADER if user.header is None else media_path(user.header)}"
    return {
        "id": str(user.id),
        "username": user.username,
        "acct": user.username,
        "url": address,
        # The name can change, who it is cannot.
        "uri": f"{origin}/users/{user.id}",
        "display_name": user.display_name,
        "note": profile_text(user.bio, origin),
        "avatar": avatar_url(user, origin),
        # Pictures of profiles do not move.
        "avatar_static": avatar_url(user, origin),
        "header": header,
        "header_static": header,
        "locked": user.protected,
        "bot": user.bot,
        "group": False,
        "discoverable": user.discoverable,
        "indexable": user.indexable,
        "noindex": not user.indexable,
        "hide_collections": user.hide_collections,
        "created_at": moment(user.created_ms),
        "last_status_at": None,
        "statuses_count": user.counts.tweets,
        "followers_count": user.counts.followers,
        "following_count": user.counts.following,
        "fields": [_field(each, origin) for each in user.fields],
        "emojis": [],
        "roles": [],
    }


def _field(field: ProfileField, origin: str) -> entities.ProfileField:
    return entities.ProfileField(
        name=field.name, value=profile_text(field.value, origin, paragraphs=False), verified_at=None
    )
