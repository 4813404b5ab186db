"""A comparison agrees with what is right, and notices each way to be wrong."""

import pytest

from linnet.domain.notifications import MAX_ENTRIES
from local.replay.activity.findings import NotificationFinding, compare_notifications, compare_totals
from local.replay.activity.listening import Event
from local.replay.activity.recount import Fact
from local.replay.activity.shown import Listed

FACTS = (Fact("retweet", "ann", "5"), Fact("retweet", "bea", "5"), Fact("mention", "ann", "6"))
LISTED = [Listed("10", FACTS[0]), Listed("11", FACTS[1]), Listed("12", FACTS[2])]
EVENTS = [Event("10", "retweet"), Event("11", "retweet"), Event("12", "mention")]


def compared(listed: list[Listed] = LISTED, events: list[Event] = EVENTS) -> NotificationFinding:
    return compare_notifications("@cat", FACTS, listed, events)


def test_what_agrees_has_no_differences() -> None:
    finding = compared()
    assert finding.differences == 0
    assert (finding.edges, finding.listed, finding.events, finding.coalesced) == (3, 3, 3, 0)


def test_an_entry_may_come_within_a_newer_event_of_its_group() -> None:
    finding = compared(events=EVENTS[1:])
    assert (finding.coalesced, finding.differences) == (1, 0)


def test_an_entry_that_no_newer_event_of_its_group_tells_of_is_untold() -> None:
    assert compared(events=[EVENTS[0], EVENTS[2]]).untold == 1
    # A newer event of another group does not tell of it.
    assert compared(events=EVENTS[2:]).untold == 2


def test_what_was_listed_before_the_socket_opened_need_not_be_told() -> None:
    assert compare_notifications("@cat", FACTS, LISTED, EVENTS[2:], before={"10", "11"}).differences == 0


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        (LISTED[:2], 1),
        ([*LISTED, Listed("13", FACTS[0])], 1),
        ([*LISTED, Listed("13", Fact("follow", "eve", None))], 1),
    ],
    ids=["missing", "twice", "without reason"],
)
def test_a_list_that_is_not_the_edges_is_wrong(listed: list[Listed], wrong: int) -> None:
    assert compared(listed).wrong == wrong


def test_an_event_that_comes_twice_is_noticed() -> None:
    assert compared(events=[*EVENTS, EVENTS[0]]).twice == 1


@pytest.mark.parametrize("event", [Event("13", "retweet"), Event("12", "retweet")])
def test_an_event_that_tells_of_nothing_listed_is_noticed(event: Event) -> None:
    assert compared(events=[*EVENTS, event]).unknown == 1


def test_a_socket_that_did_not_stay_open_is_a_difference() -> None:
    assert compare_notifications("@cat", FACTS, LISTED, EVENTS, closed=True).differences == 1


def test_of_a_full_group_the_newest_are_listed_and_events_may_tell_of_forgotten_ones() -> None:
    facts = [Fact("retweet", f"fan{number}", "5") for number in range(MAX_ENTRIES + 2)]
    kept = [Listed(str(100 + number), fact) for number, fact in enumerate(facts)][2:]
    events = [Event("100", "retweet"), Event(kept[-1].id, "retweet")]
    assert compare_notifications("@cat", facts, kept, events).differences == 0
    assert compare_notifications("@cat", facts, kept[1:], events).wrong == 1
    assert compare_notifications("@cat", facts, kept, [*events, Event("1", "mention")]).unknown == 1


def test_totals_that_agree_do_not_differ() -> None:
    shown = {"5": {"retweets": 2}, "6": {"retweets": 0}}
    lists = {"5": ["ann", "bea"]}
    finding = compare_totals("retweets", "retweets", ["5", "6"], {"5": 2}, shown, lists, {"5": {"ann", "bea"}})
    assert (finding.things, finding.edges, finding.shown, finding.listed, finding.differing) == (2, 2, 2, 2, 0)


@pytest.mark.parametrize(
    ("shown", "listed"),
    [
        ({"5": {"retweets": 1}}, ["ann", "bea"]),
        ({}, ["ann", "bea"]),
        ({"5": {"retweets": 2}}, ["ann"]),
        ({"5": {"retweets": 2}}, ["ann", "bea", "bea"]),
        ({"5": {"retweets": 2}}, ["ann", "eve"]),
    ],
    ids=["total", "not shown", "list too short", "listed twice", "somebody else"],
)
def test_a_total_or_list_that_is_not_the_edges_differs(shown: dict[str, dict[str, int]], listed: list[str]) -> None:
    finding = compare_totals("retweets", "retweets", ["5"], {"5": 2}, shown, {"5": listed}, {"5": {"ann", "bea"}})
    assert finding.differing == 1
