"""The part of the story in which somebody reads friends apart from everybody else."""

from __future__ import annotations

from tests.infra.life_steps import HOUR_MS
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import Person, done


def use_lists(network: RecordedNetwork, people: list[Person]) -> None:
    """Make lists, fill, read and change them, lose a member to an unfollow, and remove one with its members."""
    _, bea, cat, _, eve, fay, *_ = people
    for friend in (bea, fay):
        eve.follow(friend)
        done(eve.post(f"/api/users/{friend.id}/endorsement"))
    network.settle(times=2)
    done(eve.delete(f"/api/users/{bea.id}/endorsement"))
    done(fay.patch("/api/users/me", {"discoverable": True}))
    network.settle(times=2)
    assert str(fay.id) in [each["id"] for each in done(cat.get("/api/directory?order=new"))["items"]]
    done(cat.get("/api/suggestions"))
    done(cat.get(f"/api/users/familiar-followers?ids={fay.id}"))
    done(cat.delete(f"/api/suggestions/{fay.id}"))
    done(fay.patch("/api/users/me", {"discoverable": False}))
    assert [each["id"] for each in done(cat.get(f"/api/users/{eve.id}/endorsements"))["items"]] == [str(fay.id)]
    made = done(eve.post("/api/lists", {"title": "Friends", "exclusive": True}))["id"]
    done(eve.post(f"/api/lists/{made}/members", {"userIds": [str(cat.id)]}), 422)
    done(eve.post(f"/api/lists/{made}/members", {"userIds": [str(bea.id), str(fay.id)]}))
    network.settle(times=2)
    assert [each["id"] for each in done(eve.get("/api/lists"))["items"]] == [made]
    assert [each["id"] for each in done(eve.get(f"/api/users/{bea.id}/lists"))["items"]] == [made]
    assert {one["id"] for one in eve.pages(f"/api/lists/{made}/members", limit=1)} == {str(bea.id), str(fay.id)}
    text = "for friends"
    tweet = bea.tweet(text)
    done(eve.post("/api/reports", {"accountId": str(bea.id), "tweetIds": [tweet]}), 201)
    network.settle(times=2)
    done(eve.get("/api/timelines/home"))
    network.settle(times=2)
    assert text in [tweet["text"] for tweet in eve.pages(f"/api/timelines/lists/{made}", limit=2)]
    assert text not in eve.home()
    done(eve.patch(f"/api/lists/{made}", {"exclusive": False, "repliesPolicy": "none"}))
    assert not done(eve.get(f"/api/lists/{made}"))["exclusive"]
    assert text in eve.home()
    done(cat.get(f"/api/lists/{made}"), 404)
    done(eve.delete(f"/api/lists/{made}/members?ids={bea.id}"))
    network.settle()
    # What left is cleaned up later.
    network.clock.advance(HOUR_MS)
    done(eve.delete(f"/api/users/{fay.id}/follow"))
    network.settle(times=2)
    done(eve.post(f"/api/lists/{made}/members", {"userIds": [str(bea.id)]}))
    network.settle(times=2)
    done(eve.delete(f"/api/lists/{made}"))
    network.settle(times=3)
    assert done(eve.get(f"/api/users/{bea.id}/lists"))["items"] == []
