"""Text becomes HTML of our own making: nothing of what people write is taken for markup."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.text import extract_entities
from linnet.facades.mastodon.present.content import content, profile_text

ORIGIN = "https://linnet.example"
ELEMENTS = {"p", "br", "a", "span"}
ATTRIBUTES = {"href", "class", "rel", "target", "translate"}


class Seen(HTMLParser):
    """What a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(text: str, *, known: bool = True) -> str:
    found = extract_entities(text)
    return content(text, found, [1 if known else None for _ in found.mentions], ORIGIN)


def test_paragraphs_and_lines() -> None:
    assert shown("one\ntwo\n\n\nthree & four\n") == "<p>one<br>two</p><p>three &amp; four</p>"
    assert shown("") == ""


def test_a_mention_of_somebody_is_a_link_and_of_nobody_is_text() -> None:
    assert shown("hi @Ada!") == (
        '<p>hi <span class="h-card" translate="no"><a href="https://linnet.example/@Ada" class="u-url mention">'
        "@<span>Ada</span></a></span>!</p>"
    )
    assert shown("hi @Ada!", known=False) == "<p>hi @Ada!</p>"


def test_all_spellings_of_a_hashtag_have_one_address() -> None:
    assert shown("#Größe") == (
        '<p><a href="https://linnet.example/tags/gr%C3%B6sse" class="mention hashtag" rel="tag">#<span>Größe</span>'
        "</a></p>"
    )


def test_a_long_link_is_cut_for_the_eye_only() -> None:
    url = "https://www.example.org/a/very/long/path/to/some/page?x=1&y=2"
    html = shown(url)
    assert f'href="{url.replace("&", "&amp;")}"' in html
    assert (
        '<span class="invisible">https://www.</span><span class="ellipsis">example.org/a/very/long/path/t</span>'
        in html
    )
    assert Seen(html).text == url


def test_a_link_without_a_scheme_leads_somewhere() -> None:
    assert 'href="https://example.org/x"' in shown("see example.org/x")


def test_profiles_link_but_name_nobody() -> None:
    assert profile_text("@Ada wrote example.org", ORIGIN).startswith("<p>@Ada wrote <a href=")
    assert profile_text("a\nb", ORIGIN, paragraphs=False) == "a<br>b"


def is_of_our_making(text: str, html: str) -> None:
    seen = Seen(html)
    assert set(seen.elements) <= ELEMENTS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    for name, value in seen.attributes:
        if name == "href":
            assert (value or "").startswith(("https://", "http://"))
    drawn = "".join(text.replace("\r", "").split("\n"))
    assert seen.text.replace("\r", "") == drawn


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=120))
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    is_of_our_making(text, shown(text))
    is_of_our_making(text, profile_text(text, ORIGIN))


def test_markup_that_attacks_browsers_stays_text(shared_data: Path) -> None:
    payloads = json.loads((shared_data / "html-injection" / "dompurify_payloads.json").read_text("utf-8"))
    texts = [each["payload"] for each in payloads]
    assert len(texts) > 100
    for text in texts:
        for html in (shown(text), profile_text(text, ORIGIN)):
            seen = Seen(html)
            assert set(seen.elements) <= ELEMENTS
            assert {name for name, _ in seen.attributes} <= ATTRIBUTES
