"""What is stored, as plain values: read past every interface, to be compared with what interfaces say."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from tests.simulation.engine.cloud import Cloud

Row = dict[str, Any]
_plain = TypeDeserializer()


@dataclass(frozen=True)
class Truth:
    """The rows of all tables once everything has come to rest, and what lies in the failure stores."""

    cloud: Cloud
    tables: Mapping[str, list[Row]]

    @classmethod
    def of(cls, cloud: Cloud, names: list[str]) -> Truth:
        return cls(cloud, {name: [_row(item) for item in cloud.dynamodb.table(name).items()] for name in names})

    def starting(self, table: str, prefix: str, sk: str | None = None) -> dict[str, list[Row]]:
        """Return the rows of a table by what follows the prefix in their partition keys."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            if str(row["pk"]).startswith(prefix) and sk in (None, row["sk"]):
                found[str(row["pk"]).removeprefix(prefix)].append(row)
        return found

    @cached_property
    def profiles(self) -> dict[int, Row]:
        return {int(key): rows[0] for key, rows in self.starting("identity", "U#", "PROFILE").items()}

    @cached_property
    def posts(self) -> dict[int, Row]:
        """Current rows of tweets and retweets."""
        return {int(row["id"]): row for row in self.tables["tweets"] if row["sk"] == 0}

    @cached_property
    def standing(self) -> dict[int, Row]:
        """Posts that are not deleted."""
        return {key: row for key, row in self.posts.items() if row.get("deleted_at") is None}

    @cached_property
    def pairs(self) -> dict[tuple[int, int], Row]:
        return {
            (int(str(row["pk"])[2:]), int(str(row["sk"])[2:])): row
            for row in self.tables["graph"]
            if str(row["sk"]).startswith("P#")
        }

    @cached_property
    def lists(self) -> dict[tuple[int, str], Row]:
        """Lists by owner and id, ids as clients know them."""
        return {
            (int(str(row["pk"])[2:]), str(int(str(row["sk"])[2:]))): row
            for row in self.tables["graph"]
            if str(row["sk"]).startswith("L#")
        }

    @cached_property
    def follows(self) -> dict[tuple[int, int], int]:
        """Follow ids of who follows whom."""
        return {pair: int(row["follow_id"]) for pair, row in self.pairs.items() if row.get("follow_id") is not None}

    @cached_property
    def engagements(self) -> dict[tuple[int, int], Row]:
        """What each account did to each tweet; an account's own row, with its folders, is none of them."""
        rows = self.tables["engagement"]
        return {(int(row["actor_id"]), int(row["tweet_id"])): row for row in rows if row["tweet_id"] != 0}

    def choices(self, user_id: int) -> tuple[frozenset[str], bool, tuple[str, ...]]:
        """Return what an account does not want to be told of: kinds, strangers, words."""
        inbox = self.starting("notifications", f"N#{user_id}", "INBOX").get("", [{}])[0]
        found = json.loads(inbox.get("choices") or "{}")
        return (
            frozenset(found.get("off", ())),
            found.get("policy", {}).get("not_following") == "drop",
            tuple(found.get("muted_words", ())),
        )

    def muted_threads(self, user_id: int) -> frozenset[int]:
        """Return the conversations of which an account is told nothing."""
        muted = self.starting("graph", f"U#{user_id}", "MUTED_THREADS").get("", [{}])[0]
        return frozenset(int(each) for each in muted.get("members", ()))

    def shows_likes(self, user_id: int) -> bool:
        """Tell whether an account lets others read what it likes."""
        (account,) = self.starting("identity", f"U#{user_id}", "ACCOUNT").values()
        return bool(json.loads(account[0].get("settings") or "{}").get("likes_public", True))

    @property
    def failures(self) -> list[Row]:
        """Objects of the failure bucket."""
        return [json.loads(body) for body in self.cloud.s3.bucket("failures").values()]


def _row(item: Mapping[str, Any]) -> Row:
    return {name: _plain.deserialize(value) for name, value in item.items()}
