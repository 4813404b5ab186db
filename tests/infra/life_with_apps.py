"""The same things done through the client API of Mastodon."""

from __future__ import annotations

from collections.abc import Sequence

from functions.accounts_api.absent import ABSENT
from tests.infra.life_of_apps import BACK, ok
from tests.infra.life_with_statuses import use_statuses
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import PASSWORD, Person


def use_apps(network: RecordedNetwork, people: Sequence[Person]) -> None:
    """Go through every operation of the façade but those of OAuth itself."""
    use_accounts(network, people)
    read_timelines(network, people)


def read_timelines(network: RecordedNetwork, people: Sequence[Person]) -> None:
    """Read timelines as somebody, as an app alone and as nobody, down and up."""
    app = App(network).post("/api/v1/apps", client_name="Reader", redirect_uris=BACK, scopes="read")
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    alone = ok(network, "POST", "/oauth/token", {**client, "grant_type": "client_credentials", "scope": "read"})
    mine = App.of(people[3])
    for cursor in ("", "&min_id=0", "&since_id=1&max_id=5"):
        mine.get(f"/api/v1/timelines/home?limit=2{cursor}")
        for reader in (mine, App(network), App(network, alone["access_token"])):
            reader.get(f"/api/v1/timelines/public?only_media=false{cursor}")
            reader.get(f"/api/v1/timelines/tag/birds?any[]=bees&none[]=wasps{cursor}")
    use_statuses(network, people[1], people[2])
    use_lists(network, people[3], people[4])


def use_lists(network: RecordedNetwork, owner: Person, other: Person) -> None:
    """Make a list, fill it, read it, and remove it."""
    app = App.of(owner)
    app.post(f"/api/v1/accounts/{other.id}/follow")
    path = f"/api/v1/lists/{app.post('/api/v1/lists', title='Friends')['id']}"
    app.post(f"{path}/accounts", account_ids=str(other.id))
    network.settle()
    for read in ("/api/v1/lists", path, f"{path}/accounts", f"/api/v1/accounts/{other.id}/lists"):
        app.get(read)
    app.get(path.replace("lists", "timelines/list"))
    app.done("PUT", path, {"title": "Fiends", "exclusive": "true"})
    app.done("DELETE", f"{path}/accounts", {"account_ids[]": str(other.id)})
    app.done("DELETE", path)
    network.settle()


def use_accounts(network: RecordedNetwork, people: Sequence[Person]) -> None:
    """Sign up through an app, look around, follow, and part."""
    app = App(network).post("/api/v1/apps", client_name="Toot", redirect_uris=BACK, scopes="read write follow")
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    alone = ok(network, "POST", "/oauth/token", {**client, "grant_type": "client_credentials", "scope": "read write"})
    form = {"username": "appy", "email": "appy@example.org", "password": PASSWORD, "agreement": "true"}
    made = App(network, alone["access_token"]).post("/api/v1/accounts", **form)
    mine, other = App(network, made["access_token"]), people[3]
    me = mine.get("/api/v1/accounts/verify_credentials")["id"]
    profile = {"note": "by an app", "locked": "true", "discoverable": "true"}
    mine.done("PATCH", "/api/v1/accounts/update_credentials", profile)
    mine.get(f"/api/v1/accounts?id[]={other.id}")
    App(network, alone["access_token"]).get("/api/v1/accounts/lookup?acct=person3")
    mine.get("/api/v1/accounts/search?q=person3")
    mine.get(f"/api/v1/accounts/{other.id}")
    mine.get("/api/v1/preferences")
    mine.get("/api/v1/profile")
    mine.done("PATCH", "/api/v1/profile", {"note": "by an app again"})
    for query in ("", "?pinned=true"):
        mine.get(f"/api/v1/accounts/{other.id}/statuses{query}")
    mine.get(f"/api/v1/accounts/relationships?id[]={other.id}")
    for verb in ("follow", "mute", "unmute", "note", "unfollow", "block", "unblock"):
        mine.post(f"/api/v1/accounts/{other.id}/{verb}", comment="x", notify="true")
        for path in ("blocks", "mutes"):
            mine.get(f"/api/v1/{path}")
    friend = f"/api/v1/accounts/{people[4].id}"
    for verb in ("follow", "endorse", "unendorse", "pin", "unpin", "pin"):
        mine.post(f"{friend}/{verb}")
    mine.get("/api/v1/endorsements")
    mine.get(f"/api/v1/accounts/{me}/endorsements")
    mine.post(f"{friend}/unfollow")
    for number, answer in ((4, "authorize"), (5, "reject")):
        App.of(people[number]).post(f"/api/v1/accounts/{me}/follow")
        network.settle()
        mine.get("/api/v1/follow_requests")
        mine.post(f"/api/v1/follow_requests/{people[number].id}/{answer}")
        network.settle()
    for path, _, _ in ABSENT:
        mine.get(path)
    made = mine.post("/api/v1/featured_tags", name="birds")
    for path in ("featured_tags", "featured_tags/suggestions", f"accounts/{me}/featured_tags", "tags/birds"):
        mine.get(f"/api/v1/{path}")
    for path in ("accounts/familiar_followers", "suggestions", "directory", "directory?order=new"):
        mine.get(f"/api/v1/{path}?id[]={other.id}" if path.endswith("followers") else f"/api/v1/{path}")
    mine.get("/api/v2/suggestions")
    mine.post("/api/v1/reports", account_id=str(other.id), comment="x")
    mine.done("DELETE", f"/api/v1/suggestions/{other.id}")
    for verb in ("feature", "unfeature"):
        mine.post(f"/api/v1/tags/bees/{verb}")
    mine.done("DELETE", f"/api/v1/featured_tags/{made['id']}")
    for direction in ("followers", "following"):
        mine.get(f"/api/v1/accounts/{me}/{direction}")
    mine.post(f"/api/v1/accounts/{people[4].id}/remove_from_followers")
    network.settle()
