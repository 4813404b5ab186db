"""Statuses on other sites: what oEmbed tells of them, and of which it tells nothing."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

HERE = "https://linnet.example"


class Elements(HTMLParser):
    """Collect the elements of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_public_status_is_a_quotation(network: InMemoryNetwork, ann: Person) -> None:
    tweet = ann.tweet("over the #canal")
    for address in (f"{HERE}/@ann/{tweet}", f"{HERE}/users/{ann.id}/statuses/{tweet}"):
        shown = App(network).get(f"/api/oembed?url={address}")
        assert (shown["type"], shown["version"], shown["width"], shown["height"]) == ("rich", "1.0", 400, None)
        assert (shown["author_name"], shown["author_url"]) == ("ann", f"{HERE}/@ann")
        assert (shown["provider_name"], shown["provider_url"]) == ("linnet.example", f"{HERE}/")
        assert shown["html"].startswith(f'<blockquote class="linnet-status" cite="{HERE}/@ann/{tweet}">')
        assert "#<span>canal</span>" in shown["html"]
    assert App(network).get(f"/api/oembed?url={HERE}/@ann/{tweet}&maxwidth=300&maxheight=80")["width"] == 300
    assert App(network).get(f"/api/oembed?url={HERE}/@ann/{tweet}&maxwidth=3000")["width"] == 400


def test_a_native_status_and_its_retweet_are_shown_alike(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    tweet = ann.tweet("from the native side")
    retweet = done(bob.post(f"/api/tweets/{tweet}/retweet"))["id"]
    texts = {App(network).get(f"/api/oembed?url={HERE}/@bob/{each}")["html"] for each in (tweet, retweet)}
    assert len(texts) == 1


@pytest.mark.parametrize("audience", ["followers", "protected", "deleted"])
def test_what_not_everybody_may_read_is_not_there_even_for_its_author(
    network: InMemoryNetwork, ann: Person, audience: str
) -> None:
    tweet = ann.tweet("hush", **({"audience": "followers"} if audience == "followers" else {}))
    if audience == "protected":
        done(ann.patch("/api/users/me", {"protected": True}))
    if audience == "deleted":
        done(ann.delete(f"/api/tweets/{tweet}"))
    for app in (App(network), App.of(ann)):
        status, text = app.refused("GET", f"/api/oembed?url={HERE}/@ann/{tweet}")
        assert (status, text) == (404, "Record not found")


@pytest.mark.parametrize(
    "url", [f"{HERE}/@ann", "https://elsewhere.example/@ann/5", "5", "", f"{HERE}/@ann/99999999999999999999", "@ann"]
)
def test_other_addresses_are_nobodys(network: InMemoryNetwork, ann: Person, url: str) -> None:
    assert App(network).refused("GET", f"/api/oembed?url={url}")[0] == 404


def test_without_an_address_or_with_a_width_that_is_none_it_is_refused(network: InMemoryNetwork) -> None:
    assert App(network).refused("GET", "/api/oembed") == (422, "Validation failed: Url can't be blank")
    for width in ("0", "-1", "x"):
        assert App(network).refused("GET", f"/api/oembed?url=x&maxwidth={width}")[0] == 422


def test_a_warning_stands_for_what_is_behind_it(network: InMemoryNetwork, ann: Person) -> None:
    tweet = App.of(ann).post("/api/v1/statuses", status="the butler did it", spoiler_text="an <b>ending</b>")["id"]
    shown = App(network).get(f"/api/oembed?url={HERE}/@ann/{tweet}")["html"]
    assert "an &lt;b&gt;ending&lt;/b&gt;" in shown
    assert "butler" not in shown


def test_nothing_that_people_write_becomes_markup(network: InMemoryNetwork, ann: Person) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    done(ann.patch("/api/users/me", {"displayName": hostile[:50]}))
    tweet = ann.tweet(hostile)
    found = Elements(App(network).get(f"/api/oembed?url={HERE}/@ann/{tweet}")["html"]).found
    assert {tag for tag, _ in found} == {"blockquote", "p", "a"}
    assert {name for _, attributes in found for name in attributes} <= {"class", "cite", "lang", "href"}
