"""What a stage may tune of the product: limits, sizes and periods, read from one JSON variable."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from linnet.domain.reports import MAX_RULES, Rule
from linnet.domain.trends.settings import TrendSettings
from linnet.ports.limits import Window

DAY_S: Final = 86_400


class SettingMissing(Exception):
    """An environment variable that the function needs is absent or malformed; the message names it."""


# Windows of the product's documentation; a stage may override each one.
DEFAULT_LIMITS: Final[Mapping[str, Window]] = {
    "reads": Window(900, 900),
    "writes": Window(300, 900),
    "posts": Window(300, 3 * 3600),
    "media": Window(60, 1800),
    "exports": Window(3, DAY_S),
    "follows": Window(400, DAY_S),
    "messages": Window(600, 900),
    "stranger_messages": Window(50, DAY_S),
    "logins": Window(30, 900),
    "logins_account": Window(10, 900),
    "signups": Window(5, 1800),
    # Mails to one account or address, and wishes for a new password from one client.
    "mails": Window(5, 3600),
    "password_resets": Window(10, 3600),
    "apps": Window(30, 1800),
    "tokens": Window(300, 900),
    "anonymous_reads": Window(300, 300),
    "searches": Window(180, 900),
    "anonymous_searches": Window(60, 900),
    "sockets": Window(60, 300),
    "frames": Window(50, 10),
    "refused_frames": Window(20, 60),
}


@dataclass(frozen=True, slots=True)
class Tunables:
    """Product settings of a stage; they travel as one JSON variable so that a new one needs no new plumbing.

    `stream_failures` is "report" where the event source obeys partial batch answers (AWS) and "raise" where it does
    not (the local stage). `registration` is "open", "closed" or "invite", for which `invites_sha256` lists the digests
    of the codes. `operators` are ids of accounts that may ask why search results stand where they do. `rules` are those
    of the house, in their order, at most 20: each a `text`, and a `hint` where one is needed. Erasing an account waits
    for `erasure_grace_s` before the first of its two rounds, and for `erasure_pause_s` between them (each at most 900).
    A total is repaired when nothing was counted for `reconcile_quiet_s`: longer than streams retry. `search_shards` and
    `search_replicas` are those of the next index that is created; other shard counts may grow but never shrink: rows
    written under the old count stay readable. `mail` is set where a stage sends mail; with `confirm_email`, which needs
    it, new accounts wait until their addresses are confirmed, and are erased `unconfirmed_days` after sign-up if they
    never are. `password_grant` lets apps exchange a password for a token; `plain_http` is a stage whose addresses begin
    with http. `trends` overrides constants of `TrendSettings`, and `trend_formula` names one of its formulas.
    """

    registration: str = "open"
    invites_sha256: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    session_days: int = 180
    token_cache_s: int = 10
    password_time_cost: int = 2
    password_memory_kib: int = 19_456
    following_cap: int = 5_000
    celebrity_on: int = 10_000
    celebrity_off: int = 8_000
    dormant_days: int = 30
    edit_window_s: int = 1_800
    max_edits: int = 10
    fanout_chunk: int = 1_000
    conversation_shards: int = 4
    engagement_shards: int = 4
    follower_shards: int = 4
    feed_shards: int = 8
    subscription_shards: int = 4
    invalidation_replicas: int = 4
    cache_ttl_s: int = 60
    erasure_grace_s: int = 120
    erasure_pause_s: int = 900
    reconcile_quiet_s: int = 13 * 3600
    search_shards: int = 1
    search_replicas: int = 0
    trends: TrendSettings = field(default_factory=TrendSettings)
    trend_formula: str = "robust"
    stream_failures: str = "report"
    mail: bool = False
    confirm_email: bool = False
    unconfirmed_days: int = 2
    password_grant: bool = False
    plain_http: bool = False
    limits_enforced: bool = True
    limits_exempt_loopback: bool = False
    limits: Mapping[str, Window] = field(default_factory=lambda: dict(DEFAULT_LIMITS))

    @classmethod
    def parse(cls, text: str) -> Tunables:
        """Read the JSON form; unknown names are refused so that a typing error in a stage is not silent."""
        try:
            given: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise SettingMissing("TUNABLES is not JSON") from error
        trends: dict[str, Any] = given.pop("trends", {})
        unknown = (given.keys() - _names(cls)) | (trends.keys() - _names(TrendSettings))
        if unknown:
            raise SettingMissing(f"TUNABLES has unknown names: {', '.join(sorted(unknown))}")
        if "languages" in trends:
            trends["languages"] = tuple(trends["languages"])
        if given.get("confirm_email") and not given.get("mail"):
            raise SettingMissing("TUNABLES has confirm_email for a stage that sends no mail")
        if given.get("unconfirmed_days", 1) < 1:
            raise SettingMissing("TUNABLES leaves no day to confirm an address")
        rules = _rules(given.pop("rules", []))
        windows = {name: Window(**window) for name, window in given.pop("limits", {}).items()}
        return cls(**given, rules=rules, limits={**DEFAULT_LIMITS, **windows}, trends=TrendSettings(**trends))


def _rules(given: list[dict[str, str]]) -> tuple[Rule, ...]:
    if any(not each.keys() <= {"text", "hint"} or not each.get("text", "").strip() for each in given):
        raise SettingMissing("TUNABLES has a rule that is no text with or without a hint")
    if len(given) > MAX_RULES:
        raise SettingMissing(f"TUNABLES has more than {MAX_RULES} rules")
    return tuple(Rule(**each) for each in given)


def _names(of: type[Tunables | TrendSettings]) -> set[str]:
    return {field.name for field in dataclasses.fields(of)}
