"""How often the state is saved."""

import pytest

from local.cloud.autosave import EVERY_SECONDS, pause_after


@pytest.mark.parametrize("took_seconds", [0.0, 0.1, 0.5])
def test_a_quick_snapshot_is_taken_every_few_seconds(took_seconds: float) -> None:
    assert pause_after(took_seconds) == EVERY_SECONDS


def test_slow_snapshots_take_a_twentieth_of_a_processor() -> None:
    assert pause_after(2.0) == 40.0
