"""Hostile texts through every text field of the façade: nothing that people write becomes markup, and nothing breaks.

The payloads are read from the shared data folder next to the repository: HTML that sanitisers were tricked by, and
strings that break text fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import pytest

from linnet.domain.reports import MAX_COMMENT
from tests.conftest import SHARED_DATA, runs_in_ci
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person
from tests.integration.uploads import uploaded

HTML: Final = SHARED_DATA / "html-injection" / "dompurify_payloads.json"
NAUGHTY: Final = SHARED_DATA / "naughty-strings" / "blns.json"
# How many there are: a loader that lost some would otherwise pass.
COUNTS: Final = {"html": 223, "naughty": 515}
ELEMENTS: Final = {"p", "br", "a", "span"}
ATTRIBUTES: Final = {"href", "class", "rel", "target", "translate"}
CLASSES: Final = {"h-card", "u-url", "mention", "hashtag", "invisible", "ellipsis"}
# What an answer holds as HTML; all else is plain text, which clients show as it is. So is the note of a relationship.
HTML_FIELDS: Final = {"content", "note", "value"}
OF_A_RELATIONSHIP: Final = "muting_notifications"
# Of a status, a warning, an answer of a poll, a name, a biography, a line of a profile, a title.
STATUS, WARNING, ANSWER, NAME, BIO, LINE, TITLE = 200, 60, 40, 40, 140, 60, 200
# Of what a picture shows, and of a note about an account.
ALTERNATIVE, NOTE = 1_000, 500


def payloads(name: str) -> list[str]:
    """Return the texts of a set; skip where the data is absent, fail instead in CI, where it must be there."""
    path = HTML if name == "html" else NAUGHTY
    if not path.is_file():
        if runs_in_ci():
            pytest.fail(f"{path} is absent", pytrace=False)
        pytest.skip(f"{path} is absent: it is not distributed with the repository")
    found = json.loads(path.read_text("utf-8"))
    texts = [each["payload"] if isinstance(each, dict) else each for each in found]
    assert len(texts) == COUNTS[name]
    return texts


class Strict(HTMLParser):
    """Refuse every element, attribute, class and address that is not of our own making."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name)
            assert value is not None
            if name == "href":
                assert re.match(r"https?://[^\s<>\"]+$", value), value
            if name == "class":
                assert set(value.split()) <= CLASSES, value
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def html_in(answer: Any) -> Iterator[str]:
    """Return all HTML of an answer."""
    if isinstance(answer, list):
        for each in answer:
            yield from html_in(each)
    elif isinstance(answer, dict) and OF_A_RELATIONSHIP not in answer:
        for name, value in answer.items():
            if name in HTML_FIELDS and isinstance(value, str):
                yield value
            elif name != "source":
                yield from html_in(value)


def checked(app: App, method: str, path: str, sent: dict[str, Any]) -> Any:
    """Call an operation; it either takes the text or says that it does not, and what it shows is harmless."""
    answer = app.call(method, path, json.dumps(sent).encode(), "application/json")
    assert answer.status in (200, 422), (answer.status, answer.body)
    if answer.status == 422:
        assert answer.body["error"].startswith("Validation failed: ")
        return None
    for each in html_in(answer.body):
        Strict(each)
    return answer.body


def cut(text: str, most: int) -> str:
    """Return as much of a text as a field takes."""
    return text[:most].strip()


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<script>b</script></p>",
        '<p><a href="https://a.example" onclick="b">c</a></p>',
        '<p><a href="javascript:a">b</a></p>',
        '<p><a class="other" href="https://a.example">b</a></p>',
        "<p>a",
        "<p>a</span></p>",
        "<p><!-- a --></p>",
        "<!doctype html><p>a</p>",
    ],
)
def test_what_is_not_of_our_making_is_seen(html: str) -> None:
    Strict("<p>a<br>b</p>")
    with pytest.raises((AssertionError, IndexError)):
        Strict(html)


@pytest.mark.parametrize("name", COUNTS)
def test_statuses_warnings_and_polls_are_text(network: InMemoryNetwork, ann: Person, name: str) -> None:
    app, published = App.of(ann), 0
    for text in payloads(name):
        warning, answer = cut(text, WARNING), cut(text, ANSWER)
        sent = {
            "status": cut(text, STATUS) or "-",
            "spoiler_text": warning,
            "poll": {"options": [answer or "-", "another"], "expires_in": 600},
        }
        made = checked(app, "POST", "/api/v1/statuses", sent) or checked(
            app, "POST", "/api/v1/statuses", {"status": sent["status"]}
        )
        if made is not None:
            published += 1
            for path in (f"/api/v1/statuses/{made['id']}", f"/api/v1/statuses/{made['id']}/history"):
                for each in html_in(app.get(path)):
                    Strict(each)
        network.clock.advance(1000)
    # Hardly any is refused: control characters and nothing at all are no text.
    assert published >= COUNTS[name] * 0.9
    for path in ("/api/v1/timelines/home?limit=40", f"/api/v1/accounts/{ann.id}/statuses?limit=40"):
        for each in html_in(app.get(path)):
            Strict(each)


