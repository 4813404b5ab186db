"""Apps search, follow hashtags and look at what trends."""

from __future__ import annotations

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person


def find_with_apps(network: RecordedNetwork, bea: Person, tweet: str) -> None:
    """Search for all kinds, also by addresses, and follow a hashtag."""
    app = App.of(bea)
    assert app.get(f"/api/v2/search?q=https://linnet.example/@person1/{tweet}")["statuses"]
    assert app.get("/api/v2/search?q=https://linnet.example/@person1")["accounts"]
    assert app.get("/api/v2/search?q=@person1@linnet.example&type=accounts&following=true") is not None
    assert app.get("/api/v2/search?q=birds")["hashtags"]
    assert app.get("/api/v1/search?q=birds+from:me")
    assert app.get("/api/v1/tags/birds")
    assert app.post("/api/v1/tags/birds/follow")["following"]
    assert app.get("/api/v1/followed_tags")
    assert not app.post("/api/v1/tags/birds/unfollow")["following"]


def see_trends_with_apps(bea: Person) -> None:
    """Look at the list that was computed, each part of it."""
    app = App.of(bea)
    for part in ("", "/tags", "/statuses"):
        assert app.get(f"/api/v1/trends{part}")
    assert app.get("/api/v1/trends/links") == []
