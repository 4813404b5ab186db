"""Mastodon.py, the library of many bots and tools, against the network: a journey through what its users do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from mastodon.errors import (
    MastodonAPIError,
    MastodonIllegalArgumentError,
    MastodonNotFoundError,
    MastodonUnauthorizedError,
)

from tests.e2e.clients.mastodon_py import SCOPES, Site
from tests.e2e.clients.people import OUT_OF_BAND, let_in
from tests.e2e.people import PASSWORD, Town, eventually
from tests.pictures import picture


def test_people_log_in_by_password_by_the_page_and_out_again(site: Site, town: Town) -> None:
    ann = town.newcomer("ann")
    by_password = site.log_in(ann)
    assert by_password.me().username == ann.username
    by_page = site.connect()
    code = let_in(by_page.auth_request_url(redirect_uris=OUT_OF_BAND, scopes=SCOPES, allow_http=True), ann)
    by_page.log_in(code=code, redirect_uri=OUT_OF_BAND, scopes=SCOPES, allow_http=True)
    assert by_page.account_verify_credentials().id == by_password.me().id
    assert by_page.app_verify_credentials().name == "Journey"
    by_page.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonIllegalArgumentError):
        site.connect().log_in(ann.email, "wrong password", scopes=SCOPES, allow_http=True)


def test_the_server_says_what_it_is(site: Site) -> None:
    api = site.connect()
    assert api.instance_v1().uri
    assert api.instance_v2().configuration.statuses.max_characters == 280
    assert api.instance_nodeinfo().software.name == "linnet"
    assert api.instance_health()
    assert api.custom_emojis() == []
    assert api.announcements() == []


def test_a_profile_is_changed_and_looked_up(site: Site, town: Town) -> None:
    ann = town.newcomer("ann")
    api = site.log_in(ann)
    changed = api.account_update_credentials(
        display_name="Ann <3", note="see example.org", locked=True, fields=[("Code", "x & y")]
    )
    assert (changed.display_name, changed.locked, changed.source.note) == ("Ann <3", True, "see example.org")
    assert changed.fields[0].value == "x &amp; y"
    assert ann.get("/api/users/me")["bio"] == "see example.org"
    assert api.account_lookup(ann.username).id == changed.id
    # Whose name goes on behind this one is found, too.
    assert api.account_search(ann.username)[0].id == changed.id
    assert api.preferences()["posting:default:visibility"] == "public"


def test_accounts_follow_ask_block_mute_and_remember(site: Site, town: Town) -> None:
    ann, cat = town.newcomers("ann", "cat")
    bob = town.newcomer("bob", protected=True)
    mine, his = site.log_in(ann), site.log_in(bob)
    assert mine.account_follow(cat.id).following
    assert eventually(lambda: [each.username for each in his.account_followers(cat.id)]) == [ann.username]
    assert not mine.account_unfollow(cat.id).following
    asked = mine.account_follow(bob.id)
    assert (asked.following, asked.requested) == (False, True)
    eventually(lambda: his.follow_requests())
    assert his.follow_request_authorize(ann.id).followed_by
    assert mine.account_relationships(bob.id)[0].following
    assert mine.account_mute(bob.id, duration=600).muting
    assert mine.mutes()[0].id == mine.account(bob.id).id
    assert not mine.account_unmute(bob.id).muting
    assert mine.account_note_set(bob.id, "met at the fair").note == "met at the fair"
    assert mine.account_block(bob.id).blocking
    with pytest.raises(MastodonNotFoundError):
        his.account(ann.id)
    assert [each.username for each in mine.blocks()] == [bob.username]
    assert not mine.account_unblock(bob.id).blocking


def test_accounts_are_endorsed_found_as_they_wish_and_known_by_friends(site: Site, town: Town) -> None:
    ann, bob, cat = town.newcomers("ann", "bob", "cat")
    mine, his = site.log_in(ann), site.log_in(bob)
    mine.account_follow(bob.id)
    his.account_follow(cat.id)
    assert mine.account_pin(bob.id).endorsed
    assert [each.username for each in mine.endorsements()] == [bob.username]
    assert not mine.account_unpin(bob.id).endorsed
    assert eventually(lambda: [each.username for each in mine.account_familiar_followers(cat.id)[0].accounts]) == [
        bob.username
    ]
    changed = mine.account_update_credentials(discoverable=True, indexable=False, hide_collections=True)
    assert (changed.discoverable, changed.indexable, changed.hide_collections) == (True, False, True)
    assert his.account_following(changed.id) == []
    assert eventually(lambda: ann.username in [each.username for each in his.directory(order="new")])
    his.account_update_credentials(discoverable=True)
    suggested = site.log_in(cat).suggestions_v2()
    assert cat.username not in [each.account.username for each in suggested]
    featured = mine.featured_tag_create("Birds")
    assert [each.name for each in his.account_featured_tags(changed.id)] == ["Birds"]
    mine.featured_tag_delete(featured)
    assert mine.featured_tags() == []


def test_accounts_are_reported_with_their_statuses(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    status = his.status_post("rude")
    told = mine.report(his.me().id, status_ids=[status.id], comment="look", category="spam")
    assert (told.category, told.comment, told.target_account.username) == ("spam", "look", bob.username)
    assert [str(each) for each in told.status_ids] == [str(status.id)]


def test_statuses_are_written_read_edited_and_deleted(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    first = mine.status_post(f"hello @{bob.username} #Journey", spoiler_text="cw", sensitive=True, language="en")
    assert (first.spoiler_text, first.sensitive, first.visibility) == ("cw", True, "public")
    assert [each.username for each in first.mentions] == [bob.username]
    assert [each.name.lower() for each in first.tags] == ["journey"]
    assert mine.status_post("once", idempotency_key="k1").id == mine.status_post("once", idempotency_key="k1").id
    reply = his.status_reply(first, "and to you")
    assert reply.in_reply_to_id == first.id
    context = mine.status_context(first.id)
    assert [each.id for each in context.descendants] == [reply.id]
    assert [each.id for each in mine.status_context(reply.id).ancestors] == [first.id]
    edited = mine.status_update(first.id, "hello again", spoiler_text="cw")
    assert edited.edited_at is not None
    assert mine.status_source(first.id).text == "hello again"
    assert len(mine.status_history(first.id)) == 2
    deleted = mine.status_delete(first.id)
    assert deleted.text == "hello again"
    with pytest.raises(MastodonNotFoundError):
        his.status(first.id)
    with pytest.raises(MastodonAPIError):
        mine.status_post("")


def test_statuses_are_liked_boosted_kept_pinned_and_silenced(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    status = mine.status_post("like me")
    for _ in range(2):
        liked = his.status_favourite(status.id)
        assert (liked.favourited, liked.favourites_count) == (True, 1)
    assert [each.id for each in his.favourites()] == [status.id]
    boost = his.status_reblog(status.id)
    assert (boost.reblog.id, boost.reblog.reblogged) == (status.id, True)
    assert boost.id != status.id
    assert his.status(boost.id).reblog.id == status.id
    eventually(lambda: mine.status_favourited_by(status.id) and mine.status_reblogged_by(status.id))
    assert not his.status_unreblog(status.id).reblogged
    assert his.status_bookmark(status.id).bookmarked
    assert [each.id for each in his.bookmarks()] == [status.id]
    assert not his.status_unbookmark(status.id).bookmarked
    assert not his.status_unfavourite(status.id).favourited
    assert mine.status_pin(status.id).pinned
    assert [each.id for each in his.account_statuses(ann.id, pinned=True)] == [status.id]
    second = mine.status_post("pinned, too")
    assert mine.status_pin(second.id).pinned
    assert [each.id for each in his.account_statuses(ann.id, pinned=True)] == [second.id, status.id]
    assert not mine.status_unpin(status.id).pinned
    assert [each.id for each in his.account_statuses(ann.id, pinned=True)] == [second.id]
    assert mine.status_mute(status.id).muted
    own = {status.id: True, second.id: False}
    assert {each.id: each.muted for each in mine.timeline_home() if each.id in own} == own
    assert not mine.status_unmute(status.id).muted
    assert not any(each.muted for each in mine.timeline_home())


def test_pictures_are_posted_described_and_shown_on_profiles(site: Site, town: Town) -> None:
    mine = site.log_in(town.newcomer("ann"))
    media = mine.media_post(picture("PNG", (640, 480)), mime_type="image/png", description="before", focus=(0.5, -0.5))
    assert (media.type, media.meta.original.width, media.meta.focus.x) == ("image", 640, 0.5)
    assert mine.media_update(media, description="after").description == "after"
    status = mine.status_post("look", media_ids=[media])
    assert [each.description for each in status.media_attachments] == ["after"]
    assert httpx.get(status.media_attachments[0].url, timeout=60).headers["content-type"] == "image/png"
    with pytest.raises(MastodonAPIError):
        mine.status_post("again", media_ids=[media])
    before = mine.me().avatar
    changed = mine.account_update_credentials(avatar=picture("JPEG"), avatar_mime_type="image/jpeg")
    assert changed.avatar != before
    assert httpx.get(changed.avatar, timeout=60).headers["content-type"] == "image/jpeg"


def test_polls_are_voted_in_once(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    poll = mine.status_post("which?", poll=mine.make_poll(["this", "that"], expires_in=600)).poll
    voted = his.poll_vote(poll.id, [1])
    assert (voted.voted, voted.own_votes, voted.options[1].votes_count) == (True, [1], 1)
    with pytest.raises(MastodonAPIError, match="You voted before"):
        his.poll_vote(poll.id, [0])
    # A container shows others totals that are up to a minute old.
    eventually(lambda: mine.poll(poll.id).votes_count == 1, 90)


def test_timelines_are_paged_both_ways(site: Site, town: Town) -> None:
    ann = town.newcomer("ann")
    api = site.log_in(ann)
    tag = f"paged{ann.id}"
    written = [api.status_post(f"{number} #{tag}").id for number in range(5)]
    page = api.timeline_hashtag(tag, limit=2)
    assert [each.id for each in page] == written[:2:-1]
    rest = api.fetch_remaining(page)
    assert [each.id for each in rest] == written[::-1]
    assert [each.id for each in api.timeline_hashtag(tag, min_id=written[0], limit=2)] == [written[2], written[1]]
    assert [each.id for each in api.timeline_hashtag(tag, since_id=written[2])] == [written[4], written[3]]
    assert eventually(lambda: [each.id for each in api.timeline_home()] == written[::-1])
    assert written[4] in [each.id for each in api.timeline_public()]
    assert [each.id for each in api.account_statuses(ann.id, limit=1)] == [written[4]]


def test_people_statuses_and_hashtags_are_found(site: Site, town: Town) -> None:
    ann = town.newcomer("ann")
    api, name = site.log_in(ann), f"found{ann.id}"
    status = api.status_post(f"something to find #{name}")
    assert [each.id for each in api.search_v2(f"@{ann.username}", result_type="accounts").accounts] == [api.me().id]
    assert [each.id for each in api.search_v2(status.url, resolve=True).statuses] == [status.id]
    # A hashtag is known once the stream has put its first status into a feed.
    assert eventually(
        lambda: [each.name for each in api.search_v2(f"#found{ann.id}", result_type="hashtags").hashtags]
    ) == [f"found{ann.id}"]
    assert eventually(lambda: [each.id for each in api.search_v2("something find from:me").statuses]) == [status.id]
    assert api.tag_follow(name).following
    assert [each.name for each in api.followed_tags()] == [name]
    assert not api.tag_unfollow(name).following
    assert api.trending_tags() is not None


def test_lists_hold_followed_accounts_and_what_they_post(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    friends = mine.list_create("Friends", replies_policy="none", exclusive=True)
    with pytest.raises(MastodonAPIError):
        mine.list_accounts_add(friends.id, bob.id)
    mine.account_follow(bob.id)
    mine.list_accounts_add(friends.id, [bob.id])
    assert [each.username for each in mine.list_accounts(friends.id)] == [bob.username]
    assert [each.title for each in mine.account_lists(bob.id)] == ["Friends"]
    status = his.status_post("for the list")
    assert eventually(lambda: [each.id for each in mine.timeline_list(friends.id)]) == [status.id]
    assert status.id not in [each.id for each in mine.timeline_home()]
    assert mine.list_update(friends.id, "Fiends").title == "Fiends"
    mine.list_accounts_delete(friends.id, bob.id)
    assert mine.list_accounts(friends.id) == []
    mine.list_delete(friends.id)
    assert mine.lists() == []


def test_notifications_tell_alone_and_in_groups(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    mine, his = site.log_in(ann), site.log_in(bob)
    status = mine.status_post("notice me")
    his.status_favourite(status.id)
    his.account_follow(ann.id)
    his.status_reply(status, "noticed")
    kinds = {"favourite", "follow", "mention"}
    eventually(lambda: {each.type for each in mine.notifications()} == kinds)
    assert {each.account.username for each in mine.notifications()} == {bob.username}
    assert [each.type for each in mine.notifications(types=["follow"])] == ["follow"]
    assert mine.notifications_unread_count().count == len(kinds)
    grouped = mine.grouped_notifications()
    assert {each.type for each in grouped.notification_groups} == kinds
    mine.notifications_clear()
    assert mine.notifications() == []


def test_statuses_wait_for_their_time(site: Site, town: Town) -> None:
    api = site.log_in(town.newcomer("ann"))
    later = datetime.now(UTC) + timedelta(hours=1)
    scheduled = api.status_post("not yet", scheduled_at=later)
    assert scheduled.params.text == "not yet"
    assert [each.id for each in api.scheduled_statuses()] == [scheduled.id]
    moved = api.scheduled_status_update(scheduled.id, later + timedelta(hours=1))
    assert moved.scheduled_at > scheduled.scheduled_at
    api.scheduled_status_delete(scheduled.id)
    assert api.scheduled_statuses() == []
    with pytest.raises(MastodonAPIError):
        api.status_post("too soon", scheduled_at=datetime.now(UTC) + timedelta(minutes=1))


def test_conversations_are_messages(site: Site, town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    ann.follow(bob)
    bob.follow(ann)
    ann.ask("POST", f"/api/messages/{bob.id}", {"text": "just for you"}, expect=201)
    his = site.log_in(bob)
    (conversation,) = eventually(lambda: his.conversations())
    assert conversation.unread
    assert [each.username for each in conversation.accounts] == [ann.username]
    assert conversation.last_status.content == "<p>just for you</p>"
    assert conversation.last_status.visibility == "direct"
    assert not his.conversations_read(conversation.id).unread


def test_direct_statuses_are_sent_read_and_taken_back(site: Site, town: Town) -> None:
    ann, bob, cat = town.newcomers("ann", "bob", "cat")
    for one in (ann, bob, cat):
        for other in (ann, bob, cat):
            if one is not other:
                one.follow(other)
    mine, his, hers = (site.log_in(each) for each in (ann, bob, cat))
    sent = mine.status_post(f"@{bob.username} just for you", visibility="direct", idempotency_key="direct")
    assert (sent.visibility, [each.username for each in sent.mentions]) == ("direct", [bob.username])
    assert his.status(sent.id).content == sent.content
    with pytest.raises(MastodonNotFoundError):
        hers.status(sent.id)
    (told,) = eventually(lambda: his.notifications(types=["mention"]))
    assert (told.status.id, told.status.visibility, told.account.username) == (sent.id, "direct", ann.username)
    answer = his.status_reply(sent, "thanks", visibility="direct")
    assert [each.id for each in mine.status_context(sent.id).descendants] == [answer.id]
    assert mine.status_favourite(answer.id).favourited
    (conversation,) = eventually(lambda: [each for each in mine.conversations() if each.last_status.id == answer.id])
    assert [each.username for each in conversation.accounts] == [bob.username]
    several = mine.status_post(f"@{bob.username} @{cat.username} for both", visibility="direct")
    again = hers.status_post(f"@{ann.username} @{bob.username} to the same", visibility="direct")
    assert [each.id for each in his.status_context(again.id).ancestors] == [several.id]
    assert mine.status_delete(several.id).text == f"@{bob.username} @{cat.username} for both"
    with pytest.raises(MastodonNotFoundError):
        his.status(several.id)
    with pytest.raises(MastodonAPIError, match="must mention"):
        mine.status_post("for nobody", visibility="direct")


def test_nobody_acts_without_a_token_or_beyond_its_scopes(site: Site, town: Town) -> None:
    ann = town.newcomer("ann")
    with pytest.raises(MastodonUnauthorizedError):
        site.connect("wrong").account_verify_credentials()
    reader = site.connect()
    reader.log_in(ann.email, PASSWORD, scopes=["read"], allow_http=True)
    with pytest.raises(MastodonAPIError, match="outside the authorized scopes"):
        reader.status_post("not allowed")