@pytest.mark.parametrize("name", COUNTS)
def test_profiles_are_text(network: InMemoryNetwork, ann: Person, name: str) -> None:
    app, taken = App.of(ann), 0
    for text in payloads(name):
        line = {"name": cut(text, LINE) or "-", "value": cut(text, LINE) or "-"}
        for sent in (
            {"display_name": cut(text, NAME) or "-"},
            {"note": cut(text, BIO)},
            {"fields_attributes": {"0": line}},
        ):
            taken += checked(app, "PATCH", "/api/v1/accounts/update_credentials", sent) is not None
        for each in html_in(app.get(f"/api/v1/accounts/{ann.id}")):
            Strict(each)
        network.clock.advance(60_000)
    assert taken >= COUNTS[name] * 3 * 0.8


@pytest.mark.parametrize("name", COUNTS)
def test_titles_of_lists_and_filters_come_back_as_they_were(network: InMemoryNetwork, ann: Person, name: str) -> None:
    app = App.of(ann)
    made = checked(app, "POST", "/api/v1/lists", {"title": "a"})
    kept = checked(app, "POST", "/api/v2/filters", {"title": "a", "context": ["home"]})
    word = checked(app, "POST", f"/api/v2/filters/{kept['id']}/keywords", {"keyword": "a"})
    tweet = ann.tweet("the text that filters look at")
    same = 0
    for text in payloads(name):
        title = cut(text, TITLE)
        changed = checked(app, "PUT", f"/api/v1/lists/{made['id']}", {"title": title})
        filtering = checked(app, "PUT", f"/api/v2/filters/{kept['id']}", {"title": title})
        assert title or changed is filtering is None
        checked(app, "PUT", f"/api/v2/filters/keywords/{word['id']}", {"keyword": title[:90]})
        for each in html_in(app.get(f"/api/v1/statuses/{tweet}")):
            Strict(each)
        same += changed is not None and filtering is not None and changed["title"] == filtering["title"]
        network.clock.advance(1000)
    assert same >= COUNTS[name] * 0.9


@pytest.mark.parametrize("name", COUNTS)
def test_comments_of_reports_come_back_as_they_were(network: InMemoryNetwork, ann: Person, name: str) -> None:
    app, bob = App.of(ann), network.sign_up("bob")
    same = 0
    for text in payloads(name):
        comment = cut(text, MAX_COMMENT)
        told = checked(app, "POST", "/api/v1/reports", {"account_id": str(bob.id), "comment": comment})
        same += told is not None and told["comment"] == comment
        network.clock.advance(1000)
    assert same >= COUNTS[name] * 0.9


@pytest.mark.parametrize("name", COUNTS)
def test_alternative_texts_and_notes_come_back_as_they_were(network: InMemoryNetwork, ann: Person, name: str) -> None:
    app, bob = App.of(ann), network.sign_up("bob")
    media_id = uploaded(ann)["id"]
    same = 0
    for text in payloads(name):
        described = checked(app, "PUT", f"/api/v1/media/{media_id}", {"description": cut(text, ALTERNATIVE)})
        noted = checked(app, "POST", f"/api/v1/accounts/{bob.id}/note", {"comment": cut(text, NOTE)})
        same += (
            described is not None
            and noted is not None
            and (described["description"] or "", noted["note"]) == (cut(text, ALTERNATIVE), cut(text, NOTE))
        )
        network.clock.advance(1000)
    assert same >= COUNTS[name] * 0.9
    shown = checked(app, "POST", "/api/v1/statuses", {"status": "a picture", "media_ids": [media_id]})
    assert shown["media_attachments"][0]["id"] == media_id


@pytest.mark.parametrize("name", COUNTS)
def test_messages_are_text_to_apps(network: InMemoryNetwork, ann: Person, name: str) -> None:
    bob = network.sign_up("bob")
    bob.follow(ann)
    network.settle()
    app, sent = App.of(bob), 0
    for text in payloads(name):
        status, _ = ann.post(f"/api/messages/{bob.id}", {"text": cut(text, STATUS) or "-"})
        assert status in (201, 422)
        sent += status == 201
        network.settle()
        for each in html_in(app.get("/api/v1/conversations")):
            Strict(each)
        network.clock.advance(1000)
    assert sent >= COUNTS[name] * 0.9
