"""Tell the operators of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.errors import invalid, not_found
from linnet.domain.reports import MAX_COMMENT, MAX_TWEETS, Category, Report, Rule
from linnet.domain.text import normalize
from linnet.domain.users import User, Viewer
from linnet.ports.environment import IdSource
from linnet.ports.identity import Users
from linnet.ports.reports import Reports
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody tells. Rules without a category are a violation."""

    target_id: int
    category: Category | None = None
    comment: str = ""
    tweet_ids: tuple[int, ...] = ()
    rule_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportAccount:
    """Nobody but the operators learns of a report. Who is blocked by an account can report it all the same."""

    reports: Reports
    users: Users
    read_tweets: ReadTweets
    ids: IdSource
    rules: Sequence[Rule]

    def run(self, viewer: Viewer, new: NewReport) -> tuple[Report, User]:
        """Store a report; return it with the account. Raise a DomainError: invalid, or not found.

        Tweets have to be the account's, and such as the reporter may see: nobody finds out about others by reporting.
        """
        if new.target_id == viewer.user_id:
            raise invalid("accountId", "is your own account")
        comment = normalize(new.comment.strip())
        if len(comment) > MAX_COMMENT:
            raise invalid("comment", f"is too long (maximum is {MAX_COMMENT} characters)")
        tweet_ids = tuple(dict.fromkeys(new.tweet_ids))
        if len(tweet_ids) > MAX_TWEETS:
            raise invalid("tweetIds", f"must be at most {MAX_TWEETS}")
        rule_ids = tuple(dict.fromkeys(new.rule_ids))
        if any(not 1 <= each <= len(self.rules) for each in rule_ids):
            raise invalid("ruleIds", "does not reference valid rules")
        category = new.category or (Category.VIOLATION if rule_ids else Category.OTHER)
        if rule_ids and category is not Category.VIOLATION:
            raise invalid("ruleIds", "belong to a violation of rules")
        target = self.users.get_many([new.target_id]).get(new.target_id)
        if target is None or not target.active:
            raise not_found("user")
        if tweet_ids:
            seen = {each.tweet.id: each.tweet.author_id for each in self.read_tweets.by_ids(viewer, tweet_ids)}
            if any(seen.get(each) != target.id for each in tweet_ids):
                raise not_found("tweet")
        report = Report(self.ids.next_id(), viewer.user_id, target.id, category, comment, tweet_ids, rule_ids)
        self.reports.add(report)
        return report, target
