"""What every search index finds by words and operators: the fake, the file with FTS5 and a real OpenSearch node."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.domain.search.documents import Tombstone, TweetDocument
from linnet.domain.search.tree import (
    And,
    AtLeast,
    ByFollowed,
    Cashtagged,
    Feature,
    From,
    Having,
    InConversation,
    InLanguage,
    LinksTo,
    Mentions,
    Not,
    Or,
    Phrase,
    Since,
    Tagged,
    To,
    Total,
    Until,
    Word,
)
from linnet.ports.search import (
    Order,
)
from tests.contract.search_site import ANN, BOB, Site, tweet, tweet_id


def counted(number: int, total: Total, value: int) -> TweetDocument:
    fields: dict[str, Any] = {total.value: value}
    return tweet(number, **fields)


class TestWords:
    def test_all_words_have_to_be_there_in_any_order(self, site: Site) -> None:
        site.write(tweet(1, "Apple raises a bar"), tweet(2, "the bar at Apple"), tweet(3, "an apple"))

        assert site.found(And((Word("apple"), Word("bar")))) == [2, 1]

    def test_case_width_and_diacritics_do_not_matter(self, site: Site) -> None:
        site.write(tweet(1, "Un CAFÉ, por favor"), tweet(2, "cafe"), tweet(3, "coffee"))

        assert site.found(Word("Café")) == [2, 1]
        assert site.found(Word("ｃａｆｅ")) == [2, 1]

    def test_a_phrase_is_found_only_as_it_stands(self, site: Site) -> None:
        site.write(tweet(1, "new york city"), tweet(2, "york, new city"), tweet(3, "a New York minute"))

        assert site.found(Phrase(("new", "york"))) == [3, 1]

    def test_one_of_several_words_is_enough_for_or(self, site: Site) -> None:
        site.write(tweet(1, "cats"), tweet(2, "dogs"), tweet(3, "birds"))

        assert site.found(Or((Word("cats"), Word("dogs")))) == [2, 1]

    def test_what_is_excluded_is_left_out(self, site: Site) -> None:
        site.write(tweet(1, "apple pie"), tweet(2, "apple watch"), tweet(3, "pear"))

        assert site.found(And((Word("apple"), Not(Word("pie"))))) == [2]
        assert site.found(Not(Word("apple"))) == [3]
        assert site.found(Not(And((Word("apple"), Word("pie"))))) == [3, 2]
        assert site.found(Not(Or((Word("pie"), Word("pear"))))) == [2]

    def test_groups_may_hold_each_other(self, site: Site) -> None:
        site.write(tweet(1, "red cat"), tweet(2, "red dog"), tweet(3, "blue dog"), tweet(4, "blue cat"))

        tree = Or((And((Word("red"), Not(Word("dog")))), And((Word("blue"), Or((Word("dog"), Word("bird")))))))
        assert site.found(tree) == [3, 1]

    def test_japanese_and_chinese_are_found_by_any_part_of_a_text(self, site: Site) -> None:
        site.write(tweet(1, "東京都に行く"), tweet(2, "京都に行く"), tweet(3, "大阪"))

        assert site.found(Word("京都")) == [2, 1]
        assert site.found(Word("東京都")) == [1]
        assert site.found(Word("都に行")) == [2, 1]
        assert site.found(Word("東行")) == []

    def test_a_lone_character_is_found_wherever_it_stands(self, site: Site) -> None:
        site.write(tweet(1, "東京都"), tweet(2, "京"), tweet(3, "大阪"), tweet(4, "go 都"))

        assert site.found(Word("京")) == [2, 1]
        assert site.found(Word("都")) == [4, 1]
        assert site.found(Not(Word("都"))) == [3, 2]
        assert site.found(Phrase(("go", "都"))) == [4]

    def test_emoji_are_words_whatever_their_shade(self, site: Site) -> None:
        site.write(tweet(1, "well done 👍🏽"), tweet(2, "👍"), tweet(3, "press 1️⃣ now"), tweet(4, "👎"))

        assert site.found(Word("👍")) == [2, 1]
        assert site.found(Phrase(("done", "👍🏿"))) == [1]
        assert site.found(Word("1️⃣")) == [3]

    def test_text_that_means_something_to_an_engine_is_only_text(self, site: Site) -> None:
        site.write(tweet(1, 'say "hi" AND NOT* bye; DROP near/2 (a^b) ~c {x}'), tweet(2, "hi"))

        assert site.found(Word('"hi')) == [2, 1]
        assert site.found(And((Word("AND"), Word("NOT*")))) == [1]
        assert site.found(Phrase(("near/2", "(a^b)", "~c"))) == [1]
        assert site.found(Word("h*")) == []

    def test_other_forms_of_a_word_are_found_in_its_language(self, site: Site) -> None:
        site.write(
            tweet(1, "my cats", languages=("en",)), tweet(2, "my cat", languages=("en",)), tweet(3, "cats elsewhere")
        )

        assert site.found(Word("cat")) == [2, 1]
        assert site.found(Word("cats")) == [3, 2, 1]

    def test_quoted_and_excluded_words_are_taken_literally(self, site: Site) -> None:
        site.write(tweet(1, "my cats", languages=("en",)), tweet(2, "my cat", languages=("en",)))

        assert site.found(Phrase(("cat",))) == [2]
        assert site.found(And((Word("my"), Not(Word("cat"))))) == [1]

    def test_a_leaf_without_words_asks_for_nothing(self, site: Site) -> None:
        site.write(tweet(1, "apple"), tweet(2, "pear"))

        assert site.found(And((Word("apple"), Word("!!!")))) == [1]


class TestOperators:
    def test_authors_are_found_by_id(self, site: Site) -> None:
        site.write(tweet(1, "a"), tweet(2, "b", BOB), tweet(3, "c", BOB))

        assert site.found(From("bob", BOB)) == [3, 2]
        assert site.found(Not(From("bob", BOB))) == [1]

    def test_an_author_whom_nobody_knows_has_no_tweets(self, site: Site) -> None:
        site.write(tweet(1, "a", reply_to_author_id=ANN), tweet(2, "b"))

        assert site.found(From("nobody")) == []
        assert site.found(To("nobody")) == []
        assert site.found(Not(From("nobody"))) == [2, 1]

    def test_answers_are_found_by_whom_they_answer(self, site: Site) -> None:
        site.write(
            tweet(1, "a", BOB, reply_to_author_id=ANN), tweet(2, "b", BOB), tweet(3, "c", reply_to_author_id=BOB)
        )

        assert site.found(To("ann", ANN)) == [1]
        assert site.found(Not(To("ann", ANN))) == [3, 2]

    def test_tweets_of_the_followed(self, site: Site) -> None:
        site.write(tweet(1, "a"), tweet(2, "b", BOB))

        assert site.found(ByFollowed(), followed=frozenset({BOB, 99})) == [2]
        assert site.found(ByFollowed()) == []
        assert site.found(Not(ByFollowed()), followed=frozenset({BOB})) == [1]

    def test_tags_and_mentions_are_compared_whole(self, site: Site) -> None:
        site.write(
            tweet(1, "#iwatch", hashtags=frozenset({"iwatch"})),
            tweet(2, "iwatch"),
            tweet(3, "$aapl", cashtags=frozenset({"AAPL"}), mentions=frozenset({"bob"})),
            tweet(4, "$aaplx", cashtags=frozenset({"AAPLX"}), mentions=frozenset({"bobby"})),
        )

        assert site.found(Tagged("iwatch")) == [1]
        assert site.found(Cashtagged("AAPL")) == [3]
        assert site.found(Mentions("bob")) == [3]
        assert site.found(And((Word("iwatch"), Not(Tagged("iwatch"))))) == [2]

    def test_a_language_holds_its_kinds(self, site: Site) -> None:
        site.write(
            tweet(1, "a", languages=("pt-br", "pt")), tweet(2, "b", languages=("pt",)), tweet(3, "c", languages=("en",))
        )

        assert site.found(InLanguage("pt")) == [2, 1]
        assert site.found(InLanguage("pt-br")) == [1]
        assert site.found(Not(InLanguage("pt"))) == [3]

    def test_times_include_the_first_millisecond_and_exclude_the_last(self, site: Site) -> None:
        site.write(tweet(1), tweet(2), tweet(3))
        at = tweet(2).created_ms

        assert site.found(Since(at)) == [3, 2]
        assert site.found(Since(at + 1)) == [3]
        assert site.found(Until(at)) == [1]
        assert site.found(And((Since(at), Until(at + 1)))) == [2]

    def test_times_before_and_behind_all_ids_are_times_too(self, site: Site) -> None:
        site.write(tweet(1))
        year_1, year_9999 = -62_135_596_800_000, 253_402_214_400_000

        assert site.found(Since(year_1)) == site.found(Until(year_9999)) == [1]
        assert site.found(Since(year_9999)) == site.found(Until(year_1)) == []

    @pytest.mark.parametrize("total", Total)
    def test_totals(self, site: Site, total: Total) -> None:
        site.write(tweet(1), counted(2, total, 9), counted(3, total, 10))

        assert site.found(AtLeast(total, 10)) == [3]
        assert site.found(Not(AtLeast(total, 10))) == [2, 1]
        assert site.found(AtLeast(total, 0)) == [3, 2, 1]

    @pytest.mark.parametrize("feature", Feature)
    def test_features(self, site: Site, feature: Feature) -> None:
        site.write(tweet(1, "a", features=frozenset({feature})), tweet(2, "b", features=frozenset(Feature) - {feature}))

        assert site.found(Having(feature)) == [1]
        assert site.found(Not(Having(feature))) == [2]

    def test_links_are_found_by_address_and_by_domain(self, site: Site) -> None:
        site.write(
            tweet(
                1,
                "a",
                links=frozenset({"blog.example.com/Post"}),
                domains=frozenset({"blog.example.com", "example.com"}),
            ),
            tweet(2, "b", links=frozenset({"example.com/post"}), domains=frozenset({"example.com"})),
        )

        assert site.found(LinksTo("https://www.example.com/")) == [2, 1]
        assert site.found(LinksTo("blog.example.com")) == [1]
        assert site.found(LinksTo("example.com/post")) == site.found(LinksTo("http://example.com/po")) == [2]
        assert site.found(Not(LinksTo("example.com/po"))) == [1]
        assert site.found(LinksTo("example.com/POST")) == []

    def test_a_conversation_is_its_root_and_all_below(self, site: Site) -> None:
        root = tweet_id(1)
        site.write(tweet(1, "a"), tweet(2, "b", conversation_id=root), tweet(3, "c"))

        assert site.found(InConversation(root)) == [2, 1]

    def test_no_tree_finds_everything(self, site: Site) -> None:
        site.write(tweet(1, "a"), tweet(2, "b"), Tombstone(tweet_id(3), 1))

        assert site.found(None) == [2, 1]
        assert site.found(None, Order.TOP) == [2, 1]


class TestHits:
    def test_a_hit_tells_version_author_and_the_quoted_tweet(self, site: Site) -> None:
        site.write(tweet(1, "plain"), tweet(2, "quoting", author_id=BOB, version=7, quote_of_id=tweet_id(1)))

        quoting, plain = site.hits(None)

        assert (quoting.version, quoting.author_id, quoting.quote_of_id) == (7, BOB, tweet_id(1))
        assert (plain.version, plain.author_id, plain.quote_of_id) == (1, ANN, None)
