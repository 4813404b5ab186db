"""What every search index must do: the fake, the file with FTS5 and a real OpenSearch node through one suite.

Where engines may rank differently, the order of classes is asked for, never a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.domain.ids import id_at
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
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
    Node,
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
from linnet.domain.search.words import words_of
from linnet.ports.search import (
    Document,
    Entry,
    IndexExists,
    IndexInUse,
    Kind,
    Order,
    Outcome,
    Position,
    SearchIndex,
    SearchIndexes,
    SearchUnavailable,
    TweetHit,
    TweetSearch,
    UserSearch,
)
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.search import FakeSearchIndex

ANN, BOB = 11, 12
MINUTE_MS, DAY_MS = 60_000, 86_400_000


class Index(SearchIndex, SearchIndexes):
    """Both ports, which every engine implements together."""


@dataclass
class Site:
    """An empty index and what a test writes into it; `write` makes it visible at once."""

    index: Index
    clock: FakeClock

    def write(self, *documents: Document, kind: Kind = Kind.TWEETS) -> list[Outcome]:
        written = self.index.write(kind, documents)
        self.index.refresh(self.in_use(kind))
        assert [each.id for each in written] == [each.id for each in documents]
        return [each.outcome for each in written]

    def write_users(self, *users: Document) -> None:
        assert set(self.write(*users, kind=Kind.USERS)) == {Outcome.DONE}

    def in_use(self, kind: Kind) -> str:
        index = self.index.in_use(kind)
        assert index is not None
        return index

    def hits(
        self,
        tree: Node | None,
        order: Order = Order.LATEST,
        *,
        limit: int = 50,
        after: Position | None = None,
        followed: frozenset[int] = frozenset(),
    ) -> Sequence[TweetHit]:
        return self.index.tweets(TweetSearch(tree, order, limit, self.clock.now_ms(), after, followed))

    def found(self, tree: Node | None, order: Order = Order.LATEST, **rest: frozenset[int]) -> list[int]:
        """Return the numbers of the tweets that are found, in their order."""
        return [number_of(hit.id) for hit in self.hits(tree, order, **rest)]

    def users(self, text: str, limit: int = 20, after: Position | None = None) -> list[int]:
        return [hit.id for hit in self.index.users(UserSearch(text, limit, after))]


@pytest.fixture(params=["fake", "fts5"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    clock = FakeClock()
    if request.param == "fake":
        yield Site(FakeSearchIndex(clock), clock)
    else:
        index = SqliteSearchIndex(tmp_path / "search.db", clock)
        index.prepare()
        yield Site(index, clock)
        index.close()


def tweet_id(number: int) -> int:
    """Return the id of a tweet; a higher number is a minute newer."""
    return id_at(START_MS - DAY_MS + number * MINUTE_MS, number)


def number_of(identifier: int) -> int:
    return identifier & 0xFFFF


def tweet(number: int, text: str = "", author_id: int = ANN, **fields: object) -> TweetDocument:
    document = TweetDocument(
        id=tweet_id(number),
        version=1,
        author_id=author_id,
        text=text,
        words=tuple(words_of(text)),
        conversation_id=tweet_id(number),
    )
    return replace(document, **fields)  # type: ignore[arg-type]


def user(identifier: int, username: str, display_name: str, bio: str = "", followers: int = 0) -> UserDocument:
    return UserDocument(
        id=identifier,
        version=1,
        username=username,
        display_name=display_name,
        name_words=tuple(words_of(display_name)),
        bio=bio,
        bio_words=tuple(words_of(bio)),
        created_ms=START_MS,
        followers=followers,
    )


def marked(text: str, hit: TweetHit) -> list[str]:
    return [text[start:end] for start, end in hit.highlights]


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

    @pytest.mark.parametrize("total", Total)
    def test_totals(self, site: Site, total: Total) -> None:
        site.write(tweet(1), tweet(2, **{total.value: 9}), tweet(3, **{total.value: 10}))

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
        assert site.found(LinksTo("example.com/post")) == [2]
        assert site.found(LinksTo("example.com/POST")) == []

    def test_a_conversation_is_its_root_and_all_below(self, site: Site) -> None:
        root = tweet_id(1)
        site.write(tweet(1, "a"), tweet(2, "b", conversation_id=root), tweet(3, "c"))

        assert site.found(InConversation(root)) == [2, 1]

    def test_no_tree_finds_everything(self, site: Site) -> None:
        site.write(tweet(1, "a"), tweet(2, "b"), Tombstone(tweet_id(3), 1))

        assert site.found(None) == [2, 1]
        assert site.found(None, Order.TOP) == [2, 1]


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


class TestVersions:
    def test_a_newer_version_replaces_all_of_an_older_one(self, site: Site) -> None:
        site.write(tweet(1, "cat", hashtags=frozenset({"a"}), languages=("en",)))

        assert site.write(tweet(1, "dog", BOB, version=2)) == [Outcome.DONE]
        assert site.found(Word("cat")) == site.found(Tagged("a")) == site.found(From("ann", ANN)) == []
        assert [hit.version for hit in site.hits(Word("dog"))] == [2]

    def test_an_older_version_is_left_out(self, site: Site) -> None:
        site.write(tweet(1, "dog", version=2))

        assert site.write(tweet(1, "cat")) == [Outcome.STALE]
        assert site.found(Word("dog")) == [1]

    def test_the_same_version_brings_new_totals(self, site: Site) -> None:
        site.write(tweet(1, "cat"))

        assert site.write(tweet(1, "cat", likes=7)) == [Outcome.DONE]
        assert site.found(AtLeast(Total.LIKES, 7)) == [1]

    def test_a_tombstone_hides_and_keeps_older_versions_out(self, site: Site) -> None:
        site.write(tweet(1, "cat", languages=("en",), likes=3, hashtags=frozenset({"a"})))

        assert site.write(Tombstone(tweet_id(1), 2)) == [Outcome.DONE]
        assert site.write(tweet(1, "cat")) == [Outcome.STALE]
        for tree in (Word("cat"), Tagged("a"), AtLeast(Total.LIKES, 1), Not(Word("dog")), None):
            assert site.found(tree) == site.found(tree, Order.TOP) == []

    def test_what_is_written_after_a_tombstone_is_found_again(self, site: Site) -> None:
        site.write(tweet(1, "cat"), Tombstone(tweet_id(1), 2))

        assert site.write(tweet(1, "cat", version=3)) == [Outcome.DONE]
        assert site.found(Word("cat")) == [1]

    def test_a_document_that_cannot_be_stored_does_not_keep_others_out(self, site: Site) -> None:
        outcomes = site.write(tweet(1, "cat"), tweet(2, "cat", likes=1 << 70), tweet(3, "cat"))

        assert outcomes == [Outcome.DONE, Outcome.REFUSED, Outcome.DONE]
        assert site.found(Word("cat")) == [3, 1]

    def test_one_call_may_name_a_tweet_more_than_once(self, site: Site) -> None:
        assert site.write(tweet(1, "b", version=2), tweet(1, "a"), tweet(1, "c", version=3)) == [
            Outcome.DONE,
            Outcome.STALE,
            Outcome.DONE,
        ]
        assert site.found(Word("c")) == [1]

    def test_no_documents_are_no_work(self, site: Site) -> None:
        assert site.write() == []


class TestUsers:
    def test_an_account_is_found_by_handle_name_and_bio(self, site: Site) -> None:
        site.write_users(
            user(1, "jsmith", "John Smith"), user(2, "mary", "Mary Ünal"), user(3, "x", "X", "smith of tin")
        )

        assert site.users("jsmith") == site.users("@JSmith ") == [1]
        assert site.users("unal") == [2]
        assert site.users("smith") == [1, 3]
        assert site.users("john smith") == [1]
        assert site.users("john mary") == []

    def test_a_beginning_is_enough(self, site: Site) -> None:
        site.write_users(user(1, "jsmith", "John Smith"), user(2, "mary", "Mary Johnson"), user(3, "ann", "Ann"))

        assert site.users("joh") == [2, 1]
        assert site.users("john s") == [1]

    @pytest.mark.parametrize("typed", ["jonhson", "jhonson", "johnso", "johnsonn", "johnsen"])
    def test_a_misspelt_name_is_found(self, site: Site, typed: str) -> None:
        site.write_users(user(1, "mary", "Mary Johnson"), user(2, "ann", "Ann Jackson"))

        assert site.users(typed) == [1]

    def test_short_words_have_to_be_right(self, site: Site) -> None:
        site.write_users(user(1, "mary", "Mary Lee"))

        assert site.users("lea") == []
        assert site.users("nary") == []

    def test_the_better_fit_comes_first_whoever_is_more_popular(self, site: Site) -> None:
        site.write_users(
            user(1, "sam", "Somebody"),
            user(2, "other", "Sam Other", followers=10),
            user(3, "samantha", "S", followers=1_000),
            user(4, "zed", "Z", "sam fan", followers=100_000),
        )

        assert site.users("sam") == [1, 2, 3, 4]

    def test_the_more_popular_of_equals_comes_first(self, site: Site) -> None:
        site.write_users(
            user(1, "sam1", "Sam", followers=5), user(2, "sam2", "Sam", followers=50_000), user(3, "sam3", "Sam")
        )

        assert site.users("sam") == [2, 1, 3]

    def test_pages_follow_each_other(self, site: Site) -> None:
        site.write_users(*(user(number, f"sam{number}", "Sam", followers=number % 4) for number in range(1, 12)))
        whole = site.users("sam")

        first = site.index.users(UserSearch("sam", 5))
        second = site.index.users(UserSearch("sam", 5, first[-1].position))
        third = site.index.users(UserSearch("sam", 5, second[-1].position))
        assert [hit.id for hit in (*first, *second, *third)] == whole
        assert len(whole) == 11

    def test_text_without_words_finds_nobody(self, site: Site) -> None:
        site.write_users(user(1, "sam", "Sam"))

        assert site.users("") == site.users('"*') == []

    def test_an_account_that_left_is_not_found(self, site: Site) -> None:
        site.write_users(user(1, "sam", "Sam", "sam fan"))
        site.write_users(Tombstone(1, 2))

        assert site.users("sam") == []


class TestIndexes:
    def test_a_new_index_is_filled_unseen_and_switched_to_at_once(self, site: Site) -> None:
        old = site.in_use(Kind.TWEETS)
        site.write(tweet(1, "cat"))
        new = site.index.create(Kind.TWEETS, "second")

        site.index.write(Kind.TWEETS, [tweet(2, "cat")], new)
        site.index.refresh(new)
        assert site.found(Word("cat")) == [1]
        site.index.switch(Kind.TWEETS, new)

        assert site.found(Word("cat")) == [2]
        site.write(tweet(3, "cat"))
        assert site.found(Word("cat")) == [3, 2]
        assert site.in_use(Kind.TWEETS) == new
        assert site.index.all_of(Kind.TWEETS) == sorted([old, new])
        assert site.users("cat") == []

    def test_an_index_in_use_is_not_dropped(self, site: Site) -> None:
        old = site.in_use(Kind.TWEETS)
        new = site.index.create(Kind.TWEETS, "second")
        with pytest.raises(IndexInUse):
            site.index.drop(old)

        site.index.switch(Kind.TWEETS, new)
        site.index.drop(old)
        site.index.drop(old)
        assert site.index.all_of(Kind.TWEETS) == [new]

    def test_a_name_is_given_once(self, site: Site) -> None:
        site.index.create(Kind.USERS, "again")
        with pytest.raises(IndexExists):
            site.index.create(Kind.USERS, "again")

    def test_preparing_again_changes_nothing(self, site: Site) -> None:
        site.write(tweet(1, "cat"))
        site.index.prepare()

        assert site.found(Word("cat")) == [1]
        assert len(site.index.all_of(Kind.TWEETS)) == len(site.index.all_of(Kind.USERS)) == 1

    def test_an_index_that_is_not_there_is_unavailable(self, site: Site) -> None:
        absent = site.in_use(Kind.TWEETS).replace("first", "absent")
        with pytest.raises(SearchUnavailable):
            site.index.write(Kind.TWEETS, [tweet(1, "cat")], absent)
        with pytest.raises(SearchUnavailable):
            site.index.switch(Kind.TWEETS, absent)

        assert absent not in site.index.all_of(Kind.TWEETS)

    def test_a_verifier_reads_every_version_in_order(self, site: Site) -> None:
        index = site.in_use(Kind.TWEETS)
        site.write(tweet(3, version=4), tweet(1), Tombstone(tweet_id(2), 7))

        everything = [Entry(tweet_id(1), 1, False), Entry(tweet_id(2), 7, True), Entry(tweet_id(3), 4, False)]
        assert site.index.entries(index, 0, 10) == everything
        assert site.index.entries(index, 0, 2) == everything[:2]
        assert site.index.entries(index, tweet_id(2), 2) == everything[2:]
        assert site.index.versions(index, [tweet_id(2), tweet_id(3), 99]) == {tweet_id(2): 7, tweet_id(3): 4}

    def test_old_tombstones_are_purged_and_nothing_else(self, site: Site) -> None:
        index = site.in_use(Kind.TWEETS)
        site.write(tweet(1), Tombstone(tweet_id(2), 2))
        site.clock.advance(DAY_MS)
        site.write(Tombstone(tweet_id(3), 2))

        assert site.index.purge(index, site.clock.now_ms()) == 1
        site.index.refresh(index)
        assert [entry.id for entry in site.index.entries(index, 0, 10)] == [tweet_id(1), tweet_id(3)]
