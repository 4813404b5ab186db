"""Reports: what somebody tells the operators of an account, and the rules of the house that it may break."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# As Mastodon has it.
MAX_COMMENT: Final = 1_000
MAX_TWEETS: Final = 40
# All of them stand in the settings of every function, which take 4 KB.
MAX_RULES: Final = 20
# Longer than anybody needs to look into it, and no longer: what is told is personal data of both.
REPORT_LIVES_MS: Final = 365 * 86_400_000


class Category(StrEnum):
    """What a report is about."""

    SPAM = "spam"
    LEGAL = "legal"
    VIOLATION = "violation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the house. Its id is its place among the rules, from 1."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What `reporter_id` tells of `target_id`; the tweets are the target's, the rules named by their places."""

    id: int
    reporter_id: int
    target_id: int
    category: Category = Category.OTHER
    comment: str = ""
    tweet_ids: tuple[int, ...] = ()
    rule_ids: tuple[int, ...] = ()
