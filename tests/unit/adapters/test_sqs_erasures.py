"""The message that asks for an erasure."""

from __future__ import annotations

import pytest

from linnet.adapters.sqs_erasures import decode_erasure, encode_erasure
from linnet.domain.erasure import ErasureOrder


@pytest.mark.parametrize("waited", [0, 7])
def test_a_message_says_behind_which_progress_it_waited(waited: int) -> None:
    order = ErasureOrder((1 << 62) + 1, 1_750_000_000_000, waited)
    assert decode_erasure(encode_erasure(order)) == order


def test_a_message_of_an_older_release_has_waited_behind_none() -> None:
    body = '{"version":1,"user_id":"5","due_ms":"1750000000000"}'
    assert decode_erasure(body) == ErasureOrder(5, 1_750_000_000_000, waited=0)
