"""Items as the console shows them."""

import time

import pytest

from local.front.inspection import plain_item, short_name, written_at_ms

NOW_MS = int(time.time() * 1000)
ID = NOW_MS << 16


def test_the_time_of_an_item_is_the_latest_that_its_ids_carry() -> None:
    older = (NOW_MS - 5_000) << 16

    assert written_at_ms({"pk": {"S": f"U#{older}"}, "sk": {"N": str(ID)}}) == NOW_MS


def test_numbers_that_are_no_ids_are_not_taken_for_times() -> None:
    assert written_at_ms({"pk": {"S": "LIMIT#x"}, "expires_at": {"N": "1700000000"}, "n": {"N": "9" * 20}}) == 0


def test_an_item_loses_its_type_tags() -> None:
    item = {
        "n": {"N": "1.5"},
        "s": {"S": "text"},
        "ids": {"NS": ["2", "1"]},
        "nested": {"M": {"list": {"L": [{"BOOL": True}, {"NULL": True}]}}},
        "raw": {"B": b"\x00"},
    }

    assert plain_item(item) == {
        "ids": [1, 2],
        "n": 1.5,
        "nested": {"list": [True, None]},
        "raw": "(bytes)",
        "s": "text",
    }


def test_password_hashes_are_not_shown() -> None:
    assert plain_item({"password_hash": {"S": "$argon2id$…"}}) == {"password_hash": "(not shown)"}


@pytest.mark.parametrize(
    ("physical", "short"),
    [
        ("linnet-local-data-tweetstable710D9B2E-4BA4B81A9746B", "linnet-local-data-tweets"),
        ("Local-data-Things056D6BEE-16256B64435BF", "Local-data-Things"),
        ("chosen-by-hand", "chosen-by-hand"),
    ],
)
def test_a_generated_name_is_shown_without_what_makes_it_unique(physical: str, short: str) -> None:
    assert short_name(physical) == short
