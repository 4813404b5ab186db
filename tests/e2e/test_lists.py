"""Lists: private, filled from whom one follows, and as fresh as home."""

from tests.e2e.people import Person, Town, eventually


def make(owner: Person, *members: Person, **chosen: object) -> str:
    made = owner.ask("POST", "/api/lists", {"title": "Friends", **chosen}, expect=201)
    if members:
        body = {"userIds": [member.id for member in members]}
        owner.ask("POST", f"/api/lists/{made['id']}/members", body, expect=204)
    return str(made["id"])


def test_a_list_shows_its_members_and_an_exclusive_one_takes_them_out_of_home(town: Town) -> None:
    reader, friend, other = town.newcomers("reader", "friend", "other")
    for followed in (friend, other):
        reader.follow(followed)
        followed.is_pushed_to(reader)
    reader.home()
    friends = make(reader, friend)
    timeline = f"/api/timelines/lists/{friends}"
    first, second = friend.post("for friends"), other.post("for everybody")
    reader.sees_at_home(second["id"])
    eventually(lambda: reader.ids(timeline) == [first["id"]])
    # A list is never later than home, but home may be later than a list.
    reader.sees_at_home(first["id"])

    reader.ask("PATCH", f"/api/lists/{friends}", {"exclusive": True})

    assert first["id"] not in reader.home()
    assert reader.ids(timeline) == [first["id"]]
    reader.ask("PATCH", f"/api/lists/{friends}", {"exclusive": False})
    assert first["id"] in reader.home()


def test_who_joins_brings_earlier_posts_and_who_leaves_is_gone_at_once(town: Town) -> None:
    reader, friend = town.newcomers("reader", "friend")
    earlier = friend.post("from before")
    reader.follow(friend)
    friend.is_pushed_to(reader)
    reader.sees_at_home(earlier["id"])
    friends = make(reader, friend)
    members, timeline = f"/api/lists/{friends}/members", f"/api/timelines/lists/{friends}"
    assert reader.ids(members) == [friend.id]
    assert [each["id"] for each in reader.get(f"/api/users/{friend.id}/lists")["items"]] == [friends]
    eventually(lambda: earlier["id"] in reader.ids(timeline))

    reader.ask("DELETE", f"{members}?ids={friend.id}", expect=204)

    assert reader.ids(members) == reader.ids(timeline) == []
    assert earlier["id"] in reader.home()


def test_an_unfollow_ends_the_membership_and_strangers_cannot_join(town: Town) -> None:
    reader, friend, stranger = town.newcomers("reader", "friend", "stranger")
    reader.follow(friend)
    friends = make(reader, friend)
    members = f"/api/lists/{friends}/members"
    refused = reader.ask("POST", members, {"userIds": [friend.id, stranger.id]}, expect=422)
    assert refused["error"]["details"] == {"userIds": [stranger.id]}

    reader.ask("DELETE", f"/api/users/{friend.id}/follow")

    assert reader.ids(members) == []
    reader.follow(friend)
    assert reader.ids(members) == []


def test_a_list_is_nobody_elses_and_is_gone_when_it_is_removed(town: Town) -> None:
    reader, friend = town.newcomers("reader", "friend")
    reader.follow(friend)
    friends = make(reader, friend)
    for path in (f"/api/lists/{friends}", f"/api/lists/{friends}/members", f"/api/timelines/lists/{friends}"):
        friend.get(path, expect=404)

    reader.ask("DELETE", f"/api/lists/{friends}", expect=204)

    reader.get(f"/api/timelines/lists/{friends}", expect=404)
    assert reader.get("/api/lists")["items"] == []
    assert reader.get(f"/api/users/{friend.id}/lists")["items"] == []
