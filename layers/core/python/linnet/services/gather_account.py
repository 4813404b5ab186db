"""Gather what an account is, and what its owner chose."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import moment
from linnet.ports.bookmarks import Bookmarks
from linnet.ports.exports import ExportPage
from linnet.ports.featured_tags import FeaturedTagStore
from linnet.ports.graph import MutedThreads
from linnet.ports.identity import Accounts, Sessions
from linnet.ports.markers import MarkerStore
from linnet.ports.notifications import Notifications


@dataclass(frozen=True, slots=True)
class GatherAccount:
    """Implement the port `ExportSource`: one record of profile, settings and log-ins. Secrets are none of it."""

    accounts: Accounts
    sessions: Sessions
    notifications: Notifications
    bookmarks: Bookmarks
    markers: MarkerStore
    featured: FeaturedTagStore
    muted_threads: MutedThreads
    name: str = "account"

    def page(self, user_id: int, _position: str | None) -> ExportPage:
        user, account = self.accounts.get_user(user_id), self.accounts.get_account(user_id)
        if user is None or account is None:
            return ExportPage([], None)
        choices = self.notifications.inbox(user_id).choices
        markers = self.markers.markers(user_id)
        record = {
            "id": str(user.id),
            "username": user.username,
            "displayName": user.display_name,
            "email": account.email,
            "createdAt": moment(user.created_ms),
            "bio": user.bio,
            "location": user.location,
            "website": user.website,
            "language": user.language,
            "protected": user.protected,
            "bot": user.bot,
            "discoverable": user.discoverable,
            "indexable": user.indexable,
            "hideCollections": user.hide_collections,
            "fields": [{"name": each.name, "value": each.value} for each in user.fields],
            "pinnedTweetIds": [str(each) for each in user.pinned_tweet_ids],
            "settings": {
                "defaultAudience": account.settings.default_audience,
                "defaultSensitive": account.settings.default_sensitive,
                "showSensitive": account.settings.show_sensitive,
                "expandMedia": account.settings.expand_media,
                "expandWarnings": account.settings.expand_warnings,
                "autoplayGifs": account.settings.autoplay_gifs,
                "likesPublic": account.settings.likes_public,
                "messagesFrom": account.settings.messages_from,
                "defaultQuotePolicy": account.settings.default_quote_policy,
            },
            "followedHashtags": sorted(account.followed_tags),
            "featuredHashtags": [each.name for each in self.featured.of(user_id).tags],
            "notifications": {
                "off": sorted(kind.value for kind in choices.off),
                "policy": {
                    "notFollowing": choices.policy.not_following,
                    "notFollowers": choices.policy.not_followers,
                    "newAccounts": choices.policy.new_accounts,
                    "limitedAccounts": choices.policy.limited_accounts,
                },
                "mutedWords": list(choices.muted_words),
                "mutedConversationIds": [str(each) for each in sorted(self.muted_threads.of(user_id))],
            },
            "readUpTo": {
                "home": None if markers.home is None else str(markers.home.read_upto),
                "notifications": None if markers.notifications is None else str(markers.notifications.read_upto),
            },
            "bookmarkFolders": [{"id": str(each.id), "name": each.name} for each in self.bookmarks.folders(user_id)],
            "sessions": [
                {
                    "app": session.app,
                    "clientId": session.client_id,
                    "scopes": sorted(session.scopes),
                    "createdAt": moment(session.created_ms),
                    "lastUsedAt": moment(session.last_used_ms),
                }
                for session in self.sessions.list_of(user_id)
            ],
        }
        return ExportPage([record], None)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
