"""One's own profile as it is edited, and the choices of how things are shown."""

from __future__ import annotations

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done
from tests.integration.uploads import KIND, parts
from tests.pictures import picture

PROFILE = "/api/v1/profile"


def test_a_profile_has_its_texts_as_they_were_written(network: InMemoryNetwork, ann: Person) -> None:
    fields = [{"name": "Code", "value": "a & b"}]
    done(ann.patch("/api/users/me", {"bio": "<b>bold & brave</b>", "fields": fields, "bot": True}))
    App.of(ann).post("/api/v1/featured_tags", name="Birds")
    shown = App.of(ann).get(PROFILE)
    assert (shown["id"], shown["note"], shown["bot"]) == (str(ann.id), "<b>bold & brave</b>", True)
    assert shown["fields"] == [{"name": "Code", "value": "a & b", "verified_at": None}]
    assert (shown["avatar"], shown["header"], shown["avatar_description"]) == (None, None, "")
    assert [each["name"] for each in shown["featured_tags"]] == ["Birds"]


def test_a_change_keeps_what_is_not_named_and_is_seen_natively(ann: Person) -> None:
    app = App.of(ann)
    app.done("PATCH", PROFILE, {"note": "first", "locked": "true"})
    changed = app.done("PATCH", PROFILE, {"display_name": "Ann of the canal", "hide_collections": "true"})
    assert (changed["note"], changed["locked"], changed["hide_collections"]) == ("first", True, True)
    native = done(ann.get("/api/users/me"))
    assert (native["displayName"], native["bio"], native["protected"]) == ("Ann of the canal", "first", True)
    assert app.refused("PATCH", PROFILE, {"note": "x" * 500})[0] == 422


def test_pictures_are_set_and_taken_away(ann: Person) -> None:
    app = App.of(ann)
    shown = app.done("PATCH", PROFILE, parts({"avatar": picture("PNG"), "header": picture("JPEG")}), KIND)
    assert shown["avatar"] == shown["avatar_static"] == app.get("/api/v1/accounts/verify_credentials")["avatar"]
    app.call("DELETE", f"{PROFILE}/avatar")
    after = app.get(PROFILE)
    assert (after["avatar"], after["header"]) == (None, shown["header"])


def test_preferences_are_chosen_natively_and_read_by_apps(ann: Person) -> None:
    app = App.of(ann)

    def read() -> tuple[object, ...]:
        chosen = app.get("/api/v1/preferences")
        return tuple(chosen[f"reading:{name}"] for name in ("expand:media", "expand:spoilers", "autoplay:gifs"))

    assert read() == ("default", False, False)
    for settings, expected in (
        ({"expandMedia": "hide_all", "expandWarnings": True}, ("hide_all", True, False)),
        ({"autoplayGifs": True}, ("hide_all", True, True)),
        ({"showSensitive": True}, ("hide_all", True, True)),
        ({"expandMedia": "default"}, ("show_all", True, True)),
    ):
        told = done(ann.patch("/api/users/me", {"settings": settings}))["settings"]
        assert settings.items() <= told.items()
        assert read() == expected


@pytest.mark.parametrize("settings", [{"expandMedia": "some"}, {"expandWarnings": "yes"}, {"autoplayGifs": 1}])
def test_a_choice_that_there_is_not_is_refused(ann: Person, settings: dict[str, object]) -> None:
    assert ann.patch("/api/users/me", {"settings": settings})[0] == 422


def test_an_app_chooses_for_new_statuses(ann: Person) -> None:
    app = App.of(ann)
    sent = {"source[privacy]": "private", "source[sensitive]": "true", "source[language]": "nl"}
    app.done("PATCH", "/api/v1/accounts/update_credentials", sent)
    chosen = app.get("/api/v1/preferences")
    assert [chosen[f"posting:default:{name}"] for name in ("visibility", "sensitive", "language")] == [
        "private",
        True,
        "nl",
    ]
    settings = done(ann.get("/api/users/me"))["settings"]
    assert (settings["defaultAudience"], settings["defaultSensitive"]) == ("followers", True)
