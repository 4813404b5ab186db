"""Bugs of the search index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from linnet.domain.changes import AccountChange, PostChange
from linnet.domain.tweets import Tweet
from linnet.ports.indexing import IndexJob
from linnet.services.announce_documents import AnnounceDocuments
from linnet.services.index_documents import IndexDocuments, Indexed
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_post: Final = AnnounceDocuments.post
_account: Final = AnnounceDocuments.account
_run: Final = IndexDocuments.run
_HIDING: Final = Focus(actions={"post": 6, "delete": 3, "protect": 3, "write": 2, "leave": 1})
_AWAY: Final = replace(_HIDING, rates={"engine_away": 0.3})


def _forget_deletions(self: AnnounceDocuments, change: PostChange) -> None:
    if not (isinstance(change.new, Tweet) and change.new.deleted_ms is not None):
        _post(self, change)


def _leave_the_tweets(self: AnnounceDocuments, change: AccountChange) -> None:
    _account(self, replace(change, after_public=change.before_public))


def _trust_the_engine(self: IndexDocuments, jobs: Sequence[IndexJob]) -> Indexed:
    return replace(_run(self, jobs), again=frozenset())


MUTANTS = (
    Mutant("deleted tweets stay in the index", ((AnnounceDocuments, "post", _forget_deletions),), focus=_HIDING),
    Mutant("who hides leaves tweets in the index", ((AnnounceDocuments, "account", _leave_the_tweets),), focus=_HIDING),
    Mutant("engine that is away is not asked again", ((IndexDocuments, "run", _trust_the_engine),), focus=_AWAY),
)
