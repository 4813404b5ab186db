"""Present the server: what it is called, what it allows, where things are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from linnet.domain import accounts, media, polls, tweets
from linnet.domain.house_texts import HouseText
from linnet.domain.network_totals import NetworkTotals
from linnet.domain.pictures import Format
from linnet.domain.reports import Rule
from linnet.domain.text import LengthConfig
from linnet.domain.users import User
from linnet.facades.mastodon.entities import server as entities
from linnet.facades.mastodon.present.accounts import HEADER
from linnet.facades.mastodon.present.content import account_url, plain_text
from linnet.facades.moments import moment

TITLE: Final = "Linnet"
DESCRIPTION: Final = "A place for short public messages."
SOFTWARE_VERSION: Final = "0.1.0"
# What clients compare is the version of Mastodon in front, the last of which everything they look for is here.
VERSION: Final = f"4.3.0 (compatible; Linnet {SOFTWARE_VERSION})"
# 2: grouped notifications.
API_VERSION: Final = 2
LANGUAGES: Final = {"en": "English"}
_NODEINFO: Final = "http://nodeinfo.diaspora.software/ns/schema/2.0"
_XRD: Final = Markup(
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
    '  <Link rel="lrdd" template="{origin}/.well-known/webfinger?resource={{uri}}"/>\n'
    "</XRD>\n"
)


def instance_v1(
    origin: str, registration: str, text: LengthConfig, totals: NetworkTotals, house: Sequence[Rule] = ()
) -> entities.InstanceV1:
    """Present the server in the first version."""
    return entities.InstanceV1(
        uri=host_of(origin),
        title=TITLE,
        short_description=DESCRIPTION,
        description=DESCRIPTION,
        email="",
        version=VERSION,
        urls=entities.UrlsV1(streaming_api=_streaming(origin)),
        stats=entities.StatsV1(user_count=totals.accounts, status_count=totals.posts, domain_count=0),
        thumbnail=f"{origin}{HEADER}",
        languages=list(LANGUAGES),
        registrations=registration == "open",
        approval_required=False,
        invites_enabled=False,
        configuration=entities.LimitsV1(**_limits(text)),
        contact_account=None,
        rules=rules(house).root,
    )


def instance_v2(
    origin: str,
    registration: str,
    text: LengthConfig,
    vapid_key: str,
    totals: NetworkTotals,
    house: Sequence[Rule] = (),
) -> entities.InstanceV2:
    """Present the server."""
    return entities.InstanceV2(
        domain=host_of(origin),
        title=TITLE,
        version=VERSION,
        source_url=f"{origin}/api/docs",
        description=DESCRIPTION,
        usage=entities.Usage(users=entities.ActiveUsers(active_month=totals.active_month)),
        thumbnail=entities.Thumbnail(url=f"{origin}{HEADER}", blurhash=None, versions={}),
        icon=[],
        languages=list(LANGUAGES),
        configuration=entities.Configuration(
            **_limits(text),
            urls=entities.Urls(
                streaming=_streaming(origin), status=None, about=None, privacy_policy=None, terms_of_service=None
            ),
            vapid=entities.Vapid(public_key=vapid_key),
            translation=entities.Translation(enabled=False),
            timelines_access=entities.TimelinesAccess(
                live_feeds=_ours("public"), hashtag_feeds=_ours("public"), trending_link_feeds=_ours("disabled")
            ),
            limited_federation=False,
        ),
        registrations=entities.Registrations(
            enabled=registration == "open",
            approval_required=False,
            reason_required=False,
            message=None,
            min_age=None,
            url=None,
        ),
        api_versions=entities.ApiVersions(mastodon=API_VERSION),
        contact=entities.Contact(email="", account=None),
        rules=rules(house).root,
    )


def activity(totals: NetworkTotals) -> entities.Activity:
    """Present the last weeks."""
    return entities.Activity(
        [
            entities.ActivityWeek(
                week=str(week.begins_ms // 1000),
                statuses=str(week.posts),
                logins=str(week.active),
                registrations=str(week.joined),
            )
            for week in totals.weeks
        ]
    )


def rules(house: Sequence[Rule]) -> entities.Rules:
    """Present the rules of the house, by their places."""
    return entities.Rules(
        [entities.Rule(id=str(place), text=each.text, hint=each.hint) for place, each in enumerate(house, 1)]
    )


def extended_description(text: HouseText | None, origin: str) -> entities.ExtendedDescription:
    """Present what the operators wrote of the server, or in one sentence what it is."""
    if text is None:
        return entities.ExtendedDescription(updated_at=None, content=f"<p>{DESCRIPTION}</p>")
    return entities.ExtendedDescription(updated_at=moment(text.updated_ms), content=plain_text(text.content, origin))


def privacy_policy(text: HouseText, origin: str) -> entities.PrivacyPolicy:
    """Present what becomes of what people leave here."""
    return entities.PrivacyPolicy(updated_at=moment(text.updated_ms), content=plain_text(text.content, origin))


def terms_of_service(text: HouseText, origin: str) -> entities.TermsOfService:
    """Present on what terms people are here, from the day on which they were written."""
    return entities.TermsOfService(
        effective_date=moment(text.updated_ms)[:10],
        effective=True,
        content=plain_text(text.content, origin),
        succeeded_by=None,
    )


def languages() -> entities.Languages:
    """Present the languages of the server itself; people write in any."""
    return entities.Languages([entities.Language(code=code, name=name) for code, name in LANGUAGES.items()])


def nodeinfo_index(origin: str) -> entities.NodeInfoIndex:
    """Present where the description for statistics is."""
    return entities.NodeInfoIndex(links=[entities.Link(rel=_NODEINFO, href=f"{origin}/nodeinfo/2.0")])


def nodeinfo(registration: str, totals: NetworkTotals) -> entities.NodeInfo:
    """Present the description for statistics."""
    return entities.NodeInfo(
        version="2.0",
        software=entities.Software(name="linnet", version=SOFTWARE_VERSION),
        protocols=[],
        services=entities.Services(inbound=[], outbound=[]),
        usage=entities.NodeUsage(
            users=entities.CountedUsers(total=totals.accounts, activeMonth=totals.active_month),
            localPosts=totals.posts,
        ),
        openRegistrations=registration == "open",
        metadata=entities.NodeMetadata(nodeName=TITLE, upstream=entities.Upstream(name="mastodon")),
    )


def host_meta(origin: str) -> str:
    """Present where accounts are looked up, as XML (RFC 6415)."""
    return str(_XRD.format(origin=origin))


def webfinger(user: User, origin: str) -> entities.WebFinger:
    """Present who has a handle."""
    address = account_url(user.username, origin)
    return entities.WebFinger(
        subject=f"acct:{user.username}@{host_of(origin)}",
        aliases=[address, f"{origin}/users/{user.id}"],
        links=[entities.Link(rel="http://webfinger.net/rel/profile-page", type="text/html", href=address)],
    )


def host_of(origin: str) -> str:
    """Return the host of an origin, with its port where it has one of its own."""
    return origin.partition("://")[2]


def _streaming(origin: str) -> str:
    # wss where this is https, ws where it is http.
    return origin.replace("http", "ws", 1)


def _ours(access: entities.Access) -> entities.FeedAccess:
    return entities.FeedAccess(local=access, remote="disabled")


def _limits(text: LengthConfig) -> dict[str, Any]:
    return {
        "accounts": entities.AccountLimits(
            max_featured_tags=0,
            max_pinned_statuses=tweets.MAX_PINNED,
            max_profile_fields=accounts.MAX_FIELDS,
            profile_field_name_limit=accounts.MAX_FIELD,
            profile_field_value_limit=accounts.MAX_FIELD,
            max_display_name_length=accounts.MAX_DISPLAY_NAME,
            max_note_length=accounts.MAX_BIO,
        ),
        "statuses": entities.StatusLimits(
            max_characters=text.max_weighted_length,
            max_media_attachments=tweets.MAX_MEDIA,
            characters_reserved_per_url=text.url_length,
        ),
        # Videos are not taken.
        "media_attachments": entities.MediaLimits(
            supported_mime_types=[each.content_type for each in Format],
            description_limit=media.MAX_DESCRIPTION,
            image_size_limit=media.MAX_FILE,
            image_matrix_limit=media.MAX_PIXELS,
            video_size_limit=0,
            video_frame_rate_limit=0,
            video_matrix_limit=0,
        ),
        "polls": entities.PollLimits(
            max_options=polls.MAX_OPTIONS,
            max_characters_per_option=polls.MAX_OPTION_LENGTH,
            min_expiration=polls.MIN_DURATION_S,
            max_expiration=polls.MAX_DURATION_S,
        ),
    }
