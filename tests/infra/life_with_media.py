"""The part of the story in which people upload pictures, by both contracts."""

from __future__ import annotations

from linnet.domain.media import UNATTACHED_MS
from linnet.facades.moments import moment
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts, uploaded
from tests.pictures import picture


def use_pictures(network: RecordedNetwork, people: list[Person]) -> None:
    """Upload, describe, attach, take out, remove, and let expire."""
    _, bea, cat, *_ = people
    path = f"/api/media/{uploaded(bea, description='a bee')['id']}"
    done(bea.get(path))
    done(bea.patch(path, {"description": "a wasp"}))
    done(bea.delete(path))
    app = App.of(cat)
    for version in ("v1", "v2"):
        made = app.done("POST", f"/api/{version}/media", parts({"file": picture()}), KIND)
        shown = f"/api/v1/media/{made['id']}"
        app.get(shown)
        app.done("PUT", shown, parts({"thumbnail": picture("PNG", (9, 9))}), KIND)
    app.done("DELETE", shown)
    tweet = done(bea.post("/api/tweets", {"mediaIds": [uploaded(bea)["id"]]}))["id"]
    done(bea.put(f"/api/tweets/{tweet}", {"text": "better", "mediaIds": [uploaded(bea)["id"]]}))
    status = app.post("/api/v1/statuses", **{"media_ids[]": str(uploaded(cat)["id"])})
    app.done("DELETE", f"/api/v1/statuses/{status['id']}?delete_media=true")
    draft = done(bea.post("/api/drafts", {"mediaIds": [uploaded(bea)["id"]]}))["id"]
    done(bea.post(f"/api/drafts/{draft}/publish"))
    later = moment(network.clock.now_ms() + 2 * UNATTACHED_MS)
    done(bea.post("/api/scheduled-tweets", {"mediaIds": [uploaded(bea)["id"]], "scheduledAt": later}))
    assert network.expire_media() == {"removed": 2}
    for which in ("avatar", "header"):
        for _ in range(2):
            body = parts({"file": picture()})
            sent = network.request(
                "PUT", f"/api/users/me/{which}", body, token=bea.token, headers={"content-type": KIND}
            )
            done(sent)
            app.done("PATCH", "/api/v1/accounts/update_credentials", parts({which: picture()}), KIND)
        done(bea.delete(f"/api/users/me/{which}"))
        app.done("DELETE", f"/api/v1/profile/{which}")
    network.settle()
    network.clock.advance(2 * UNATTACHED_MS)
    assert network.publish_due()["published"] == 1
    network.settle()
    # One that was never attached, and eight of profiles.
    assert network.expire_media() == {"removed": 9}
