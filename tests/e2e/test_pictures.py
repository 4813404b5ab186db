"""Pictures over real HTTP: decoded for real, and their bytes read by somebody without a token."""

from __future__ import annotations

from io import BytesIO

import httpx
from PIL import Image

from linnet.domain.media import MAX_UPLOAD
from tests.e2e.people import Person, Town
from tests.pictures import SECRET, animation, photo, picture


def upload(person: Person, content: bytes, path: str = "/api/media", **fields: str) -> httpx.Response:
    return person.http.post(
        path, files={"file": ("a.bin", content)}, data=fields, headers={"Authorization": f"Bearer {person.token}"}
    )


def seen(http: httpx.Client, url: str) -> Image.Image:
    answer = http.get(url)
    assert answer.status_code == 200, answer.text
    image = Image.open(BytesIO(answer.content))
    assert answer.headers["content-type"] == Image.MIME[str(image.format)]
    assert SECRET.encode() not in answer.content
    return image


def test_a_photo_is_posted_upright_and_read_by_everybody(town: Town, http: httpx.Client) -> None:
    ann, bob = town.newcomers("ann", "bob")
    sent = upload(ann, photo(6, (1_280, 720)), description="half red")
    assert sent.status_code == 201, sent.text
    tweet = ann.ask("POST", "/api/tweets", {"mediaIds": [sent.json()["id"]]}, expect=201)
    (shown,) = bob.get(f"/api/tweets/{tweet['id']}")["media"]
    assert shown["description"] == "half red"
    assert seen(http, shown["url"]).size == (720, 1_280)
    assert seen(http, shown["previewUrl"]).size == (360, 640)
    assert http.get(shown["url"].replace("original", "other")).status_code == 404
    status = http.get(f"/api/v1/statuses/{tweet['id']}").json()
    (attachment,) = status["media_attachments"]
    # By itself, from the address that apps are told.
    assert httpx.get(attachment["url"], timeout=60).status_code == 200
    assert attachment["meta"]["original"]["size"] == "720x1280"


def test_apps_upload_animations_and_are_told_what_cannot_be(town: Town, http: httpx.Client) -> None:
    ann = town.newcomer("ann")
    sent = upload(ann, animation("GIF", frames=5), "/api/v2/media", focus="0.1,0.2").json()
    assert seen(http, sent["url"]).n_frames == 5  # type: ignore[attr-defined]  # of animations
    for content in (b"\x00\x00\x00\x18ftypmp42" + bytes(99), photo(1)[:-300], b""):
        refused = upload(ann, content, "/api/v2/media")
        assert refused.status_code == 422, refused.text
    large = upload(ann, picture().ljust(MAX_UPLOAD + 1, b"\0"), "/api/v2/media")
    assert large.status_code == 413


def test_an_avatar_is_cut_and_taken_away(town: Town, http: httpx.Client) -> None:
    ann = town.newcomer("ann")
    headers = {"Authorization": f"Bearer {ann.token}"}
    own = http.put("/api/users/me/avatar", files={"file": ("a", picture("PNG", (900, 500)))}, headers=headers).json()
    assert seen(http, own["avatarUrl"]).size == (400, 400)
    shown = http.get(f"/api/v1/accounts/{ann.id}").json()
    assert shown["avatar"].endswith(own["avatarUrl"])
    changed = http.patch(
        "/api/v1/accounts/update_credentials", files={"header": ("h", picture("JPEG"))}, headers=headers
    ).json()
    assert seen(http, changed["header"]).size == (1_500, 500)
    assert ann.ask("DELETE", "/api/users/me/avatar")["avatarUrl"] is None
