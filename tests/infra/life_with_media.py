"""The part of the story in which people upload pictures, by both contracts."""

from __future__ import annotations

from linnet.domain.media import UNATTACHED_MS
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts, uploaded
from tests.pictures import picture


def use_pictures(network: RecordedNetwork, people: list[Person]) -> None:
    """Upload, describe, remove, and let expire."""
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
    network.clock.advance(UNATTACHED_MS)
    assert network.expire_media() == {"removed": 1}
