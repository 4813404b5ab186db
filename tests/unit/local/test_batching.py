"""When a batch that gathers is due."""

from functools import partial

from local.cloud.batching import Batching


def test_without_a_window_the_first_record_is_due_at_once() -> None:
    assert Batching().is_due(1, 5.0, full=10, window_s=0)


def test_nothing_is_never_due() -> None:
    batching = Batching()

    assert not batching.is_due(0, 0.0, full=10, window_s=0)
    assert not batching.is_due(0, 100.0, full=10, window_s=1)


def test_a_window_begins_with_the_first_record_that_waits() -> None:
    is_due = partial(Batching().is_due, full=10, window_s=1)

    assert not is_due(0, 0.0)
    assert not is_due(1, 5.0)
    assert not is_due(3, 5.9)
    assert is_due(3, 6.0)


def test_a_full_batch_does_not_wait_for_the_end_of_its_window() -> None:
    is_due = partial(Batching().is_due, full=10, window_s=60)

    assert not is_due(9, 0.0)
    assert is_due(10, 0.1)


def test_what_comes_after_a_batch_has_a_window_of_its_own() -> None:
    batching = Batching()
    assert not batching.is_due(1, 0.0, full=10, window_s=1)
    assert batching.is_due(1, 1.0, full=10, window_s=1)

    batching.take()

    assert not batching.is_due(1, 1.1, full=10, window_s=1)
    assert batching.is_due(1, 2.1, full=10, window_s=1)


def test_records_that_somebody_else_took_take_the_window_with_them() -> None:
    is_due = partial(Batching().is_due, full=10, window_s=1)
    assert not is_due(1, 0.0)
    assert not is_due(0, 0.5)

    assert not is_due(1, 1.2)
