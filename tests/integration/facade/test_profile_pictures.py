"""Avatars and headers through both contracts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linnet.domain.media import UNATTACHED_MS
from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts
from tests.pictures import picture

UPDATE = "/api/v1/accounts/update_credentials"


def set_picture(person: Person, which: str, content: bytes) -> tuple[int, dict[str, object]]:
    status, answer = person.network.request(
        "PUT",
        f"/api/users/me/{which}",
        parts({"file": content}),
        token=person.token,
        headers={"content-type": KIND},
    )
    return status, answer


def name_in(url: object) -> str:
    return str(url).partition("/media/")[2]


def test_an_app_sets_both_and_everybody_sees_them(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    app = App.of(ann)
    sent = parts({"avatar": picture("PNG"), "header": picture("JPEG")}, display_name="Ann of the pictures")
    own = app.done("PATCH", UPDATE, sent, KIND)
    assert own["display_name"] == "Ann of the pictures"
    assert own["avatar"] == own["avatar_static"] != own["header"] == own["header_static"]
    for url in (own["avatar"], own["header"]):
        assert network.media_files.stored[name_in(url)][1] == "image/jpeg"
    seen = App.of(bob).get(f"/api/v1/accounts/{ann.id}")
    assert (seen["avatar"], seen["header"]) == (own["avatar"], own["header"])
    native = done(bob.get(f"/api/users/{ann.id}"))
    assert f"https://linnet.example{native['avatarUrl']}" == own["avatar"]
    tweet = ann.tweet("hello")
    network.settle()
    assert App(network).get(f"/api/v1/statuses/{tweet}")["account"]["avatar"] == own["avatar"]
    assert done(bob.get(f"/api/tweets/{tweet}"))["author"]["avatarUrl"] == native["avatarUrl"]
    assert limited(network, "ann", "profile").get("/oauth/userinfo")["picture"] == own["avatar"]


def test_a_natively_set_picture_is_the_apps_and_another_takes_its_place(network: InMemoryNetwork, ann: Person) -> None:
    app = App.of(ann)
    missing = app.get("/api/v1/accounts/verify_credentials")["avatar"]
    assert missing.endswith("/avatars/original/missing.png")
    first = done(set_picture(ann, "avatar", picture()))["avatarUrl"]
    assert app.get("/api/v1/accounts/verify_credentials")["avatar"] == f"https://linnet.example{first}"
    second = done(set_picture(ann, "avatar", picture()))["avatarUrl"]
    assert first != second
    assert network.expire_media() == {"removed": 1}
    assert set(network.media_files.stored) == {name_in(second)}
    network.clock.advance(2 * UNATTACHED_MS)
    assert network.expire_media() == {"removed": 0}


@pytest.mark.parametrize("which", ["avatar", "header"])
def test_a_picture_is_taken_away_by_either_contract(network: InMemoryNetwork, ann: Person, which: str) -> None:
    app = App.of(ann)
    missing = app.get("/api/v1/accounts/verify_credentials")[which]
    removals: tuple[Callable[[], object], ...] = (
        lambda: app.done("DELETE", f"/api/v1/profile/{which}"),
        lambda: done(ann.delete(f"/api/users/me/{which}")),
    )
    for remove in removals:
        done(set_picture(ann, which, picture()))
        for _ in range(2):
            remove()
            assert app.get("/api/v1/accounts/verify_credentials")[which] == missing
    assert network.expire_media() == {"removed": 2}
    assert network.media_files.stored == {}


def test_what_is_no_picture_changes_nothing(network: InMemoryNetwork, ann: Person) -> None:
    app = App.of(ann)
    before = app.get("/api/v1/accounts/verify_credentials")
    sent = parts({"avatar": picture(), "header": b"no picture"}, display_name="changed")
    answer = app.call("PATCH", UPDATE, sent, KIND)
    assert answer.status == 422
    assert answer.body["error"].startswith("Validation failed: Header must be a picture")
    assert app.refused("PATCH", UPDATE, {"avatar": "a.png"})[0] == 422
    assert app.get("/api/v1/accounts/verify_credentials") == before
    assert network.media_files.stored == {}
    status, refusal = set_picture(ann, "avatar", b"no picture")
    assert (status, refusal["error"]["field"]) == (422, "avatar")  # type: ignore[index]  # of JSON
    assert app.done("PATCH", UPDATE, parts({"avatar": b""}, note="hi"), KIND)["avatar"] == before["avatar"]


def test_a_picture_of_a_profile_is_none_of_a_tweet(network: InMemoryNetwork, ann: Person) -> None:
    number = name_in(done(set_picture(ann, "avatar", picture()))["avatarUrl"]).partition("/")[0]
    assert ann.get(f"/api/media/{number}")[0] == 404
    assert ann.post("/api/tweets", {"text": "x", "mediaIds": [number]})[0] == 422
