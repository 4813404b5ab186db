"""Rate limits in DynamoDB: fixed windows, one conditional write for each action."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import CONDITION_FAILED
from linnet.ports.environment import Clock
from linnet.ports.limits import Allowance, LimiterUnavailable, Window

# Keeps a row past the end of its window, for containers whose clocks run behind.
GRACE_S = 60
MAX_REMEMBERED = 10_000


class LimitRow(Model):
    """How often a subject did something in one window."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = NumberAttribute()
    expires_at = NumberAttribute()


class DynamoLimiter:
    """Count in the platform table.

    `row` should be bound with short time-outs and few retries: an answer that comes late is worth less than none.
    Windows found exhausted are remembered in the container, so that a flood costs reads of memory, not write units.
    """

    def __init__(self, row: type[LimitRow], clock: Clock) -> None:
        self._row = row
        self._clock = clock
        self._exhausted: dict[tuple[str, str], int] = {}

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        now_ms = self._clock.now_ms()
        length_ms = window.seconds * 1000
        start_ms = now_ms - now_ms % length_ms
        reset_ms = start_ms + length_ms
        refused = Allowance(
            allowed=False,
            limit=window.limit,
            remaining=0,
            reset_ms=reset_ms,
            retry_after_s=-(-(reset_ms - now_ms) // 1000),
        )
        key = keys.rate_limit(subject, bucket), keys.window_start(start_ms)
        if key in self._exhausted:
            return refused
        row = self._row(*key)
        try:
            row.update(
                actions=[LimitRow.used.add(1), LimitRow.expires_at.set(reset_ms // 1000 + GRACE_S)],
                condition=LimitRow.used.does_not_exist() | (LimitRow.used < window.limit),
            )
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise LimiterUnavailable from error
            self._remember(key, reset_ms, now_ms)
            return refused
        except PynamoDBException as error:
            raise LimiterUnavailable from error
        return Allowance(allowed=True, limit=window.limit, remaining=window.limit - int(row.used), reset_ms=reset_ms)

    def _remember(self, key: tuple[str, str], reset_ms: int, now_ms: int) -> None:
        if len(self._exhausted) >= MAX_REMEMBERED:
            self._exhausted = {known: end for known, end in self._exhausted.items() if end > now_ms}
        if len(self._exhausted) < MAX_REMEMBERED:
            self._exhausted[key] = reset_ms
