"""The part of the story in which clients are closed."""

from __future__ import annotations

from dataclasses import replace

from linnet.ports.web_push import PushGone, PushUnavailable
from tests.infra.life_steps import sign_up
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App, limited
from tests.integration.person import done
from tests.push_receiver import PushClient

PATH = "/api/v1/push/subscription"
NATIVE = "/api/push/subscription"


def push_to_closed_clients(network: RecordedNetwork) -> None:
    """Subscribe in both contracts, be told, change and end subscriptions, lose clients and log out."""
    reader, author = sign_up(network, "closed"), sign_up(network, "caller")
    app, client = App.of(reader), PushClient()
    app.post(PATH, **client.form("https://push.example/phone", "mention", "favourite", policy="all"))
    # A client that logs in anew leaves its old subscription.
    other = limited(network, "closed", "read push")
    other.post(PATH, **client.form("https://push.example/phone", "mention", policy="followed"))
    assert app.refused("GET", PATH)[0] == 404
    native = {"endpoint": "https://push.example/web", "keys": client.keys, "policy": "follower"}
    done(reader.get("/api/push"))
    done(reader.put(NATIVE, native))
    done(reader.get(NATIVE))
    done(reader.patch(NATIVE, {"policy": "all", "alerts": ["mention", "reply"]}))
    other.get(PATH)
    other.done("PUT", PATH, {"data[alerts][mention]": "true", "data[policy]": "follower"})
    reader.follow(author)
    author.follow(reader)
    author.tweet("@closed are you there?")
    sent = network.push_services.sent
    _work(network)
    assert sorted(each.endpoint for each, *_ in sent) == ["https://push.example/phone", "https://push.example/web"]

    done(author.post(f"/api/messages/{reader.id}", {"text": "are you really?"}))
    _work(network)
    assert [each.endpoint for each, *_ in sent][2:] == ["https://push.example/phone"]

    failing = network.push_services.failing
    failing["https://push.example/phone"] = PushUnavailable("503")
    author.tweet("@closed hello?")
    _work(network)
    failing["https://push.example/phone"] = PushGone("410")
    _work(network)
    assert other.refused("GET", PATH)[0] == 404
    failing.clear()
    other.post(PATH, **client.form("https://push.example/tablet", "mention"))
    other.done("DELETE", PATH)
    other.post(PATH, **client.form("https://push.example/tablet", "mention"))
    sessions = done(reader.get("/api/auth/sessions"))["items"]
    (theirs,) = [each["id"] for each in sessions if each["app"] == "Limited"]
    done(reader.delete(f"/api/auth/sessions/{theirs}"), 204)
    done(reader.delete(NATIVE), 204)
    author.tweet("@closed goodbye")
    _work(network)
    assert [each.endpoint for each, *_ in sent][4:] == []


def _work(network: RecordedNetwork) -> None:
    network.settle()
    jobs = network.web_pushes.taken()
    assert network.do_web_push(*(replace(job, delay_s=0) for job in jobs)) == {"batchItemFailures": []}
