"""Lists of accounts, bookmarks, notifications and conversations paged down and up: the same, whatever is hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.graph import Follow
from linnet.domain.messages import Conversation, Message
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Tweet
from linnet.domain.users import Account, AccountStatus, User
from linnet.services.bookmark_tweet import ReadBookmarks
from linnet.services.fill_accounts import fill_accounts
from linnet.services.read_notifications import Wanted
from tests.fakes.bookmarks import FakeBookmarks
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.unit.services import message_world, notification_world, tweet_world

ANN, BOB, CAT = tweet_world.ANN, tweet_world.BOB, tweet_world.CAT

# What a page shows, and the ids of its neighbours.
Page = tuple[Sequence[int], int | None, int | None]
HIDDEN = st.sets(st.integers(0, 19), max_size=12)
LIMITS = st.integers(1, 6)


def down(read: Callable[[PageRange], Page], limit: int) -> list[int]:
    found: list[int] = []
    before: int | None = None
    while True:
        shown, before, _ = read(PageRange(limit, before))
        assert len(shown) <= limit
        found += shown
        if before is None:
            return found


def up(read: Callable[[PageRange], Page], limit: int) -> list[int]:
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        shown, _, after = read(PageRange(limit, after=after, ascending=True))
        assert len(shown) <= limit
        found = [*shown, *found]
    return found


@given(count=st.integers(0, 20), hidden=HIDDEN, limit=LIMITS)
def test_lists_of_accounts(count: int, hidden: set[int], limit: int) -> None:
    identity = FakeIdentity()
    listed = [Follow(1000 + number, 2000 - number) for number in range(count)]
    for number, follow in enumerate(listed):
        status = AccountStatus.SUSPENDED if number in hidden else AccountStatus.ACTIVE
        user = User(follow.user_id, f"u{follow.user_id}", "", 1, status=status)
        FakeAccounts(identity).create(user, Account(user.id, f"{user.id}@x.org", "hash"))

    def read(page: PageRange) -> Page:
        found = fill_accounts(
            FakeUsers(identity),
            page,
            lambda part: part.of(listed),
            page.one_more().of(listed),
            lambda users: [user for user in users if user.active],
        )
        return [user.id for user in found.users], found.next_before, found.next_after

    expected = [follow.user_id for number, follow in reversed([*enumerate(listed)]) if number not in hidden]
    assert down(read, limit) == up(read, limit) == expected


@settings(max_examples=30)
@given(count=st.integers(0, 20), hidden=HIDDEN, limit=LIMITS)
def test_bookmarks(count: int, hidden: set[int], limit: int) -> None:
    world, shelf = tweet_world.World(), FakeBookmarks()
    tweets = [world.post(ANN) for _ in range(count)]
    for number, tweet in enumerate(tweets):
        # The newest tweet was bookmarked first.
        shelf.add(BOB, tweet.id, 1000 - number, None)
        if number in hidden:
            world.delete(tweet_world.viewer(ANN), tweet.id)
    service = ReadBookmarks(world.read, shelf)

    def read(page: PageRange) -> Page:
        found = service.run(tweet_world.viewer(BOB), None, page)
        return [shown.tweet.id for shown in found.tweets], found.next_before, found.next_after

    expected = [tweet.id for number, tweet in enumerate(tweets) if number not in hidden]
    assert down(read, limit) == up(read, limit) == expected


@settings(max_examples=30)
@given(count=st.integers(0, 20), hidden=HIDDEN, limit=LIMITS)
def test_notifications(count: int, hidden: set[int], limit: int) -> None:
    world = notification_world.World()
    tweets = [world.post(ANN) for _ in range(count)]
    for tweet in tweets:
        world.retweet(BOB, tweet)
    world.settle_all()
    for number, tweet in enumerate(tweets):
        if number in hidden:
            stored = world.tweets.posts[tweet.id]
            assert isinstance(stored, Tweet)
            world.tweets.posts[tweet.id] = replace(stored, deleted_ms=1)

    def read(page: PageRange) -> Page:
        found = world.read.run(notification_world.viewer(ANN), Wanted(), page)
        assert all(each.tweet is not None for each in found.items)
        return [each.tweet.tweet.id for each in found.items if each.tweet], found.next_before, found.next_after

    expected = [tweet.id for number, tweet in reversed([*enumerate(tweets)]) if number not in hidden]
    assert down(read, limit) == up(read, limit) == expected


@settings(max_examples=30)
@given(activities=st.lists(st.integers(1, 6), max_size=12), hidden=HIDDEN, limit=LIMITS)
def test_conversations_also_where_newest_messages_share_an_id(
    activities: list[int], hidden: set[int], limit: int
) -> None:
    world = message_world.World()
    heads = [
        Conversation(str(number), frozenset({ANN, BOB}), activity, BOB)
        for number, activity in enumerate(activities, start=100)
    ]
    for number, head in enumerate(heads):
        world.table.apply(None, head)
        if number not in hidden:
            world.table.heads[head.id] = head
            world.table.rows[head.id] = {head.last_id: Message(head.id, head.last_id, BOB, "hello")}
    largest = max((activities.count(each) for each in activities), default=0)

    def read(page: PageRange) -> Page:
        found = world.conversations.page(message_world.viewer(ANN), False, page)
        ids = [int(shown.conversation.id) for shown in found.conversations]
        return ids, found.next_before, found.next_after

    expected = {int(head.id) for number, head in enumerate(heads) if number not in hidden}
    for walked in (down(read, max(limit, largest)), up(read, max(limit, largest))):
        assert set(walked) == expected
        assert len(walked) == len(expected)
        shown = [activities[each - 100] for each in walked]
        assert shown == sorted(shown, reverse=True)
