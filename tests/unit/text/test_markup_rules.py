"""How links and hits are written."""

import pytest

from linnet.domain.text import AutolinkOptions, Hashtag, Url, autolink, highlight_hits

PLAIN = AutolinkOptions(rel=None)


def test_text_is_escaped_by_default() -> None:
    assert autolink("""<b>'"&#x3c;script>""") == "&lt;b&gt;&#39;&quot;&amp;#x3c;script&gt;"


def test_links_lead_to_this_site_by_default_and_pass_no_reputation_on() -> None:
    assert autolink("@ann #a") == (
        '@<a class="tweet-url username" href="/@ann" rel="nofollow noopener noreferrer">ann</a> '
        '<a class="tweet-url hashtag" href="/hashtags/a" title="#a" rel="nofollow noopener noreferrer">#a</a>'
    )


def test_a_quote_cannot_leave_an_attribute() -> None:
    options = AutolinkOptions(rel=None, hashtag_url_base='/"><script>', target='"x')
    assert autolink("#a", options) == (
        '<a class="tweet-url hashtag" href="/&quot;&gt;&lt;script&gt;a" title="#a" target="&quot;x">#a</a>'
    )


def test_signs_and_names_can_have_elements_of_their_own() -> None:
    options = AutolinkOptions(rel=None, at_sign_in_link=True, sign_tag="s", name_tag="b", username_class="mention")
    assert autolink("@ann", options) == '<a class="mention" href="/@ann"><s>@</s><b>ann</b></a>'
    assert autolink("#a", options).endswith("<s>#</s><b>a</b></a>")
    assert autolink("$A", options).endswith("<s>$</s><b>A</b></a>")


def test_the_sign_stays_outside_of_the_link_with_its_element() -> None:
    options = AutolinkOptions(rel=None, sign_tag="s", name_tag="b")
    assert autolink("@ann", options) == '<s>@</s><a class="tweet-url username" href="/@ann"><b>ann</b></a>'


def test_a_shortened_url_keeps_its_rest_in_the_document() -> None:
    html = autolink(
        "https://www.example.com/a-very-long-path-that-is-cut", AutolinkOptions(rel=None, shorten_urls=True)
    )
    assert html == (
        '<a href="https://www.example.com/a-very-long-path-that-is-cut"'
        ' title="https://www.example.com/a-very-long-path-that-is-cut">'
        '<span class="tco-ellipsis"><span class="invisible">&nbsp;</span></span>'
        '<span class="invisible">https://www.</span>'
        '<span class="js-display-url">example.com/a-very-long-path-t</span>'
        '<span class="invisible">hat-is-cut</span>'
        '<span class="tco-ellipsis"><span class="invisible">&nbsp;</span>…</span></a>'
    )


def test_urls_without_a_protocol_are_not_linked() -> None:
    assert autolink("example.com", PLAIN) == "example.com"


@pytest.mark.parametrize("url", ["example.com/a", "javascript:alert(1)"])
def test_a_link_of_a_given_url_without_a_protocol_leads_to_its_host(url: str) -> None:
    entity = Url(url, url, 0, len(url))
    assert autolink(url, PLAIN, entities=[entity]) == f'<a href="https://{url}">{url}</a>'


def test_given_entities_replace_extraction() -> None:
    assert autolink("#a #b", PLAIN, entities=[Hashtag("b", 3, 5)]).startswith("#a <a ")


@pytest.mark.parametrize(
    ("html", "hits", "expected"),
    [
        # A hit that begins or ends inside of an element is marked in pieces.
        ("@<a>ann</a> hi", [(2, 6)], "@<a>a<em>nn</em></a><em> h</em>i"),
        ("hi <a>ann</a>", [(0, 4)], "<em>hi </em><a><em>a</em>nn</a>"),
        ("a<b>c<i>d</i></b>e", [(0, 3)], "<em>a<b>c<i>d</i></b></em>e"),
        # Adjacent hits stay apart, overlapping ones do not, and the order does not matter.
        ("abcdef", [(2, 4), (0, 2)], "<em>ab</em><em>cd</em>ef"),
        ("abcdef", [(3, 5), (1, 4)], "a<em>bcde</em>f"),
        ("abc", [(1, 1), (3, 2), (2, 99)], "ab<em>c</em>"),
        # A character reference is one character; an ampersand alone is one, too.
        ("a &amp; b", [(2, 3)], "a <em>&amp;</em> b"),
        ("a & b", [(2, 5)], "a <em>& b</em>"),
        # Elements that hold nothing take no part in nesting.
        ("a<br>b<x/>c", [(0, 3)], "<em>a<br>b<x/>c</em>"),
        ("a<b>c<i></i></b>d", [(0, 2)], "<em>a<b>c<i></i></b></em>d"),
        # Markup that is not closed, or not opened, does not confuse the count.
        ("a</b>b<i>c", [(0, 3)], "<em>a</em></b><em>b</em><i><em>c</em>"),
        ("1 < 2", [(2, 3)], "1 <em><</em> 2"),
    ],
)
def test_hits_are_marked(html: str, hits: list[tuple[int, int]], expected: str) -> None:
    assert highlight_hits(html, hits) == expected


def test_the_element_of_a_hit_can_be_chosen() -> None:
    assert highlight_hits("ab", [(0, 1)], tag="mark") == "<mark>a</mark>b"
