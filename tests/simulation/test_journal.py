"""What may be stored, from what was asked and answered."""

from __future__ import annotations

from tests.simulation.journal import Deed, Journal, Outcome

KEY = ("follow", 1, 2)


def journal() -> Journal:
    return Journal(lambda: 0)


def deed(book: Journal, state: str) -> Deed:
    begun = book.begin("change")
    book.writes(begun, KEY, state)
    return begun


def test_what_was_acknowledged_last_is_what_stands() -> None:
    book = journal()
    for state in ("on", "off"):
        book.end(deed(book, state), Outcome.DONE)

    assert book.possible(KEY, "never") == {"off"}


def test_deeds_that_overlap_may_have_happened_in_either_order() -> None:
    book = journal()
    first, second = deed(book, "on"), deed(book, "off")
    book.end(first, Outcome.DONE)
    book.end(second, Outcome.DONE)

    assert book.possible(KEY, "never") == {"on", "off"}


def test_an_unanswered_deed_may_have_happened_or_not() -> None:
    book = journal()
    book.end(deed(book, "on"), Outcome.UNKNOWN)

    assert book.possible(KEY, "never") == {"never", "on"}


def test_an_unanswered_deed_cannot_happen_after_what_began_when_it_was_over() -> None:
    book = journal()
    book.end(deed(book, "on"), Outcome.UNKNOWN)
    book.end(deed(book, "off"), Outcome.DONE)

    assert book.possible(KEY, "never") == {"off"}


def test_a_refused_deed_has_changed_nothing() -> None:
    book = journal()
    book.end(deed(book, "on"), Outcome.REFUSED)

    assert book.possible(KEY, "never") == {"never"}


def test_a_read_that_began_before_a_refusal_may_have_met_what_was_taken_back() -> None:
    book = journal()
    refused = deed(book, "on")
    began = book.now()
    book.end(refused, Outcome.REFUSED)

    assert book.possible(KEY, "never", began) == {"never", "on"}
    assert book.surely(KEY, "never", book.now(), initial="never")


def test_a_read_may_miss_what_was_acknowledged_after_it_began() -> None:
    book = journal()
    book.end(deed(book, "on"), Outcome.DONE)
    began = book.now()
    book.end(deed(book, "off"), Outcome.DONE)

    assert book.possible(KEY, "never", began) == {"on", "off"}
    assert book.surely(KEY, "off", book.now())


def test_what_is_underway_may_be_seen() -> None:
    book = journal()
    book.end(deed(book, "on"), Outcome.DONE)
    deed(book, "off")

    assert book.possible(KEY, "never", book.now()) == {"on", "off"}


def test_a_deed_may_meet_what_ended_only_after_it_began() -> None:
    book = journal()
    book.end(deed(book, "off"), Outcome.DONE)
    slow = deed(book, "off")
    book.end(deed(book, "on"), Outcome.DONE)

    assert book.met(slow, KEY, "never") == {"off", "on"}


def test_a_deed_cannot_meet_what_was_over_before_it_began() -> None:
    book = journal()
    for state in ("off", "on"):
        book.end(deed(book, state), Outcome.DONE)

    assert book.met(deed(book, "off"), KEY, "never") == {"on"}
