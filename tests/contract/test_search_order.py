"""How every search index orders, pages and marks what it finds.

Where engines may rank differently, the order of classes is asked for, never a score.
"""

from __future__ import annotations

import pytest

from linnet.domain.search.tree import (
    And,
    AtLeast,
    Not,
    Or,
    Phrase,
    Total,
    Word,
)
from linnet.ports.search import (
    Order,
    Position,
)
from tests.contract.search_site import Site, marked, number_of, tweet


class TestOrder:
    def test_top_puts_engagement_before_age(self, site: Site) -> None:
        site.write(
            tweet(1, "cat", likes=1000), tweet(2, "cat"), tweet(3, "cat", likes=10), tweet(4, "cat", retweets=40)
        )

        assert site.found(Word("cat"), Order.TOP) == [1, 4, 3, 2]

    def test_top_puts_the_newer_first_where_all_else_is_equal(self, site: Site) -> None:
        site.write(*(tweet(number, "cat") for number in (3, 1, 2)))

        assert site.found(Word("cat"), Order.TOP) == [3, 2, 1]

    def test_top_puts_what_has_more_of_the_words_first(self, site: Site) -> None:
        site.write(tweet(1, "cat and dog"), tweet(2, "cat"), tweet(3, "dog"))

        assert site.found(Or((Word("cat"), Word("dog"))), Order.TOP) == [1, 3, 2]

    def test_top_puts_a_word_as_typed_before_its_other_forms(self, site: Site) -> None:
        site.write(tweet(1, "cat", languages=("en",)), tweet(2, "cats", languages=("en",)))

        assert site.found(Word("cat"), Order.TOP) == [1, 2]

    def test_a_group_that_is_not_found_as_a_whole_adds_nothing(self, site: Site) -> None:
        site.write(tweet(1, "cat dog"), tweet(2, "bird cat"), tweet(3, "bird"))

        tree = Or((And((Word("cat"), Word("dog"))), Word("bird")))
        assert site.found(tree, Order.TOP) == [1, 3, 2]

    def test_the_parts_of_a_score_are_told(self, site: Site) -> None:
        site.write(tweet(1, "cat", likes=9), tweet(2, "cat"))

        first, second = site.hits(Word("cat"), Order.TOP)
        assert first.parts is not None
        assert second.parts is not None
        assert first.parts.relevance == pytest.approx(second.parts.relevance)
        assert first.parts.engagement == pytest.approx(3.3026, abs=1e-4)
        assert second.parts.engagement == 1.0
        assert 0 < first.parts.recency < second.parts.recency < 1
        assert first.position.key == pytest.approx(first.parts.score, rel=1e-5)

    def test_nothing_else_in_the_index_changes_a_score(self, site: Site) -> None:
        site.write(tweet(1, "cat"), tweet(2, "dog"))
        (before,) = site.hits(Word("cat"), Order.TOP)
        site.write(*(tweet(number, "cat cat cat and a lot more") for number in range(3, 30)))

        assert site.hits(Word("cat"), Order.TOP)[-1].position == before.position

    @pytest.mark.parametrize("order", Order)
    def test_pages_neither_gap_nor_repeat_while_others_post(self, site: Site, order: Order) -> None:
        site.write(*(tweet(number, "cat", likes=number % 3) for number in range(1, 21)))
        whole = site.found(Word("cat"), order)

        seen: list[int] = []
        after: Position | None = None
        for page in range(7):
            hits = site.hits(Word("cat"), order, limit=3, after=after)
            seen += [number_of(hit.id) for hit in hits]
            after = hits[-1].position
            site.write(*(tweet(number, "cat", likes=50) for number in (100 + page, 200 + page)))
        assert seen == whole
        assert site.hits(Word("cat"), order, limit=3, after=after) == []

    def test_a_full_page_may_be_the_last(self, site: Site) -> None:
        site.write(tweet(1, "cat"), tweet(2, "cat"))

        hits = site.hits(Word("cat"), limit=2)
        assert [number_of(hit.id) for hit in hits] == [2, 1]
        assert site.hits(Word("cat"), limit=2, after=hits[-1].position) == []


class TestHighlights:
    def test_words_are_marked_where_they_stand(self, site: Site) -> None:
        text = "A Café 😀 for the cafe, https://cafe.com"
        site.write(tweet(1, text))

        (hit,) = site.hits(And((Word("cafe"), Word("😀"))))
        assert marked(text, hit) == ["Café", "😀", "cafe"]

    def test_only_the_whole_phrase_is_marked(self, site: Site) -> None:
        text = "new shoes in New York, york"
        site.write(tweet(1, text))

        (hit,) = site.hits(Phrase(("new", "york")))
        assert marked(text, hit) == ["New", "York"]

    def test_other_forms_are_marked_too(self, site: Site) -> None:
        text = "Two cats"
        site.write(tweet(1, text, languages=("en",)))

        (hit,) = site.hits(Word("cat"))
        assert marked(text, hit) == ["cats"]

    def test_a_part_of_a_text_without_spaces_is_marked_as_one(self, site: Site) -> None:
        text = "明日は東京都に行く"
        site.write(tweet(1, text))

        (hit,) = site.hits(Word("東京都"))
        assert marked(text, hit) == ["東京都"]

    def test_what_is_excluded_or_no_word_is_not_marked(self, site: Site) -> None:
        text = "cat dog"
        site.write(tweet(1, text, likes=3))

        (hit,) = site.hits(And((Word("cat"), Not(And((Word("dog"), Word("bird")))), AtLeast(Total.LIKES, 1))))
        assert marked(text, hit) == ["cat"]
        (hit,) = site.hits(AtLeast(Total.LIKES, 1))
        assert hit.highlights == ()
