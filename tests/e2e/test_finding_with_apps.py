"""Apps find what was written this second, and follow what it says."""

from __future__ import annotations

from tests.e2e.people import Client, Town, eventually


def test_a_new_account_a_status_and_a_hashtag_are_found_at_once(town: Town) -> None:
    ada, ben = town.newcomer("ada"), town.newcomer("ben")
    host = town.http.base_url.netloc.decode()
    (found,) = ada.get(f"/api/v2/search?q=@{ben.username}@{host}&type=accounts&resolve=true")["accounts"]
    assert found["id"] == ben.id
    tag = f"finches{ben.id}"
    tweet = ben.ask("POST", "/api/tweets", {"text": f"look #{tag}"}, expect=201)
    address = f"{town.http.base_url}/@{ben.username}/{tweet['id']}".replace("//@", "/@")
    (status,) = ada.get(f"/api/v2/search?q={address}")["statuses"]
    assert (status["id"], status["url"]) == (tweet["id"], address)
    assert ada.ask("POST", f"/api/v1/tags/{tag}/follow")["following"] is True
    assert [each["name"] for each in ada.get("/api/v1/followed_tags")] == [tag]
    assert eventually(lambda: ada.get(f"/api/v2/search/?q={tag}&type=hashtags")["hashtags"])[0]["following"] is True
    assert eventually(lambda: ada.get(f"/api/v2/search?q={tag}&type=statuses")["statuses"])[0]["id"] == tweet["id"]
    assert Client(town.http).get(f"/api/v2/search?q={tag}&type=statuses")["statuses"] == []


def test_what_trends_is_there_for_apps_of_anybody(town: Town) -> None:
    for part in ("", "/tags", "/statuses", "/links"):
        assert isinstance(Client(town.http).get(f"/api/v1/trends{part}"), list)
