"""Who is found, listed and suggested, as both contracts let people choose."""

from __future__ import annotations

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


def test_who_is_to_be_found_is_chosen_in_both_contracts(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    fresh = app.get("/api/v1/accounts/verify_credentials")
    assert (fresh["discoverable"], fresh["indexable"], fresh["hide_collections"]) == (False, True, False)
    form = {"discoverable": "true", "indexable": "false", "hide_collections": "true"}
    changed = app.done("PATCH", "/api/v1/accounts/update_credentials", form)
    assert (changed["source"]["discoverable"], changed["noindex"], changed["hide_collections"]) == (True, True, True)
    me = done(bob.get(f"/api/users/{ann.id}"))
    assert (me["discoverable"], me["indexable"], me["hideCollections"]) == (True, False, True)
    done(ann.patch("/api/users/me", {"discoverable": False, "indexable": True, "hideCollections": False}))
    shown = App(network).get(f"/api/v1/accounts/{ann.id}")
    assert (shown["discoverable"], shown["indexable"], shown["hide_collections"]) == (False, True, False)


def test_hidden_follows_are_for_their_owner(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    ann.follow(bob)
    bob.follow(ann)
    network.settle()
    done(ann.patch("/api/users/me", {"hideCollections": True}))
    for direction in ("followers", "following"):
        path = f"accounts/{ann.id}/{direction}"
        assert App.of(bob).get(f"/api/v1/{path}") == App(network).get(f"/api/v1/{path}") == []
        assert [each["username"] for each in App.of(ann).get(f"/api/v1/{path}")] == ["bob"]
        assert done(bob.get(f"/api/users/{ann.id}/{direction}"))["items"] == []


def test_statuses_that_are_not_to_be_indexed_are_found_by_who_had_a_part_in_them(
    ann: Person, bob: Person, network: InMemoryNetwork
) -> None:
    cat = network.sign_up("cat")
    told, other = ann.tweet("a rare owl, @bob"), ann.tweet("another owl")
    done(ann.patch("/api/users/me", {"indexable": False}))
    network.settle()

    def found(person: Person) -> list[str]:
        return [each["id"] for each in App.of(person).get("/api/v2/search?q=owl&type=statuses")["statuses"]]

    assert (found(ann), found(bob), found(cat)) == ([other, told], [told], [])
    done(cat.post(f"/api/tweets/{other}/bookmark", {}))
    assert found(cat) == [other]
    assert done(network.request("GET", "/api/search?q=owl"))["tweets"] == []
    done(ann.patch("/api/users/me", {"indexable": True}))
    assert found(cat) == [other, told]


def test_familiar_followers_are_named(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    cat = network.sign_up("cat")
    ann.follow(bob)
    bob.follow(cat)
    network.settle()
    path = f"/api/v1/accounts/familiar_followers?id[]={cat.id}&id[]={bob.id}"
    first, second = App.of(ann).get(path)
    assert (first["id"], [each["username"] for each in first["accounts"]]) == (str(cat.id), ["bob"])
    assert (second["id"], second["accounts"]) == (str(bob.id), [])
    (native,) = done(ann.get(f"/api/users/familiar-followers?ids={cat.id}"))["items"]
    assert (native["userId"], [each["id"] for each in native["accounts"]]) == (str(cat.id), [str(bob.id)])
    assert App.of(ann).get("/api/v1/accounts/familiar_followers") == []


def test_accounts_that_want_it_are_listed_and_suggested(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    cat = network.sign_up("cat")
    ann.follow(bob)
    bob.follow(cat)
    done(cat.patch("/api/users/me", {"discoverable": True}))
    cat.tweet("here I am")
    network.settle()
    app, nobody = App.of(ann), App(network)
    for query in ("", "?order=new&local=true", "?order=sideways"):
        assert [each["username"] for each in nobody.get(f"/api/v1/directory{query}")] == ["cat"]
    assert nobody.get("/api/v1/directory?order=new&offset=1") == []
    assert [each["id"] for each in done(ann.get("/api/directory?order=new"))["items"]] == [str(cat.id)]
    assert ann.get("/api/directory?order=sideways")[0] == 422
    (proposed,) = app.get("/api/v2/suggestions")
    assert (proposed["account"]["username"], proposed["sources"]) == ("cat", ["friends_of_friends"])
    assert [each["username"] for each in app.get("/api/v1/suggestions?limit=5")] == ["cat"]
    (native,) = done(ann.get("/api/suggestions"))["items"]
    assert (native["user"]["id"], native["reason"]) == (str(cat.id), "friends_of_friends")
    assert app.done("DELETE", f"/api/v1/suggestions/{cat.id}") == {}
    assert done(ann.get("/api/suggestions"))["items"] == []
    assert app.get("/api/v2/suggestions") == []
    done(bob.delete(f"/api/suggestions/{cat.id}"))
    done(cat.patch("/api/users/me", {"discoverable": False}))
    assert nobody.get("/api/v1/directory?order=new") == []


def test_the_directory_is_read_page_after_page(ann: Person, network: InMemoryNetwork) -> None:
    for number in range(3):
        done(network.sign_up(f"fan{number}").patch("/api/users/me", {"discoverable": True}))
    network.settle()
    assert [each["username"] for each in ann.pages("/api/directory?order=new", limit=2)] == ["fan2", "fan1", "fan0"]
