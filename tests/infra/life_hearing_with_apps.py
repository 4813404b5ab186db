"""Apps read notifications and conversations."""

from __future__ import annotations

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person


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
