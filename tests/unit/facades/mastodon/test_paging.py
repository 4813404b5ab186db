"""Pages and the header that links them."""

from __future__ import annotations

import pytest

from linnet.domain.paging import PageRange
from linnet.facades.mastodon.paging import PageOf, link
from linnet.facades.mastodon.parameters import read_parameters
from linnet.runtime.facade_routes import accepted

HERE = "https://linnet.example/api/v1/timelines/home"


@pytest.mark.parametrize(
    ("asked", "size"), [("", 20), ("limit=5", 5), ("limit=500", 40), ("limit=0", 20), ("limit=-3", 20), ("limit=x", 20)]
)
def test_a_limit_is_bent_never_refused(asked: str, size: int) -> None:
    assert accepted(PageOf, read_parameters(asked, b"", "")).size(20) == size


def test_next_comes_first_and_keeps_what_was_asked() -> None:
    asked = read_parameters("limit=2&max_id=9&only_media=true&any[]=a&any[]=b&access_token=secret", b"", "")
    kept = "limit=2&only_media=true&any%5B%5D=a&any%5B%5D=b"
    assert link(HERE, asked, older=5, newer=8) == {
        "Link": f'<{HERE}?{kept}&max_id=5>; rel="next", <{HERE}?{kept}&min_id=8>; rel="prev"'
    }


def test_a_page_without_an_end_links_only_upwards() -> None:
    assert link(HERE, {}, older=None, newer=8) == {"Link": f'<{HERE}?min_id=8>; rel="prev"'}


def test_an_empty_page_has_no_links() -> None:
    assert link(HERE, {}, older=None, newer=None) == {}


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", PageRange(20)),
        ("max_id=9&since_id=3&limit=5", PageRange(5, 9, 3)),
        ("max_id=9&min_id=3&since_id=4", PageRange(20, 9, 3, ascending=True)),
    ],
)
def test_a_page_is_a_range_of_the_list(asked: str, part: PageRange) -> None:
    assert accepted(PageOf, read_parameters(asked, b"", "")).range(20) == part
