"""Mastodon.py hears what happens, and keeps what its user does not want to see."""

from __future__ import annotations

import time

from mastodon import Mastodon, StreamListener
from mastodon.return_types import Notification, Status
from mastodon.types_base import IdType

from tests.e2e.clients.mastodon_py import Site
from tests.e2e.people import Town, eventually

# Two streams and two people who act, beside the stories of another worker.
BUSY_S = 90


class Ear(StreamListener):
    """Keep what is heard, as kind and id."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def on_update(self, status: Status) -> None:
        self.heard.append(("update", str(status.id)))

    def on_status_update(self, status: Status) -> None:
        self.heard.append(("status.update", str(status.id)))

    def on_notification(self, notification: Notification) -> None:
        self.heard.append((notification.type, str(notification.account.id)))

    def on_delete(self, status_id: IdType) -> None:
        self.heard.append(("delete", str(status_id)))


def test_what_happens_is_heard_as_it_happens(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    api, other = site.log_in(ann), site.log_in(bob)
    api.account_follow(bob.id)
    # Posts are pushed to those who were here of late.
    api.timeline_home()
    assert api.stream_healthy()
    home, hashtag, tag = Ear(), Ear(), f"heard{ann.id}"
    streams = [api.stream_user(home, run_async=True), api.stream_hashtag(tag, hashtag, run_async=True)]
    try:
        # Nothing says when a stream stands: the first that is heard does.
        eventually(lambda: _probed(other, tag) and home.heard and hashtag.heard, BUSY_S)
        posted = other.status_post(f"@{ann.username} listen #{tag}")
        eventually(lambda: ("update", str(posted.id)) in hashtag.heard, BUSY_S)
        eventually(lambda: ("mention", bob.id) in home.heard, BUSY_S)
        other.status_update(posted.id, f"@{ann.username} listened #{tag}")
        eventually(lambda: ("status.update", str(posted.id)) in hashtag.heard, BUSY_S)
        other.status_delete(posted.id)
        eventually(lambda: ("delete", str(posted.id)) in hashtag.heard, BUSY_S)
    finally:
        for each in streams:
            each.close()


def _probed(api: Mastodon, tag: str) -> bool:
    api.status_post(f"probe #{tag}")
    time.sleep(1.5)
    return True


def test_filters_and_markers_are_kept(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    api, other = site.log_in(ann), site.log_in(bob)
    kept = api.create_filter_v2(
        "Spoilers", context=["public", "thread"], filter_action="warn", keywords_attributes=[{"keyword": "ending"}]
    )
    assert [each.title for each in api.filters_v2()] == ["Spoilers"]
    posted = other.status_post("what an ending")
    (match,) = api.status(posted.id).filtered
    assert (match.filter.title, match.keyword_matches) == ("Spoilers", ["ending"])
    api.add_filter_status_v2(kept.id, posted.id)
    assert api.filter_statuses_v2(kept.id)[0].status_id == posted.id
    api.delete_filter_v2(kept.id)
    assert not api.status(posted.id).filtered
    assert api.markers_set("home", posted.id)["home"].last_read_id == str(posted.id)
    assert api.markers_get(["home"])["home"].last_read_id == str(posted.id)


def test_strangers_are_set_aside_until_they_are_let_in(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    api, other = site.log_in(ann), site.log_in(bob)
    assert api.update_notifications_policy(for_not_following="filter").for_not_following == "filter"
    other.status_post(f"@{ann.username} hello")
    (request,) = eventually(lambda: api.notification_requests())
    assert request.account.id == other.me().id
    assert api.notifications() == []
    api.accept_notification_request(request.id)
    assert eventually(lambda: api.notifications())[0].type == "mention"
