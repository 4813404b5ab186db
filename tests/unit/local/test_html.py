"""Pages escape what others wrote."""

from local.front.html import element, fragment, link, page, table
from local.front.pages import not_found_page

EVIL = '<script>alert("1")</script>'
ESCAPED = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"


def test_text_is_escaped_everywhere() -> None:
    built = [
        element("p", EVIL),
        element("p", title=EVIL),
        fragment([EVIL]),
        link(EVIL, EVIL),
        table((EVIL,), [(EVIL,)], EVIL),
        page(EVIL, EVIL),
        not_found_page(EVIL),
    ]

    assert all("<script" not in one and ESCAPED in one for one in built)


def test_markup_that_was_built_is_not_escaped_again() -> None:
    assert element("ul", [element("li", "a & b")]) == "<ul><li>a &amp; b</li></ul>"


def test_numbers_stand_right_and_an_empty_table_says_so() -> None:
    assert '<td class="number">3</td>' in table(("Items",), [(3,)], "Tables")
    assert '<td colspan="2">none</td>' in table(("A", "B"), [], "Tables")
