"""How every search index finds accounts."""

from __future__ import annotations

import pytest

from linnet.domain.search.documents import Tombstone
from linnet.ports.search import (
    UserSearch,
)
from tests.contract.search_site import Site, user


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
