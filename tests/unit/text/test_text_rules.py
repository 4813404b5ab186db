"""The rules that Twitter's conformance cases leave open, one by one."""

import pytest

import linnet.domain.text as text_package
from linnet.domain.text import (
    MAX_USERNAME_LENGTH,
    Cashtag,
    Entities,
    Hashtag,
    Mention,
    Url,
    display_url,
    extract_entities,
    extract_urls,
    is_valid_hashtag,
    is_valid_list,
    is_valid_url,
    is_valid_username,
    normalize,
    parse_tweet,
    tweet_problem,
    weighted_length,
)


def test_all_kinds_of_entities_are_extracted_from_one_text() -> None:
    assert extract_entities("@ann/friends see #spring $TWTR at example.com/a, @bob") == Entities(
        hashtags=(Hashtag("spring", 17, 24),),
        cashtags=(Cashtag("TWTR", 25, 30),),
        mentions=(Mention("ann", 0, 12, "friends"), Mention("bob", 49, 53)),
        urls=(Url("example.com/a", "example.com/a", 34, 47),),
    )


def test_spans_count_code_points_of_the_composed_text() -> None:
    hashtag = extract_entities("e\u0301👍 #cafe\u0301").hashtags[0]
    assert hashtag == Hashtag("caf\u00e9", 3, 8)


def test_what_begins_inside_of_a_url_is_not_an_entity() -> None:
    entities = extract_entities("http://example.com/@ann/#tag")
    assert [url.url for url in entities.urls] == ["http://example.com/@ann/#tag"]
    assert (entities.mentions, entities.hashtags) == ((), ())


def test_a_mention_reads_a_username_of_the_greatest_length() -> None:
    longest = "a" * MAX_USERNAME_LENGTH
    assert extract_entities(f"hi @{longest}").mentions == (Mention(longest, 3, 4 + MAX_USERNAME_LENGTH),)
    assert is_valid_username(f"@{longest}")
    assert not is_valid_username(f"@{longest}a")
    assert is_valid_list(f"@{longest}/list")
    assert not is_valid_list(f"@{longest}a/list")


def test_a_host_with_a_script_of_its_own_takes_no_path_without_a_protocol() -> None:
    assert [url.url for url in extract_urls("example.comです.みんな/path")] == ["example.com"]
    assert [url.url for url in extract_urls("http://です.みんな/path")] == ["http://です.みんな/path"]


def test_an_accented_host_begins_with_the_text() -> None:
    assert [url.url for url in extract_urls("école.fr")] == ["école.fr"]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        # The next URL begins after a character of its own, whether the one before it was kept or refused.
        ("a.co/中b.com", ["a.co/", "b.com"]),
        ("a.co/http://中b.com", ["a.co/http://", "b.com"]),
        ("é_foo.com/http://example.com", []),
        # Hyphens that a word in another script left behind.
        ("中-foo.com", ["foo.com"]),
        # Inner parentheses hold something.
        ("http://a.co/(b())", ["http://a.co/"]),
        ("http://a.co/(b(c)d)e", ["http://a.co/(b(c)d)e"]),
        ("http://a.co/((b))", ["http://a.co/((b))"]),
        ("http://a.co/(((b)))", ["http://a.co/"]),
        # A name in punycode ends as any other does.
        ("http://a.xn--b", ["http://a.xn--b"]),
        ("http://a.xn--b-", []),
        ("ann.xn--b@example.com", []),
    ],
)
def test_the_bounds_of_a_url(text: str, urls: list[str]) -> None:
    assert [url.url for url in extract_urls(text)] == urls


@pytest.mark.parametrize("text", ["#a\ufe0f#b", "@a/b-@c", "@rt@c", "#a#b", "@a@b"])
def test_an_entity_does_not_begin_with_the_end_of_a_refused_one(text: str) -> None:
    assert extract_entities(text) == Entities()


@pytest.mark.parametrize(
    "text", ["https://。.com", "http://例。。例.com", "http://xn--例.com", f"http://{'a' * 64}.com"]
)
def test_a_host_that_cannot_be_resolved_is_no_url(text: str) -> None:
    assert extract_urls(text) == []


def test_a_url_is_at_most_4096_characters_long() -> None:
    longest = "http://a.co/" + "b" * (4096 - 12)
    assert [url.url for url in extract_urls(longest)] == [longest]
    assert extract_urls(longest + "b") == []
    assert not is_valid_url(longest + "b")
    # The protocol that is not written counts.
    assert extract_urls(longest.removeprefix("http://")) == []
    assert len(extract_urls(longest.removeprefix("http://")[:-1])) == 1


