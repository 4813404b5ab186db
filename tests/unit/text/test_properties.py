"""What holds for any string at all."""

import unicodedata
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.text import (
    V1,
    V2,
    V3,
    Cashtag,
    Entity,
    Hashtag,
    Mention,
    Url,
    autolink,
    display_url,
    extract_entities,
    extract_reply,
    highlight_hits,
    is_valid_hashtag,
    is_valid_list,
    is_valid_url,
    is_valid_username,
    normalization,
    normalize,
    parse_tweet,
    tweet_problem,
    weighted_length,
)

many = settings(max_examples=150)

# Random characters hardly ever make an entity, so texts are made of pieces of entities, too.
PIECES = [
    *"aé.あ-_ /:@#$＃＠&<>'\"(1)?=\n\ufe0f\u20e3\u200d\u0300\u0316\u202a\ufeff\x00\ud83d",
    *("http://", "HTTPS://", ".com", ".みんな", ".co.jp", "t.co/", "xn--", "RT", "/list", "#tag", "@user", "$ABC"),
    *("example.com/path_(a)", "中国", "👨", "❤️", "🇫🇷", "1️⃣", "e\u0301", "\u1100\u1161"),
]
any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)


def _in_order(text: str) -> list[Entity]:
    entities = extract_entities(text)
    everything: list[Entity] = [*entities.hashtags, *entities.cashtags, *entities.mentions, *entities.urls]
    return sorted(everything, key=lambda entity: entity.start)


def _as_written(entity: Entity, sign: str) -> str:
    match entity:
        case Url():
            return entity.url
        case Hashtag() | Cashtag():
            return sign + entity.tag
        case Mention(list_slug=None):
            return sign + entity.username
        case Mention():
            return f"{sign}{entity.username}/{entity.list_slug}"


@many
@given(any_text)
def test_nothing_raises(text: str) -> None:
    extract_entities(text)
    extract_reply(text)
    for config in (V1, V2, V3):
        tweet_problem(text, config)
    highlight_hits(autolink(text), [(0, 3), (5, 10**9)])
    for check in (is_valid_hashtag, is_valid_list, is_valid_url, is_valid_username):
        assert check(text) in (True, False)


@many
@given(any_text)
def test_a_span_cuts_out_the_entity(text: str) -> None:
    normalized = normalize(text)
    for entity in _in_order(text):
        assert normalized[entity.start : entity.end] == _as_written(entity, normalized[entity.start])


@many
@given(any_text)
def test_entities_never_overlap(text: str) -> None:
    entities = _in_order(text)
    assert all(first.end <= second.start for first, second in pairwise(entities))


@many
@given(any_text)
def test_normalisation_changes_no_entity(text: str) -> None:
    assert extract_entities(normalize(text)) == extract_entities(text)


@many
@given(any_text)
def test_normalisation_is_that_of_unicode(text: str) -> None:
    assert normalize(text) == unicodedata.normalize("NFC", text)


@many
@given(
    st.lists(st.sampled_from("aé가각ỗ\u0f73\u0344\u0300\u0316\u0345\u1161\u11a8\U0001d15e"), max_size=30).map("".join)
)
def test_ordering_marks_first_does_not_change_the_normal_form(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalization, "_SAFE_LENGTH", 0)
        assert normalize(text) == unicodedata.normalize("NFC", text)


@many
@given(any_text, any_text)
def test_the_lengths_of_two_texts_add_up(first: str, second: str) -> None:
    for config in (V1, V2, V3):
        together = weighted_length(f"{first} {second}", config)
        assert together == weighted_length(first, config) + 1 + weighted_length(second, config)


@many
@given(any_text)
def test_counting_emoji_as_one_never_makes_a_text_longer(text: str) -> None:
    assert 0 <= weighted_length(text, V3) <= weighted_length(text, V2)


@many
@given(any_text.map(lambda text: text * 12))
def test_the_problem_agrees_with_the_length(text: str) -> None:
    parsed = parse_tweet(text)
    problem = tweet_problem(text)
    assert (problem == "too_long") == (parsed.weighted_length > V3.max_weighted_length)
    assert parsed.valid or problem is not None
    if problem is None:
        assert parsed.valid
        assert 0 < parsed.permillage <= 1000


@many
@given(any_text)
def test_a_display_url_is_short(text: str) -> None:
    for url in extract_entities(text).urls:
        assert url.display_url == display_url(url.url)
        assert 0 < len(url.display_url) <= 31


class _Document(HTMLParser):
    """The text of an HTML document; every tag in it must be closed in the right place."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.opened: list[str] = []
        self.characters: list[str] = []
        self.marked: list[int] = []
        self.feed(html)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        if "em" in self.opened:
            self.marked += range(len(self.characters), len(self.characters) + len(data))
        self.characters += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(unescape(f"&#{name};"))


@many
@given(any_text)
def test_a_browser_shows_the_text_and_no_markup_of_its_author(text: str) -> None:
    assert "".join(_Document(autolink(text)).characters) == text


@many
@given(any_text, st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), max_size=4))
def test_exactly_the_hits_are_marked(text: str, hits: list[tuple[int, int]]) -> None:
    html = autolink(text)
    highlighted = highlight_hits(html, hits)
    document = _Document(highlighted)
    assert highlighted.replace("<em>", "").replace("</em>", "") == html
    assert document.marked == [index for index in range(len(text)) if any(start <= index < end for start, end in hits)]
