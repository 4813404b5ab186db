"""The part of the story in which people take what is theirs, leave, come back, or are erased."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.exports import Progress, archive_name
from linnet.domain.pushes import TopicKind, own_topic
from linnet.domain.sockets import Connection
from linnet.runtime.wiring.export_queue import build
from tests.infra.life_steps import HOUR_MS, sign_up
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import PASSWORD, Person, done
from tests.integration.uploads import uploaded


def leave_and_return(network: RecordedNetwork) -> None:
    """Give an account up and come back; be suspended, by id and by name, and let in again."""
    person = sign_up(network, "leaving")
    credentials = {"login": "leaving", "password": PASSWORD}
    done(person.post("/api/users/me/deactivate", {"password": PASSWORD}))
    done(network.request("GET", f"/api/users/{person.id}"), 404)
    back = Person(network, person.id, done(network.request("POST", "/api/auth/login", credentials))["token"])
    done(back.get("/api/users/me"))
    for named in ("@leaving", str(person.id)):
        assert network.order("suspend", named)["status"] == "suspended"
        done(network.request("POST", "/api/auth/login", credentials), 403)
        assert network.order("lift", named)["status"] == "active"
        network.settle()
        token = done(network.request("POST", "/api/auth/login", credentials))["token"]
    told = Person(network, person.id, token).pages("/api/notifications?kinds=moderation")
    assert [one["measure"] for one in told] == ["suspension_lifted", "suspended"] * 2


def export_data(network: RecordedNetwork, people: list[Person]) -> None:
    """Fetch everything, once also after a worker that died when it had finished the archive; be told not to haste."""
    _, bea, cat, dan, *_ = people
    done(bea.post("/api/drafts", {"text": "to be exported"}))
    for person in (bea, cat):
        done(person.post("/api/users/me/export"), 202)
        done(person.post("/api/users/me/export"), 409)
        network.export()
        assert done(person.get("/api/users/me/export"))["state"] == "ready"
    done(cat.post("/api/users/me/export"), 202)
    (order,) = network.exports.waiting
    name = archive_name(order)
    network.archives.objects[name] = b"finished"
    # As a worker leaves it that dies between its two last calls.
    exports = network.environments["export_queue"].tables.exports
    begun = exports.get(cat.id)
    assert begun is not None
    exports.save(replace(begun, progress=Progress(upload="gone")))
    network.export()
    assert done(cat.get("/api/users/me/export"))["size"] == len(b"finished")
    done(dan.post("/api/users/me/export"), 202)
    # A worker whose time is over leaves the rest to the next message.
    network.workers["export_queue"].use(replace(build(network.environments["export_queue"]), work_ms=0))
    network.do_export(network.exports.waiting.pop())
    network.restart("export_queue")
    assert done(dan.get("/api/users/me/export"))["state"] == "running"
    network.export()
    leaver = sign_up(network, "undecided")
    done(leaver.post("/api/users/me/export"), 202)
    done(leaver.post("/api/users/me/deactivate", {"password": PASSWORD}))
    network.export()


def write_to_several(network: RecordedNetwork, gone: Person, bea: Person) -> None:
    """Begin two groups that are found by their members, until one is left and the author of both is erased."""
    for named in ("@person1 @person3", "@person1 @person7"):
        App.of(gone).post("/api/v1/statuses", status=f"{named} to be unsent", visibility="direct")
        network.clock.advance(1)
        network.settle()
    newest = App.of(gone).get("/api/v1/conversations")[0]["id"]
    done(bea.delete(f"/api/conversations/{newest}/members/{bea.id}"))
    network.settle()


def leave_for_good(network: RecordedNetwork, people: list[Person]) -> None:
    """Be erased after everything that has to be taken back: posts, edges in both directions, rows of one's own."""
    _, bea, cat, dan, *_ = people
    gone = sign_up(network, "gone")
    for one, other in ((gone, bea), (bea, gone), (gone, dan), (cat, gone)):
        one.follow(other)
    done(gone.patch("/api/users/me", {"protected": True}))
    network.settle()
    people[4].follow(gone)
    done(gone.post(f"/api/users/{people[5].id}/mute", {}))
    done(gone.post(f"/api/users/{cat.id}/block"))
    done(people[6].post(f"/api/users/{gone.id}/block"))
    theirs, own = bea.tweet("to be retweeted"), gone.tweet("to be erased")
    done(gone.put(f"/api/tweets/{own}", {"text": "edited"}))
    done(gone.post(f"/api/tweets/{theirs}/retweet"))
    sent = done(gone.post(f"/api/messages/{bea.id}", {"text": "to be unsent"}))
    answer = done(bea.post(f"/api/messages/{gone.id}", {"text": "to be kept"}))
    done(gone.put(f"/api/conversations/{sent['conversationId']}/messages/{answer['id']}/reaction", {"emoji": "🐦"}))
    alone = done(gone.post("/api/conversations", {"userIds": [str(bea.id)]}))["id"]
    done(bea.delete(f"/api/conversations/{alone}/members/{bea.id}"))
    network.settle()
    write_to_several(network, gone, bea)
    done(gone.get("/api/timelines/home"))
    done(gone.post("/api/search/saved", {"name": "to be erased", "q": "birds"}))
    done(gone.post("/api/trends/birds/hide"))
    done(gone.post("/api/drafts", {"text": "to be erased"}))
    done(gone.post("/api/tweets", {"mediaIds": [uploaded(gone)["id"]]}))
    done(gone.post("/api/users/me/export"), 202)
    network.export()
    body = {"password": PASSWORD, "immediately": True}
    sessions = network.environments["identity_api"].tables.sessions
    late = sessions.list_of(gone.id)[0]
    done(network.request("DELETE", "/api/users/me", body, token=gone.token))
    # A log-in that had read the account before ends only now.
    sessions.add(late)
    network.settle()
    network.clock.advance(HOUR_MS)
    network.order_erasures()
    (order, _) = network.erasures.waiting.pop()
    network.do_erasure(order)
    network.settle()
    # As has a handshake, after the account was shut out: nothing but the erasure finds its connection any more.
    opened = Connection("late", gone.id, late.id, late.token_sha256, network.clock.now_ms())
    connections = network.environments["realtime_socket"].tables.connections
    connections.add(opened)
    connections.subscribe(opened, [own_topic(TopicKind.HOME, gone.id)])
    network.erase()
    done(network.request("POST", "/api/auth/login", {"login": "gone", "password": PASSWORD}), 401)