def test_the_punycode_of_a_host_counts_towards_the_length_of_the_url() -> None:
    host = "http://例え.com/"
    growth = len("xn--r8jz45g") - len("例え")
    longest = host + "b" * (4096 - len(host) - growth)
    assert [url.url for url in extract_urls(longest)] == [longest]
    assert extract_urls(longest + "b") == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.com/", "example.com"),
        ("HTTP://Example.com/a/", "Example.com/a/"),
        ("example.com", "example.com"),
        ("https://example.com/2024/05/a-rather-long-headline", "example.com/2024/05/a-rather-l…"),
    ],
)
def test_a_display_url_leaves_out_what_readers_do_not_need(url: str, shown: str) -> None:
    assert display_url(url) == shown


@pytest.mark.parametrize(
    "emoji",
    ["😀", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "👩🏻‍❤️‍💋‍👨🏿", "🏳️‍🌈", "🇫🇷", "5️⃣", "#⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🧑🏿‍🚀", "🏿", "©️"],
)
def test_an_emoji_counts_two_however_many_code_points_it_has(emoji: str) -> None:
    assert weighted_length(emoji) == 2
    assert weighted_length(f"a{emoji}{emoji}b") == 6


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("©", 1),  # a letter-like sign, unless a variation selector follows
        ("❤\ufe0e", 4),  # asked to be text
        ("5", 1),
        ("\u200d", 1),
        ("🇫", 2),
    ],
)
def test_what_only_resembles_an_emoji_is_counted_by_the_ranges(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_a_chain_of_joined_emoji_cannot_hide_a_long_text() -> None:
    assert weighted_length("\u200d".join("👨" * 4)) == 2
    assert weighted_length("\u200d".join("👨" * 5)) == 5
    assert tweet_problem("\u200d".join("👨" * 1000)) == "too_long"
    assert tweet_problem("🏴" + "\U000e0067" * 1000 + "\U000e007f") == "too_long"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000", "\u200e\u2067 \u2069"])
def test_a_text_of_spaces_and_directional_marks_is_empty(text: str) -> None:
    assert tweet_problem(text) == "empty"


def test_a_text_longer_than_280_is_too_long() -> None:
    assert tweet_problem("a" * 280) is None
    assert tweet_problem("a" * 281) == "too_long"
    assert tweet_problem("あ" * 140) is None
    assert tweet_problem("あ" * 140 + "a") == "too_long"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud83d", "\ufeff", "\ufffe", "\uffff"])
def test_a_character_that_clients_cannot_be_sent_is_reported(character: str) -> None:
    assert tweet_problem(f"ab{character}c") == "invalid_characters"
    parsed = parse_tweet(f"ab{character}c")
    assert (parsed.valid, parsed.valid_end, parsed.display_end) == (False, 1, 3)


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\u00a0", "\u200b", "\u202e", "\U0010ffff"])
def test_spaces_and_directional_marks_are_valid_characters(character: str) -> None:
    assert tweet_problem(f"a{character}b") is None


def test_the_valid_range_ends_before_the_url_that_does_not_fit() -> None:
    parsed = parse_tweet("a" * 270 + " http://example.com/")
    assert (parsed.weighted_length, parsed.valid, parsed.valid_end) == (294, False, 270)


def test_marks_out_of_canonical_order_are_normalised_in_texts_of_any_length() -> None:
    short = "a" + "\u0301\u0316" * 10
    assert normalize(short) == "á" + "\u0316" * 10 + "\u0301" * 9
    assert normalize(short * 100) == normalize(short) * 100


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com:80808080/",
        "http://example.com/%zz",
        "http://example",
        "http://exa mple.com",
        "http://a@b@example.com",
        "http://1.2.3.4.5/",
        "http://foo_bar.com",
        "http://[::1",
        "javascript://example.com/%0aalert(1)",
        "http://example.com/\ud800",
    ],
)
def test_a_broken_url_is_invalid(url: str) -> None:
    assert not is_valid_url(url)


def test_a_protocol_that_is_not_required_must_be_one_of_the_web_all_the_same() -> None:
    assert is_valid_url("example.com", require_protocol=False)
    assert is_valid_url("https://example.com", require_protocol=False)
    assert not is_valid_url("example.com")
    assert not is_valid_url("ftp://example.com", require_protocol=False)


@pytest.mark.parametrize("text", ["#tag more", " #tag", "tag", "#", "#1", "#http://example.com"])
def test_only_a_hashtag_alone_is_a_valid_hashtag(text: str) -> None:
    assert not is_valid_hashtag(text)


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = text_package.no_such_name
