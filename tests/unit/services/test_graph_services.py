"""Follow, ask, answer, block, mute and list, as services decide it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pytest

from linnet.domain.changes import PairChange
from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import FollowOptions, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import AccountStatus, User, Viewer
from linnet.ports.timelines import Job
from linnet.services.fill_accounts import AccountPage
from linnet.services.follow_user import Outcome
from linnet.services.list_accounts import Direction
from tests.unit.services.graph_world import ANN, BOB, CAP, CAT, DAN, NOBODY, Site, jobs_of, viewer


@pytest.fixture
def site() -> Site:
    return Site()


def refused(code: Code, call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    assert caught.value.code is code
    return caught.value


def test_a_follow_tells_both_directions(site: Site) -> None:
    site.follow(BOB, ANN)
    outcome, pair = site.follow_user.run(viewer(ANN), BOB, FollowOptions())
    assert outcome is Outcome.FOLLOWED
    assert pair.own.following
    assert pair.reverse is not None
    assert pair.reverse.following


def test_nobody_follows_themselves(site: Site) -> None:
    assert refused(Code.INVALID, lambda: site.follow(ANN, ANN)).field == "id"


def test_who_does_not_exist_or_is_suspended_is_not_found(site: Site) -> None:
    site.change(BOB, status=AccountStatus.SUSPENDED)
    refused(Code.NOT_FOUND, lambda: site.follow(ANN, NOBODY))
    refused(Code.NOT_FOUND, lambda: site.follow(ANN, BOB))
    assert site.graph.pairs == {}


def test_a_block_refuses_a_follow_in_both_directions(site: Site) -> None:
    site.block_user.block(viewer(ANN), BOB)
    refused(Code.BLOCKED, lambda: site.follow(BOB, ANN))
    refused(Code.BLOCKED, lambda: site.follow(ANN, BOB))


def test_a_second_follow_is_already_so(site: Site) -> None:
    site.follow(ANN, BOB)
    assert site.follow(ANN, BOB) is Outcome.ALREADY
    assert site.pair(ANN, BOB).following


def test_a_follow_that_stands_takes_a_choice_about_retweets(site: Site) -> None:
    site.follow(ANN, BOB)
    assert site.follow(ANN, BOB, False) is Outcome.UPDATED
    assert not site.pair(ANN, BOB).show_retweets
    assert site.follow(ANN, BOB, True) is Outcome.UPDATED
    assert site.pair(ANN, BOB).show_retweets


def test_a_new_follow_can_leave_retweets_out_from_the_start(site: Site) -> None:
    assert site.follow(ANN, BOB, False) is Outcome.FOLLOWED
    assert not site.pair(ANN, BOB).show_retweets


def test_a_follow_takes_a_bell_from_the_start_or_later_and_leaves_the_other_choice_alone(site: Site) -> None:
    assert site.follow(ANN, BOB, notifying=True) is Outcome.FOLLOWED
    assert site.follow(ANN, CAT, False) is Outcome.FOLLOWED
    assert site.follow(ANN, CAT, notifying=True) is Outcome.UPDATED
    assert site.pair(ANN, BOB).notifying
    assert (site.pair(ANN, CAT).notifying, site.pair(ANN, CAT).show_retweets) == (True, False)
    assert site.follow(ANN, BOB, notifying=False) is Outcome.UPDATED
    assert not site.pair(ANN, BOB).notifying


def test_a_request_takes_no_options(site: Site) -> None:
    site.change(BOB, protected=True)
    assert site.follow(ANN, BOB, notifying=True) is Outcome.REQUESTED
    site.answer.accept(viewer(BOB), ANN)
    assert not site.pair(ANN, BOB).notifying
    assert site.follow(ANN, BOB, notifying=True) is Outcome.UPDATED
    assert site.pair(ANN, BOB).notifying


def test_the_cap_is_told(site: Site) -> None:
    for user_id in range(50, 50 + CAP):
        site.sign_up(user_id, f"user{user_id}")
        site.follow(ANN, user_id)
    assert refused(Code.LIMIT_REACHED, lambda: site.follow(ANN, BOB)).details == {"following": CAP}


def test_a_protected_account_is_asked_once(site: Site) -> None:
    site.change(BOB, protected=True)
    assert site.follow(ANN, BOB) is Outcome.REQUESTED
    assert not site.pair(ANN, BOB).following
    assert site.follow(ANN, BOB) is Outcome.ALREADY
    assert site.follow(ANN, BOB, False) is Outcome.ALREADY


def test_a_request_is_accepted_once(site: Site) -> None:
    site.change(BOB, protected=True)
    site.follow(ANN, BOB)
    site.answer.accept(viewer(BOB), ANN)
    assert site.pair(ANN, BOB).following
    refused(Code.NOT_FOUND, lambda: site.answer.accept(viewer(BOB), ANN))
    refused(Code.NOT_FOUND, lambda: site.answer.reject(viewer(BOB), ANN))


def test_a_rejected_request_can_be_made_again(site: Site) -> None:
    site.change(BOB, protected=True)
    site.follow(ANN, BOB)
    site.answer.reject(viewer(BOB), ANN)
    assert site.follow(ANN, BOB) is Outcome.REQUESTED


def test_a_request_from_somebody_who_follows_too_many_stays(site: Site) -> None:
    site.change(BOB, protected=True)
    site.follow(ANN, BOB)
    for user_id in range(50, 50 + CAP):
        site.sign_up(user_id, f"user{user_id}")
        site.follow(ANN, user_id)
    refused(Code.LIMIT_REACHED, lambda: site.answer.accept(viewer(BOB), ANN))
    assert site.pair(ANN, BOB).requested


def test_pending_requests_stay_when_the_account_turns_public(site: Site) -> None:
    site.change(BOB, protected=True)
    site.follow(ANN, BOB)
    site.settle()
    site.change(BOB, protected=False)
    assert [user.id for user in site.lists.requests(viewer(BOB), PageRange(10)).users] == [ANN]


def test_unfollowing_twice_is_the_same_as_once(site: Site) -> None:
    site.follow(ANN, BOB)
    assert not site.unfollow_user.run(viewer(ANN), BOB).own.following
    version = site.pair(ANN, BOB).version
    assert not site.unfollow_user.run(viewer(ANN), BOB).own.following
    assert site.pair(ANN, BOB).version == version
    assert not site.unfollow_user.run(viewer(ANN), NOBODY).own.following


def test_a_removed_follower_follows_no_more(site: Site) -> None:
    site.follow(BOB, ANN)
    site.remove_follower.run(viewer(ANN), BOB)
    assert not site.pair(BOB, ANN).following
    refused(Code.NOT_FOUND, lambda: site.remove_follower.run(viewer(ANN), BOB))


def test_blocking_and_muting_oneself_or_nobody_is_refused(site: Site) -> None:
    acts: tuple[Callable[[Viewer, int], object], ...] = (
        site.block_user.block,
        lambda who, target: site.mute_user.mute(who, target, None),
    )
    for act in acts:
        refused(Code.INVALID, partial(act, viewer(ANN), ANN))
        refused(Code.NOT_FOUND, partial(act, viewer(ANN), NOBODY))


def test_who_is_being_erased_can_be_blocked_and_muted_no_more(site: Site) -> None:
    site.change(BOB, status=AccountStatus.ERASING)
    refused(Code.NOT_FOUND, lambda: site.block_user.block(viewer(ANN), BOB))
    refused(Code.NOT_FOUND, lambda: site.mute_user.mute(viewer(ANN), BOB, None))
    assert (BOB, ANN) not in site.graph.pairs


def test_a_block_is_seen_from_both_sides_until_it_is_lifted(site: Site) -> None:
    site.follow(BOB, ANN)
    assert site.block_user.block(viewer(ANN), BOB).own.blocking
    assert site.block_user.block(viewer(ANN), BOB).own.blocking
    assert site.pair(BOB, ANN).blocked_by
    assert not site.pair(BOB, ANN).following
    assert not site.block_user.unblock(viewer(ANN), BOB).own.blocking
    assert not site.pair(BOB, ANN).blocked_by


def test_a_mute_lasts_as_long_as_it_was_asked_for(site: Site) -> None:
    muted = site.mute_user.mute(viewer(ANN), BOB, 60).own
    assert muted.muted_until_ms == site.clock.now_ms() + 60_000
    assert site.mute_user.mute(viewer(ANN), BOB, None).own.muted_until_ms == 0
    assert site.mute_user.unmute(viewer(ANN), BOB).own.muted_until_ms is None


def test_a_mute_silences_notifications_unless_it_spares_them(site: Site) -> None:
    now_ms = site.clock.now_ms()
    assert site.mute_user.mute(viewer(ANN), BOB, 60).own.silenced(now_ms)
    spared = site.mute_user.mute(viewer(ANN), BOB, 60, notifications=False).own
    assert (spared.muted(now_ms), spared.silenced(now_ms)) == (True, False)
    assert not site.mute_user.mute(viewer(ANN), BOB, 60).own.silenced(now_ms + 60_000)


def test_relationships_are_told_for_accounts_that_exist_in_the_order_asked(site: Site) -> None:
    site.follow(ANN, BOB)
    site.follow(CAT, ANN)
    found = site.relationships.run(viewer(ANN), [CAT, NOBODY, BOB, CAT, DAN])
    assert [pair.own.target_id for pair in found] == [CAT, BOB, DAN]
    assert [pair.own.following for pair in found] == [False, True, False]
    assert [pair.reverse is not None and pair.reverse.following for pair in found] == [True, False, False]


def test_followers_are_listed_newest_first_for_everybody(site: Site) -> None:
    for user_id in (BOB, CAT, DAN):
        site.follow(user_id, ANN)
    site.settle()
    assert site.names(None, ANN) == ["dan", "cat", "bob"]
    assert site.names(None, CAT, Direction.FOLLOWING) == ["ann"]


def test_suspended_accounts_and_those_behind_a_block_are_left_out_of_lists(site: Site) -> None:
    for user_id in (BOB, CAT, DAN):
        site.follow(user_id, ANN)
    site.settle()
    site.change(BOB, status=AccountStatus.SUSPENDED)
    site.block_user.block(viewer(CAT), DAN)
    assert site.names(None, ANN) == ["dan", "cat"]
    assert site.names(DAN, ANN) == ["dan"]
    assert site.names(CAT, ANN) == ["cat"]


def test_the_lists_of_who_blocks_the_reader_or_is_gone_do_not_exist(site: Site) -> None:
    site.block_user.block(viewer(ANN), BOB)
    refused(Code.NOT_FOUND, lambda: site.names(BOB, ANN))
    assert site.names(ANN, BOB) == []
    site.change(ANN, status=AccountStatus.SUSPENDED)
    refused(Code.NOT_FOUND, lambda: site.names(None, ANN))
    refused(Code.NOT_FOUND, lambda: site.names(CAT, NOBODY))


def test_the_lists_of_a_protected_account_are_for_its_followers_and_itself(site: Site) -> None:
    site.follow(BOB, ANN)
    site.settle()
    site.change(ANN, protected=True)
    for reader in (None, CAT):
        refused(Code.FORBIDDEN, partial(site.names, reader, ANN))
    assert site.names(BOB, ANN) == site.names(ANN, ANN) == ["bob"]


def pages(read: Callable[[int | None], AccountPage]) -> list[list[int]]:
    found: list[list[int]] = []
    position: int | None = None
    while True:
        page = read(position)
        found.append([user.id for user in page.users])
        if page.next_before is None:
            return found
        position = page.next_before


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_are_full_and_hold_each_follower_once_whoever_is_left_out(site: Site, limit: int) -> None:
    followers = list(range(100, 130))
    for user_id in followers:
        site.sign_up(user_id, f"user{user_id}")
        site.follow(user_id, ANN)
        if user_id % 3 == 0:
            site.change(user_id, status=AccountStatus.SUSPENDED)
    site.settle()
    visible = [user_id for user_id in reversed(followers) if user_id % 3]
    found = pages(lambda position: site.lists.of_account(None, ANN, Direction.FOLLOWERS, PageRange(limit, position)))
    assert [user_id for page in found for user_id in page] == visible
    assert all(len(page) == limit for page in found[:-1])


def test_blocks_and_mutes_list_their_accounts_newest_first(site: Site) -> None:
    for target in (DAN, BOB, CAT):
        site.block_user.block(viewer(ANN), target)
        site.mute_user.mute(viewer(ANN), target, None)
    site.change(CAT, status=AccountStatus.SUSPENDED)
    assert pages(lambda before: site.lists.blocks(viewer(ANN), PageRange(1, before))) == [[DAN], [BOB]]
    assert pages(lambda before: site.lists.mutes(viewer(ANN), PageRange(5, before))) == [[DAN, BOB]]


def test_a_list_takes_two_trips_and_reads_the_log_before_any_profile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.follow(BOB, ANN)
    site.settle()
    order: list[str] = []
    polled, read = site.invalidations.poll, site.users.get_many

    def noted_poll() -> Collection[int]:
        order.append("log")
        return polled()

    def noted_read(ids: Collection[int]) -> Mapping[int, User]:
        order.append("users")
        return read(ids)

    monkeypatch.setattr(site.invalidations, "poll", noted_poll)
    monkeypatch.setattr(site.users, "get_many", noted_read)
    assert site.names(CAT, ANN) == ["bob"]
    assert order == ["log", "users"]


def test_a_follow_and_its_end_queue_a_back_fill_and_a_clean_up(site: Site) -> None:
    site.follow(ANN, BOB)
    site.settle()
    assert jobs_of(site) == [Job("backfill", author_id=BOB, viewer_id=ANN)]
    site.block_user.block(viewer(BOB), ANN)
    ended_ms = site.clock.now_ms()
    site.settle()
    assert jobs_of(site) == [Job("cleanup", author_id=BOB, viewer_id=ANN, unfollowed_ms=ended_ms)]
    assert site.names(CAT, BOB) == []


def test_a_follow_that_ended_and_began_again_unseen_is_back_filled(site: Site) -> None:
    first = Relationship(ANN, BOB, follow_id=1, version=1)
    site.apply.run(PairChange(first, replace(first, follow_id=2, version=3), 5))
    assert [job.kind for job in jobs_of(site)] == ["backfill"]


def test_what_ends_no_follow_queues_nothing(site: Site) -> None:
    site.change(BOB, protected=True)
    site.follow(ANN, BOB)
    site.mute_user.mute(viewer(ANN), CAT, None)
    site.block_user.block(viewer(ANN), BOB)
    site.settle()
    blank = Relationship(ANN, BOB, version=9)
    site.apply.run(PairChange(blank, None, 99))
    assert jobs_of(site) == []


def test_the_follower_is_in_the_index_before_the_back_fill_is_queued(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []
    send = site.jobs.send

    def look(jobs: Sequence[Job]) -> None:
        seen.append([follow.user_id for follow in site.index.followers(BOB, PageRange(5))])
        send(jobs)

    monkeypatch.setattr(site.jobs, "send", look)
    site.follow(ANN, BOB)
    site.settle()
    assert seen == [[ANN]]
