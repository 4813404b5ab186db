"""Pictures through both contracts, and how uploads are refused."""

from __future__ import annotations

import json

import pytest

from functions.media_schedule import handler as media_schedule
from linnet.adapters.pillow.pictures import PillowPictures
from linnet.domain.media import MAX_FILE, MAX_UPLOAD, UNATTACHED_MS
from tests.conftest import REPOSITORY
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts, uploaded
from tests.pictures import picture, png_that_claims

VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(500)


def upload(app: App, content: bytes, path: str = "/api/v2/media", **fields: str) -> dict[str, object]:
    answer: dict[str, object] = app.done("POST", path, parts({"file": content}, **fields), KIND)
    return answer


@pytest.mark.parametrize("path", ["/api/v1/media", "/api/v2/media"])
def test_what_an_app_uploads_is_read_natively(network: InMemoryNetwork, ann: Person, path: str) -> None:
    app = App.of(ann)
    sent = upload(app, picture("PNG"), path, description="A cat", focus="-0.5,1.0")
    assert (sent["type"], sent["description"]) == ("image", "A cat")
    assert sent["meta"] == {
        "focus": {"x": -0.5, "y": 1.0},
        "original": {"width": 64, "height": 48, "size": "64x48", "aspect": 64 / 48},
        "small": {"width": 16, "height": 9, "size": "16x9", "aspect": 16 / 9},
    }
    native = done(ann.get(f"/api/media/{sent['id']}"))
    assert (native["description"], native["focus"]) == ("A cat", {"x": -0.5, "y": 1.0})
    assert (native["attached"], native["expiresAt"] is not None) == (False, True)
    assert str(sent["url"]) == f"https://linnet.example{native['url']}"
    assert str(sent["preview_url"]) == f"https://linnet.example{native['previewUrl']}"
    assert native["url"].removeprefix("/media/") in network.media_files.stored


def test_what_is_uploaded_natively_is_described_by_an_app(ann: Person) -> None:
    app, sent = App.of(ann), uploaded(ann, description="before", focusX="0.5")
    path = f"/api/v1/media/{sent['id']}"
    assert app.get(path)["meta"]["focus"] == {"x": 0.5, "y": 0.0}
    changed = app.done("PUT", path, {"description": "after"})
    assert (changed["description"], changed["meta"]["focus"]["x"]) == ("after", 0.5)
    changed = app.done("PUT", path, parts({"thumbnail": picture("PNG", (9, 9))}, focus="0,0"), KIND)
    assert (changed["meta"]["small"]["size"], changed["meta"]["focus"]["x"]) == ("8x8", 0.0)
    assert done(ann.patch(path.replace("v1/", ""), {"description": "at last"}))["description"] == "at last"
    assert app.get(path)["description"] == "at last"
    assert app.done("DELETE", path) == {}
    assert ann.get(path.replace("v1/", ""))[0] == 404


def test_natively_removed_is_gone_for_apps_and_from_the_bucket(network: InMemoryNetwork, ann: Person) -> None:
    sent = uploaded(ann)
    assert ann.delete(f"/api/media/{sent['id']}")[0] == 204
    assert App.of(ann).refused("GET", f"/api/v1/media/{sent['id']}") == (404, "Record not found")
    assert network.media_files.stored == {}


@pytest.mark.parametrize(
    ("files", "fields", "status", "text"),
    [
        ({}, {"description": "x"}, 422, "Validation failed: File can't be blank"),
        ({"file": b""}, {}, 422, "Validation failed: File can't be blank"),
        ({"file": VIDEO}, {}, 422, "Videos and sound are not taken here"),
        ({"file": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, {}, 422, "must be a picture"),
        ({"file": png_that_claims(50_000, 50_000)}, {}, 422, "50000x50000 pixels"),
        ({"file": picture()}, {"focus": "far left"}, 422, "Validation failed: Focus must be two numbers"),
        ({"file": picture()}, {"focus": "nan,0"}, 422, "Validation failed: Focus"),
        ({"file": picture()}, {"description": "x" * 1_501}, 422, "Validation failed: Description must have at most"),
        ({"file": picture(), "thumbnail": VIDEO}, {}, 422, "Validation failed: Thumbnail must be a picture"),
        ({"file": picture() + bytes(MAX_FILE)}, {}, 413, "A picture must have at most"),
    ],
)
def test_refusals_say_why(ann: Person, files: dict[str, bytes], fields: dict[str, str], status: int, text: str) -> None:
    answer = App.of(ann).call("POST", "/api/v2/media", parts(files, **fields), KIND)
    assert answer.status == status
    assert text in answer.body["error"]


def test_a_file_sent_as_text_is_none(ann: Person) -> None:
    assert App.of(ann).refused("POST", "/api/v2/media", {"file": "a.png"})[0] == 422
    status, answer = ann.post("/api/media", {"file": "a.png"})
    assert (status, answer["error"]["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("length", [MAX_UPLOAD + 1, MAX_UPLOAD * 2])
def test_a_body_over_the_limit_is_told_so(ann: Person, length: int) -> None:
    body = parts({"file": picture().ljust(length, b"\0")})
    assert App.of(ann).call("POST", "/api/v2/media", body, KIND).status == 413
    answer = ann.network.request("POST", "/api/media", body, token=ann.token, headers={"content-type": KIND})
    assert (answer[0], answer[1]["error"]["code"]) == (413, "too_large")


def test_natively_too_the_field_at_fault_is_named(ann: Person) -> None:
    def refused(files: dict[str, bytes], **fields: str) -> tuple[int, str]:
        body = parts(files, **fields)
        status, answer = ann.network.request(
            "POST", "/api/media", body, token=ann.token, headers={"content-type": KIND}
        )
        return status, answer["error"]["field"]

    assert refused({}) == (422, "file")
    assert refused({"file": VIDEO}) == (422, "file")
    assert refused({"file": picture()}, focusX="7") == (422, "focusX")
    assert refused({"file": picture()}, unknown="7") == (422, "unknown")
    assert refused({"file": picture() + bytes(MAX_FILE)})[1] == "file"


def test_real_files_come_back_as_files(network: InMemoryNetwork, ann: Person) -> None:
    network.environments["media_api"].tables.__dict__["pictures"] = PillowPictures()
    network.restart("media_api")
    network.environments["media_api"].tables.__dict__["pictures"] = PillowPictures()
    network.apis["media_api"].use(network.environments["media_api"])
    app = App.of(ann)
    sent = upload(app, picture("JPEG", (1_280, 720)))
    assert sent["meta"]["small"]["size"] == "640x360"  # type: ignore[index]  # of JSON
    assert len(str(sent["blurhash"])) == 28
    (content, kind) = network.media_files.stored[str(sent["url"]).partition("/media/")[2]]
    assert (content[:3], kind) == (b"\xff\xd8\xff", "image/jpeg")
    assert app.call("POST", "/api/v2/media", parts({"file": picture("JPEG")[:-90]}), KIND).status == 422


def test_after_a_day_it_is_gone(network: InMemoryNetwork, ann: Person) -> None:
    sent = uploaded(ann)
    network.clock.advance(UNATTACHED_MS)
    event = json.loads((REPOSITORY / "events" / "schedules" / "media.json").read_text("utf-8"))
    assert media_schedule.lambda_handler(event, None) == {"removed": 1}
    assert ann.get(f"/api/media/{sent['id']}")[0] == 404
    assert network.media_files.stored == {}
