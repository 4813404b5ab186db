"""The conformance cases of extraction, one test each."""

from collections.abc import Callable
from typing import Any

import pytest

from linnet.domain.text import extract_hashtags, extract_reply, extract_urls
from linnet.domain.text.mentions import find_mentions
from linnet.domain.text.tags import find_cashtags
from tests.unit.text.conformance import CASES, TWITTER_USERNAME_LENGTH, load_cases, parameters, require_data

require_data()


def _mentions(text: str) -> list[Any]:
    return find_mentions(text, max_username_length=TWITTER_USERNAME_LENGTH)


EXTRACTORS: dict[str, Callable[[str], object]] = {
    "mentions": lambda text: [mention.username for mention in _mentions(text) if mention.list_slug is None],
    "mentions_with_indices": lambda text: [
        {"screen_name": mention.username, "indices": [mention.start, mention.end]}
        for mention in _mentions(text)
        if mention.list_slug is None
    ],
    "mentions_or_lists_with_indices": lambda text: [
        {
            "screen_name": mention.username,
            "list_slug": "" if mention.list_slug is None else f"/{mention.list_slug}",
            "indices": [mention.start, mention.end],
        }
        for mention in _mentions(text)
    ],
    "replies": lambda text: extract_reply(text, max_username_length=TWITTER_USERNAME_LENGTH),
    "urls": lambda text: [url.url for url in extract_urls(text)],
    "urls_with_indices": lambda text: [{"url": url.url, "indices": [url.start, url.end]} for url in extract_urls(text)],
    "hashtags": lambda text: [hashtag.tag for hashtag in extract_hashtags(text)],
    "hashtags_with_indices": lambda text: [
        {"hashtag": hashtag.tag, "indices": [hashtag.start, hashtag.end]} for hashtag in extract_hashtags(text)
    ],
    "cashtags": lambda text: [cashtag.tag for cashtag in find_cashtags(text)],
    "cashtags_with_indices": lambda text: [
        {"cashtag": cashtag.tag, "indices": [cashtag.start, cashtag.end]} for cashtag in find_cashtags(text)
    ],
}
EXTRACTORS["urls_with_directional_markers"] = EXTRACTORS["urls_with_indices"]
EXTRACTORS["tco_urls_with_params"] = EXTRACTORS["urls"]
EXTRACTORS["hashtags_from_astral"] = EXTRACTORS["hashtags"]


@pytest.mark.parametrize(("section", "case"), parameters("extract"))
def test_extract(section: str, case: dict[str, Any]) -> None:
    assert EXTRACTORS[section](case["text"]) == case["expected"]


@pytest.mark.parametrize(("section", "case"), parameters("tlds"))
def test_top_level_domain(section: str, case: dict[str, Any]) -> None:
    assert [url.url for url in extract_urls(case["text"])] == case["expected"]


@pytest.mark.parametrize("name", CASES)
def test_no_case_of_a_file_is_lost(name: str) -> None:
    assert sum(map(len, load_cases(name).values())) == CASES[name]
