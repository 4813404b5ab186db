"""The part of the story in which people write to one another."""

from __future__ import annotations

from tests.infra.life_hearing_with_apps import talk_with_apps
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done


def use_messages(network: RecordedNetwork, people: list[Person]) -> None:
    """Write to a stranger, who answers; form a group and part again."""
    _, _, cat, _, eve, fay, gus, *_ = people
    for _ in range(2):
        sent = done(cat.post(f"/api/messages/{eve.id}", {"text": "hello?"}, Idempotency_Key="k"))
    done(cat.post(f"/api/messages/{eve.id}", {"text": "another"}, Idempotency_Key="k"), 422)
    network.settle(times=2)
    talk = f"/api/conversations/{sent['conversationId']}"
    assert [one["id"] for one in eve.pages("/api/conversations?box=requests")] == [sent["conversationId"]]
    done(eve.post(f"{talk}/accept"))
    done(eve.post(f"{talk}/read", {"upTo": sent["id"]}))
    done(eve.post(f"{talk}/typing"))
    done(eve.post(f"{talk}/messages", {"text": "hello"}))
    done(eve.put(f"{talk}/messages/{sent['id']}/reaction", {"emoji": "🐦"}))
    done(eve.delete(f"{talk}/messages/{sent['id']}/reaction"))
    done(eve.delete(f"{talk}/messages/{sent['id']}"))
    done(cat.delete(f"{talk}/messages/{sent['id']}?scope=everyone"))
    network.settle(times=2)
    assert [one["id"] for one in eve.pages("/api/conversations")] == [sent["conversationId"]]
    (told,) = done(cat.get("/api/notifications?kinds=message"))["items"]
    assert App.of(cat).get(f"/api/v1/notifications/{told['id']}")["status"]["visibility"] == "direct"
    for direction in ("older", "newer"):
        cat.pages(f"{talk}/messages?direction={direction}", limit=1)
    talk_with_apps(network, eve)
    done(cat.delete(talk))
    done(cat.post(f"/api/users/{eve.id}/block"))
    done(eve.post(f"/api/messages/{cat.id}", {"text": "why?"}, Idempotency_Key="why"), 403)
    done(cat.delete(f"/api/users/{eve.id}/block"))
    for _ in range(2):
        group = done(cat.post("/api/conversations", {"userIds": [str(fay.id)]}, Idempotency_Key="group"))
    place = f"/api/conversations/{group['id']}"
    done(cat.post(f"{place}/members", {"userIds": [str(eve.id), str(gus.id)]}))
    done(cat.patch(place, {"title": "birds"}))
    done(gus.post(f"{place}/refuse"))
    done(fay.post(f"{place}/messages", {"text": "all of you"}))
    done(cat.put(f"{place}/admins/{fay.id}", None))
    done(cat.delete(f"{place}/admins/{fay.id}"))
    done(eve.get(place))
    done(eve.delete(f"{place}/members/{eve.id}"))
    network.settle(times=2)
