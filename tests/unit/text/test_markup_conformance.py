"""The conformance cases of links and of search hits, one test each."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from linnet.domain.text import AutolinkOptions, Entity, Hashtag, Mention, Url, autolink, highlight_hits
from linnet.domain.text.extraction import extract_hashtags, extract_in_order
from linnet.domain.text.mentions import find_mentions
from linnet.domain.text.tags import find_cashtags
from linnet.domain.text.urls import extract_urls
from tests.unit.text.conformance import TWITTER_USERNAME_LENGTH, parameters, require_data

require_data()

TWITTER_OPTIONS = AutolinkOptions(
    username_url_base="https://twitter.com/",
    list_url_base="https://twitter.com/",
    hashtag_url_base="https://twitter.com/search?q=%23",
    cashtag_url_base="https://twitter.com/search?q=%24",
    rel=None,
    invisible_attributes="style='position:absolute;left:-9999px;'",
    escape_text=False,
)

FINDERS: dict[str, Callable[[str], list[Any]]] = {
    "usernames": lambda text: find_mentions(text, max_username_length=TWITTER_USERNAME_LENGTH),
    "lists": lambda text: find_mentions(text, max_username_length=TWITTER_USERNAME_LENGTH),
    "hashtags": extract_hashtags,
    "urls": lambda text: extract_urls(text, require_protocol=True),
    "cashtags": find_cashtags,
    "all": lambda text: extract_in_order(text, require_protocol=True, max_username_length=TWITTER_USERNAME_LENGTH),
}


class _Events(HTMLParser):
    """The tags, with their attributes in a fixed order, and the text of a document."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.events: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((tag, sorted(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.events.append(data)

    def handle_entityref(self, name: str) -> None:
        self.events.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.events.append(f"&#{name};")


def _events(html: str) -> list[object]:
    parser = _Events()
    parser.feed(html)
    parser.close()
    return parser.events


def _entities(document: str) -> list[Entity]:
    """Read entities as Twitter's API wrote them."""
    found = json.loads(document)
    return [
        *(Hashtag(item["text"], *item["indices"]) for item in found["hashtags"]),
        *(
            Url(
                url=item["url"],
                display_url=item["display_url"],
                start=item["indices"][0],
                end=item["indices"][1],
                expanded_url=item["expanded_url"],
            )
            for item in found["urls"]
        ),
        *(Mention(item["screen_name"], *item["indices"]) for item in found["user_mentions"]),
    ]


@pytest.mark.parametrize(("section", "case"), parameters("autolink"))
def test_autolink(section: str, case: dict[str, Any]) -> None:
    text = case["text"]
    entities = _entities(case["json"]) if section == "json" else FINDERS[section](text)
    assert _events(autolink(text, TWITTER_OPTIONS, entities=entities)) == _events(case["expected"])


@pytest.mark.parametrize(("section", "case"), parameters("hit_highlighting"))
def test_highlight(section: str, case: dict[str, Any]) -> None:
    assert highlight_hits(case["text"], [tuple(hit) for hit in case["hits"]]) == case["expected"]
