"""Somebody fetches everything that they have stored, and nobody else can."""

from __future__ import annotations

import io
import json
import zipfile

import httpx

from local.testing import Network
from tests.e2e.people import Town, eventually


def test_an_archive_is_asked_for_made_and_fetched(network: Network, town: Town) -> None:
    ada, bob = town.newcomers("ada", "bob")
    ada.follow(bob)
    bob.follow(ada)
    theirs = bob.post("of Bob")
    own = [ada.post(f"tweet {number}")["id"] for number in range(3)]
    ada.ask("POST", f"/api/tweets/{theirs['id']}/like")
    ada.ask("POST", f"/api/messages/{bob.id}", {"text": "hello"}, expect=201)
    ada.get("/api/users/me/export", expect=404)
    # What is listed by streams and indexes has arrived.
    eventually(lambda: bob.id in ada.ids(f"/api/users/{ada.id}/followers"))
    eventually(lambda: ada.get("/api/conversations")["items"])
    eventually(lambda: {*own} <= {*ada.ids(f"/api/users/{ada.id}/tweets")})

    begun = ada.ask("POST", "/api/users/me/export", expect=202)
    assert (begun["state"], begun["link"]) == ("running", None)
    found = eventually(lambda: (answer := ada.get("/api/users/me/export"))["state"] == "ready" and answer)

    assert found["id"] == begun["id"]
    answer = httpx.get(found["link"], timeout=30)
    assert answer.status_code == 200
    assert len(answer.content) == found["size"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files["account.json"][0]["email"] == ada.email
    assert [each["id"] for each in files["tweets.json"]] == own[::-1]
    assert [each["tweetId"] for each in files["engagements.json"]] == [theirs["id"]]
    assert [each["id"] for each in files["relationships.json"]] == [bob.id]
    assert [each["id"] for each in files["followers.json"]] == [bob.id]
    assert [each["text"] for each in files["messages.json"]] == ["hello"]

    bob.get("/api/users/me/export", expect=404)
    (bucket,) = [each["Name"] for each in network.aws.s3.list_buckets()["Buckets"] if "exports" in each["Name"]]
    stored = network.aws.s3.list_objects_v2(Bucket=bucket, Prefix=f"{ada.id}/")
    assert [each["Key"] for each in stored["Contents"]] == [f"{ada.id}/{begun['id']}.zip"]
