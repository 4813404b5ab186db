"""Apps read notifications and conversations."""

from __future__ import annotations

from collections.abc import Sequence

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done


def filter_strangers(network: RecordedNetwork, reader: Person, name: str, strangers: Sequence[Person]) -> None:
    """Let what strangers write be set aside, and decide about each."""
    app = App.of(reader)
    everybody = {"for_not_following": "filter", "for_not_followers": "filter"}
    app.done("PATCH", "/api/v2/notifications/policy", everybody)
    first, second, third = strangers
    natively, listed = "/api/notifications/requests", "/api/v1/notifications/requests"

    def asks(stranger: Person) -> str:
        stranger.tweet(f"hello @{name}")
        network.settle(times=2)
        (request, *_) = done(reader.get(natively))["items"]
        return str(request["account"]["id"])

    sender = asks(first)
    for path in ("/count", f"/{sender}"):
        done(reader.get(f"{natively}{path}"))
    app.get(f"{listed}/{sender}")
    done(reader.get("/api/notifications?filtered=true&grouped=false"))
    done(reader.post(f"{natively}/dismiss", {"accountIds": [sender]}))
    app.post(f"{listed}/{asks(first)}/dismiss")
    app.post(f"{listed}/dismiss", **{"id[]": asks(first)})
    done(reader.post(f"{natively}/accept", {"accountIds": [asks(first)]}))
    app.post(f"{listed}/{asks(second)}/accept")
    app.post(f"{listed}/accept", **{"id[]": asks(third)})
    app.done("PATCH", "/api/v2/notifications/policy", dict.fromkeys(everybody, "accept"))


def hear_with_apps(bea: Person) -> None:
    """Read notifications in both shapes, and dismiss some."""
    app = App.of(bea)
    (first, *_, last) = app.get("/api/v1/notifications")
    app.get(f"/api/v1/notifications?min_id={last['id']}")
    app.get(f"/api/v1/notifications/{first['id']}")
    (group, *_) = app.get("/api/v2/notifications?grouped_types[]=favourite&grouped_types[]=reblog")[
        "notification_groups"
    ]
    for path in (group["group_key"], f"{group['group_key']}/accounts", "policy", "unread_count"):
        app.get(f"/api/v2/notifications/{path}")
    for path in ("unread_count", "requests", "requests/merged"):
        app.get(f"/api/v1/notifications/{path}")
    app.done("PATCH", "/api/v2/notifications/policy", {"for_new_accounts": "accept"})
    app.get("/api/v1/notifications?include_filtered=true")
    for path in ("", "/merged"):
        app.get(f"/api/v1/notifications/requests{path}")
    app.post(f"/api/v1/notifications/{last['id']}/dismiss")
    app.post("/api/v1/markers", **{"home[last_read_id]": "5", "notifications[last_read_id]": last["id"]})
    app.get("/api/v1/markers?timeline[]=home")
    (*_, grouped) = app.get("/api/v2/notifications")["notification_groups"]
    app.post(f"/api/v2/notifications/{grouped['group_key']}/dismiss")


def talk_with_apps(network: RecordedNetwork, reader: Person) -> None:
    """Read a conversation and delete it for oneself."""
    app = App.of(reader)
    (first, *_) = app.get("/api/v1/conversations")
    app.post(f"/api/v1/conversations/{first['id']}/read")
    app.done("DELETE", f"/api/v1/conversations/{first['id']}")
    network.settle()
