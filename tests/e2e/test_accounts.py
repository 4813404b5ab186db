"""From sign-up to a full home, and everything about sessions."""

from tests.e2e.people import PASSWORD, Town, eventually


def test_somebody_signs_up_follows_and_reads_at_home(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    before = ada.post("before the follow")
    ben.follow(ada)
    after = ada.post("after the follow, with #canal and @" + ben.username)

    eventually(lambda: {before["id"], after["id"]} <= set(ben.home()))

    shown = next(item for item in ben.get("/api/timelines/home")["items"] if item["id"] == after["id"])
    assert shown["author"]["username"] == ada.username
    assert [entity["tag"] for entity in shown["entities"]["hashtags"]] == ["canal"]
    assert shown["entities"]["mentions"][0]["userId"] == ben.id
    assert shown["viewer"] == {"liked": False, "retweeted": False, "bookmarked": False}


def test_own_tweets_are_at_home_on_the_profile_and_under_the_hashtag_at_the_next_read(town: Town) -> None:
    ada = town.newcomer("ada")
    tweet = ada.post(f"fresh #tag{ada.username}")

    assert tweet["id"] in ada.home()
    assert tweet["id"] in ada.profile(ada)
    assert tweet["id"] in ada.ids(f"/api/hashtags/tag{ada.username}/tweets")


def test_a_name_and_an_address_are_taken_once_without_regard_to_case(town: Town) -> None:
    ada = town.newcomer("ada")
    body = {"username": ada.username.upper(), "email": "other@example.org", "password": PASSWORD}

    refusal = town.anonymous.ask("POST", "/api/auth/register", body, expect=409)
    assert refusal["error"]["field"] == "username"

    body = {"username": "o" + ada.username, "email": ada.email.upper(), "password": PASSWORD}
    town.anonymous.ask("POST", "/api/auth/register", body, expect=409)


def test_a_password_that_everybody_has_is_refused(town: Town) -> None:
    body = {"username": "careless_one", "email": "careless@example.org", "password": "password123"}
    refusal = town.anonymous.ask("POST", "/api/auth/register", body, expect=422)
    assert refusal["error"]["field"] == "password"


def test_the_name_and_the_address_both_log_in_and_a_wrong_password_does_not(town: Town) -> None:
    ada = town.newcomer("ada")

    assert town.log_in(ada).id == ada.id
    assert town.log_in(ada, ada.email).id == ada.id
    for login in (ada.username, "nobody_of_that_name"):
        refused = {"login": login, "password": "not the password"}
        answer = town.anonymous.ask("POST", "/api/auth/login", refused, expect=401)
        assert answer["error"]["code"] == "unauthenticated"


def test_a_renamed_account_keeps_its_id_and_frees_its_old_name(town: Town) -> None:
    ada = town.newcomer("ada")
    ada.change(username=f"r{ada.username}")

    assert ada.get(f"/api/users/@r{ada.username}")["id"] == ada.id
    town.anonymous.get(f"/api/users/@{ada.username}", expect=404)


def test_sessions_are_listed_and_an_ended_one_is_refused(town: Town) -> None:
    ada = town.newcomer("ada")
    other = town.log_in(ada)
    listed = ada.get("/api/auth/sessions")["items"]
    assert len(listed) == 2
    assert [session["current"] for session in listed] == [False, True]

    ada.ask("DELETE", f"/api/auth/sessions/{listed[0]['id']}", expect=204)

    assert ada.ids("/api/auth/sessions") == [listed[1]["id"]]
    # A container may take a token for good for ten more seconds.
    eventually(lambda: other.send("GET", "/api/users/me").status_code == 401)
    ada.get("/api/users/me")


def test_logging_out_ends_the_own_session(town: Town) -> None:
    ada = town.newcomer("ada")
    other = town.log_in(ada)

    ada.ask("POST", "/api/auth/logout", expect=204)

    eventually(lambda: ada.send("GET", "/api/users/me").status_code == 401)
    other.get("/api/users/me")


def test_a_new_password_ends_all_other_sessions(town: Town) -> None:
    ada = town.newcomer("ada")
    other = town.log_in(ada)
    change = {"currentPassword": PASSWORD, "newPassword": "another walk by another canal"}

    ada.ask("POST", "/api/auth/password", {**change, "currentPassword": "a guess at it"}, expect=422)
    ada.ask("POST", "/api/auth/password", change, expect=204)

    ada.get("/api/users/me")
    eventually(lambda: other.send("GET", "/api/users/me").status_code == 401)
    town.anonymous.ask("POST", "/api/auth/login", {"login": ada.username, "password": PASSWORD}, expect=401)
    town.log_in(ada, password=change["newPassword"])


def test_a_token_that_is_none_is_refused_even_where_none_is_needed(town: Town) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    assert town.anonymous.send("GET", "/api/timelines/public", headers=headers).status_code == 401
    assert town.anonymous.send("GET", "/api/timelines/home").status_code == 401
