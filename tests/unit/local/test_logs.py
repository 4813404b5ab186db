"""Function logs as people read them."""

import json
from pathlib import Path

from local.logs import Entry, LogReader, append_entry, emulator_complaint, format_entry, parse_entry, recent_entries


def line(text: str, function: str = "tweets_api", **more: str) -> str:
    return json.dumps({"at": 1_700_000_000.0, "function": function, "request": "r", "text": text} | more)


def entry(text: str, **more: str) -> Entry:
    parsed = parse_entry(line(text, **more))
    assert parsed is not None
    return parsed


def test_a_structured_line_shows_its_level_message_and_own_fields() -> None:
    text = json.dumps({"level": "WARNING", "message": "refused", "tweet_id": "12", "service": "x", "cold_start": True})

    shown = format_entry(entry(text), coloured=False)

    assert shown.split(maxsplit=1)[1] == "tweets_api         WARNING  refused tweet_id=12"


def test_an_error_leads_with_its_last_line_and_keeps_the_traceback() -> None:
    shown = format_entry(entry("Traceback (most recent call last):\n  File\nValueError: no", error="ValueError"), False)

    first, *rest = shown.splitlines()
    assert first.endswith("ERROR    ValueError: no")
    assert len(rest) == 3


def test_metrics_and_debug_lines_are_shown_only_on_demand() -> None:
    metric = entry(json.dumps({"_aws": {"Timestamp": 1}, "Posts": 1}))
    debug = entry(json.dumps({"level": "DEBUG", "message": "details"}))

    assert [one.is_shown(everything=False) for one in (metric, debug, entry("plain"))] == [False, False, True]
    assert metric.is_shown(everything=True)


def test_a_line_cut_off_by_a_kill_is_skipped() -> None:
    assert parse_entry(line("whole")[:20]) is None


def test_the_newest_matching_entries_come_oldest_first(tmp_path: Path) -> None:
    log = tmp_path / "functions.jsonl"
    lines = [line("1"), line("2", error="E"), line("3", function="graph_api", error="E"), line("4", error="E")]
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert [one.text for one in recent_entries(log, 2)] == ["3", "4"]
    assert [one.text for one in recent_entries(log, 9, frozenset({"ERROR"}), "tweets_api")] == ["2", "4"]
    assert recent_entries(tmp_path / "absent", 9) == []


def test_a_reader_sees_what_is_appended_once_and_whole(tmp_path: Path) -> None:
    log = tmp_path / "functions.jsonl"
    log.write_text("before\n", encoding="utf-8")
    reader = LogReader(log)

    with log.open("a", encoding="utf-8") as file:
        file.write("one\ntw")
    assert list(reader.new_lines()) == ["one"]
    with log.open("a", encoding="utf-8") as file:
        file.write("o\n")
    assert list(reader.new_lines()) == ["two"]
    assert list(reader.new_lines()) == []


def test_a_reader_follows_a_log_that_starts_anew(tmp_path: Path) -> None:
    log = tmp_path / "functions.jsonl"
    log.write_text("a long first line\n", encoding="utf-8")
    reader = LogReader(log)

    log.write_text("new\n", encoding="utf-8")

    assert list(reader.new_lines()) == ["new"]


def test_an_appended_entry_is_read_back_whatever_it_holds(tmp_path: Path) -> None:
    log = tmp_path / "functions.jsonl"

    append_entry(log, "tweets_api", "r1", "lone surrogate \ud800\nsecond line", error="ValueError")

    (read,) = recent_entries(log, 9)
    assert (read.function, read.request_id, read.level) == ("tweets_api", "r1", "ERROR")
    assert read.text.endswith("second line")


def test_the_emulator_complains_of_what_a_function_could_not_say() -> None:
    line = "2026-11-21 11:52:45 WARNING [lambda_runtime] Lambda stage-tweets timed out after 60s"

    assert emulator_complaint(line) == "Lambda stage-tweets timed out after 60s"
    assert emulator_complaint("2026-11-21 11:52:45 WARNING [lambda] ESM: failed, as the function says itself") is None
    assert emulator_complaint("  a line of a traceback") is None
