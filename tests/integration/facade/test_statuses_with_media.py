"""Pictures of statuses: attached by one contract, read by the other, both ways."""

from __future__ import annotations

from urllib.parse import urlencode

from linnet.domain.media import UNATTACHED_MS
from linnet.facades.moments import moment
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts, uploaded
from tests.pictures import picture


def attached(app: App, description: str = "seen") -> str:
    answer = app.done("POST", "/api/v2/media", parts({"file": picture()}, description=description), KIND)
    return str(answer["id"])


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


def test_a_status_with_pictures_is_a_tweet_with_them(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    first, second = attached(app, "one"), attached(app, "two")
    made = app.done("POST", "/api/v1/statuses", form(("media_ids[]", second), ("media_ids[]", first)))
    assert (made["content"], [each["description"] for each in made["media_attachments"]]) == ("", ["two", "one"])
    native = done(bob.get(f"/api/tweets/{made['id']}"))
    assert native["mediaIds"] == [second, first]
    assert [each["description"] for each in native["media"]] == ["two", "one"]
    assert [f"https://linnet.example{each['url']}" for each in native["media"]] == [
        each["url"] for each in made["media_attachments"]
    ]
    assert app.refused("POST", "/api/v1/statuses", {"status": "x", "media_ids[]": first}) == (
        422,
        f"Validation failed: Media {first} not found or already attached to another post",
    )
    assert App.of(bob).refused("POST", "/api/v1/statuses", {"media_ids[]": attached(app)})[0] == 422
    assert app.call("PUT", f"/api/v1/media/{first}", {"description": "late"}).status == 404


def test_a_tweet_with_pictures_is_a_status_with_them(ann: Person, network: InMemoryNetwork) -> None:
    sent = uploaded(ann, description="seen")
    tweet = done(ann.post("/api/tweets", {"mediaIds": [sent["id"]]}))
    plain = ann.tweet("plain")
    network.settle()
    app = App.of(ann)
    (shown,) = app.get(f"/api/v1/statuses/{tweet['id']}")["media_attachments"]
    assert (shown["id"], shown["type"], shown["blurhash"]) == (sent["id"], "image", sent["blurhash"])
    profile = f"/api/v1/accounts/{ann.id}/statuses"
    assert [each["id"] for each in app.get(f"{profile}?only_media=true")] == [tweet["id"]]
    assert [each["id"] for each in app.get(profile)] == [plain, tweet["id"]]
    assert [each["id"] for each in app.get("/api/v1/timelines/public?only_media=true")] == [tweet["id"]]


def test_an_edit_describes_and_removes_pictures(ann: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    first, second = attached(app), attached(app)
    made = app.done("POST", "/api/v1/statuses", form(("status", "x"), ("media_ids[]", first), ("media_ids[]", second)))
    path = f"/api/v1/statuses/{made['id']}"
    network.clock.advance(1_000)
    changed = app.done(
        "PUT",
        path,
        form(
            ("media_ids[]", second),
            ("media_attributes[][id]", second),
            ("media_attributes[][description]", "better"),
            ("media_attributes[][focus]", "0.5,0"),
        ),
    )
    (shown,) = changed["media_attachments"]
    assert (shown["id"], shown["description"], shown["meta"]["focus"]) == (second, "better", {"x": 0.5, "y": 0.0})
    assert changed["content"] == "<p>x</p>"
    assert [[each["id"] for each in state["media_attachments"]] for state in app.get(f"{path}/history")] == [
        [second],
        [second],
    ]
    assert app.done("PUT", path, {"status": "y"})["media_attachments"] == [shown]
    assert network.expire_media() == {"removed": 1}


def test_delete_and_redraft_keeps_pictures_and_deleting_for_good_does_not(
    ann: Person, network: InMemoryNetwork
) -> None:
    app = App.of(ann)
    media = attached(app)
    made = app.post("/api/v1/statuses", **{"status": "x", "media_ids[]": media})
    gone = app.done("DELETE", f"/api/v1/statuses/{made['id']}")
    assert (gone["text"], [each["id"] for each in gone["media_attachments"]]) == ("x", [media])
    network.clock.advance(UNATTACHED_MS - 1_000)
    assert network.expire_media() == {"removed": 0}
    again = app.post("/api/v1/statuses", **{"status": "y", "media_ids[]": media})
    assert app.done("DELETE", f"/api/v1/statuses/{again['id']}?delete_media=true")["text"] == "y"
    assert network.expire_media() == {"removed": 1}
    assert network.media_files.stored == {}


def test_natively_deleted_means_deleted(ann: Person, network: InMemoryNetwork) -> None:
    tweet = done(ann.post("/api/tweets", {"text": "x", "mediaIds": [uploaded(ann)["id"]]}))
    assert ann.delete(f"/api/tweets/{tweet['id']}")[0] == 204
    assert network.expire_media() == {"removed": 1}
    assert network.media_files.stored == {}


def test_a_scheduled_status_keeps_its_pictures_until_it_is_published(ann: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    media = attached(app)
    at = moment(network.clock.now_ms() + 2 * UNATTACHED_MS)
    saved = app.post("/api/v1/statuses", **{"media_ids[]": media, "scheduled_at": at})
    assert [each["id"] for each in saved["media_attachments"]] == saved["params"]["media_ids"] == [media]
    (draft,) = done(ann.get("/api/drafts"))["items"]
    assert [each["id"] for each in draft["media"]] == [media]
    assert app.refused("POST", "/api/v1/statuses", {"media_ids[]": media})[0] == 422
    network.clock.advance(2 * UNATTACHED_MS)
    assert network.expire_media() == {"removed": 0}
    assert network.publish_due()["published"] == 1
    network.settle()
    (shown,) = app.get(f"/api/v1/accounts/{ann.id}/statuses")
    assert [each["id"] for each in shown["media_attachments"]] == [media]


def test_the_server_says_what_it_takes(network: InMemoryNetwork) -> None:
    for path in ("/api/v1/instance", "/api/v2/instance"):
        limits = App(network).get(path)["configuration"]["media_attachments"]
        assert limits["supported_mime_types"] == ["image/jpeg", "image/png", "image/gif", "image/webp"]
        assert (limits["image_size_limit"], limits["image_matrix_limit"]) == (4_636_672, 33_177_600)
        assert (limits["description_limit"], limits["video_size_limit"]) == (1_500, 0)
