"""The search index in memory: each document is compared with each search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from linnet.adapters.search_leaves import has_forms, keyword_fields, keyword_of
from linnet.domain.search import tree
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.highlights import spans_of
from linnet.domain.search.misspellings import is_misspelt
from linnet.domain.search.ranking import (
    ANOTHER_FORM,
    AS_TYPED,
    BEGINNING,
    IN_BIO,
    MISSPELT,
    WHOLE_HANDLE,
    WHOLE_NAME,
    ScoreParts,
    engagement,
    popularity,
    recency,
)
from linnet.domain.search.words import WordSequence, word_sequence, words_of
from linnet.ports.environment import Clock
from linnet.ports.search import (
    Document,
    Entry,
    IndexExists,
    IndexInUse,
    Kind,
    Order,
    Outcome,
    Position,
    SearchUnavailable,
    TagUse,
    TweetHit,
    TweetSearch,
    UserHit,
    UserSearch,
    Written,
)

H = TypeVar("H", TweetHit, UserHit)

MAX_NUMBER = (1 << 63) - 1


@dataclass
class Stored:
    document: Document
    written_ms: int


@dataclass
class FakeIndex:
    kind: Kind
    stored: dict[int, Stored] = field(default_factory=dict)


class FakeSearchIndex:
    """Keep documents by index. `available` False makes every call fail, and `refused` do not fit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.indexes: dict[str, FakeIndex] = {}
        self.used: dict[Kind, str] = {}
        self.available = True
        self.refused: set[int] = set()
        self.prepare()

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        hits = []
        for document in self._documents(Kind.TWEETS):
            assert isinstance(document, TweetDocument)
            if search.tree is None or _matches(document, search, search.tree, exact=False):
                hits.append(_hit(document, search))
        return _page(hits, search.after, search.limit)

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        hits = []
        for document in self._documents(Kind.USERS):
            assert isinstance(document, UserDocument)
            fit = _user_fit(document, search.text)
            if fit:
                position = Position(fit + popularity(document.followers), document.id)
                hits.append(UserHit(document.id, document.version, position))
        return _page(hits, search.after, search.limit)

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        used: dict[str, list[int]] = {}
        for document in self._documents(Kind.TWEETS):
            if isinstance(document, TweetDocument) and document.author_id == author_id:
                for tag in document.hashtags:
                    if tags is None or tag in tags:
                        used.setdefault(tag, []).append(document.created_ms)
        found = [TagUse(tag, len(times), max(times)) for tag, times in used.items()]
        return sorted(found, key=lambda each: (-each.tweets, each.tag))[:limit]

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        target = self._index(self.used[kind] if index is None else index)
        return [self._written(target, document) for document in documents]

    def _written(self, index: FakeIndex, document: Document) -> Written:
        stored = index.stored.get(document.id)
        if document.id in self.refused:
            return Written(document.id, Outcome.REFUSED, "does not fit")
        if isinstance(document, TweetDocument) and document.likes > MAX_NUMBER:
            return Written(document.id, Outcome.REFUSED, "number out of range")
        if stored is not None and stored.document.version > document.version:
            return Written(document.id, Outcome.STALE)
        index.stored[document.id] = Stored(document, self._clock.now_ms())
        return Written(document.id, Outcome.DONE)

    def prepare(self) -> None:
        for kind in Kind:
            if kind not in self.used:
                self.switch(kind, self.create(kind, "first"))

    def create(self, kind: Kind, label: str) -> str:
        index = f"{kind}-v1-{label}"
        if index in self.indexes:
            raise IndexExists(index)
        self.indexes[index] = FakeIndex(kind)
        return index

    def switch(self, kind: Kind, index: str) -> None:
        self._index(index)
        self.used[kind] = index

    def drop(self, index: str) -> None:
        if index in self.used.values():
            raise IndexInUse(index)
        self.indexes.pop(index, None)

    def in_use(self, kind: Kind) -> str | None:
        return self.used.get(kind)

    def all_of(self, kind: Kind) -> Sequence[str]:
        return sorted(name for name, index in self.indexes.items() if index.kind is kind)

    def refresh(self, index: str) -> None:
        self._index(index)

    def versions(self, index: str, ids: Collection[int]) -> Mapping[int, int]:
        stored = self._index(index).stored
        return {each: stored[each].document.version for each in ids if each in stored}

    def entries(self, index: str, after: int, limit: int) -> Sequence[Entry]:
        stored = self._index(index).stored
        ids = sorted(each for each in stored if each > after)[:limit]
        documents = [stored[each].document for each in ids]
        return [Entry(each.id, each.version, isinstance(each, Tombstone)) for each in documents]

    def purge(self, index: str, before_ms: int) -> int:
        stored = self._index(index).stored
        old = [
            identifier
            for identifier, each in stored.items()
            if isinstance(each.document, Tombstone) and each.written_ms < before_ms
        ]
        for identifier in old:
            del stored[identifier]
        return len(old)

    def _index(self, name: str) -> FakeIndex:
        if not self.available or name not in self.indexes:
            raise SearchUnavailable(name)
        return self.indexes[name]

    def _documents(self, kind: Kind) -> list[TweetDocument | UserDocument]:
        stored = self._index(self.used[kind]).stored.values()
        return [each.document for each in stored if not isinstance(each.document, Tombstone)]


def _page(hits: list[H], after: Position | None, limit: int) -> list[H]:
    def rank(hit: H) -> tuple[float, int]:
        return hit.position.key, hit.position.id

    ordered = sorted(hits, key=rank, reverse=True)
    return [hit for hit in ordered if after is None or rank(hit) < (after.key, after.id)][:limit]


def _hit(document: TweetDocument, search: TweetSearch) -> TweetHit:
    places: set[int] = set() if search.tree is None else _found(document, search.tree)
    parts = None
    if search.order is Order.TOP:
        weight = 0.0 if search.tree is None else _weight(document, search, search.tree)
        parts = ScoreParts(
            1.0 + weight,
            engagement(document.likes, document.retweets, document.replies),
            recency(search.now_ms - document.created_ms),
        )
    key = float(document.created_ms) if parts is None else parts.score
    return TweetHit(
        document.id,
        document.version,
        document.author_id,
        Position(key, document.id),
        parts,
        spans_of(document.text, places),
        document.quote_of_id,
    )


def _places(document: TweetDocument, sequence: WordSequence) -> list[int]:
    """Return where a sequence begins in a document."""
    words, wanted = document.words, sequence.words
    *before, last = wanted
    return [
        start
        for start in range(len(words) - len(wanted) + 1)
        if list(words[start : start + len(before)]) == before
        and (words[start + len(before)].startswith(last) if sequence.open_ended else words[start + len(before)] == last)
    ]


def _forms(document: TweetDocument, node: tree.Word | tree.Phrase) -> list[int]:
    """Return where other forms of a word are: English plurals stand for all of them."""
    sequence = word_sequence(node.text)
    if not has_forms(node, sequence) or "en" not in document.languages:
        return []
    stem = sequence.words[0].removesuffix("s")
    return [place for place, word in enumerate(document.words) if word.removesuffix("s") == stem]


def _matches(document: TweetDocument, search: TweetSearch, node: tree.Node, *, exact: bool) -> bool:
    match node:
        case tree.And(parts):
            return all(_matches(document, search, part, exact=exact) for part in parts)
        case tree.Or(parts):
            return any(_matches(document, search, part, exact=exact) for part in parts)
        case tree.Not(part):
            return not _matches(document, search, part, exact=not exact)
        case tree.Word() | tree.Phrase():
            sequence = word_sequence(node.text)
            return not sequence.words or bool(_places(document, sequence) or (not exact and _forms(document, node)))
        case tree.Mentions() | tree.Tagged() | tree.Cashtagged() | tree.InLanguage() | tree.Having() | tree.LinksTo():
            keyword = keyword_of(node)
            values = keyword_fields(document)[keyword.field]
            if keyword.beginning:
                return any(value.startswith(keyword.value) for value in values)
            return keyword.value in values
        case tree.ByFollowed():
            return document.author_id in search.followed
        case _:
            return _has_column(document, node)


def _has_column(
    document: TweetDocument, node: tree.From | tree.To | tree.InConversation | tree.Since | tree.Until | tree.AtLeast
) -> bool:
    match node:
        case tree.From(_, user_id):
            return user_id is not None and document.author_id == user_id
        case tree.To(_, user_id):
            return user_id is not None and document.reply_to_author_id == user_id
        case tree.InConversation(tweet_id):
            return document.conversation_id == tweet_id
        case tree.Since(unix_ms):
            return document.created_ms >= unix_ms
        case tree.Until(unix_ms):
            return document.created_ms < unix_ms
        case tree.AtLeast(total, number):
            return int(getattr(document, total.value)) >= number


def _weight(document: TweetDocument, search: TweetSearch, node: tree.Node) -> float:
    match node:
        case tree.And(parts):
            return sum(_weight(document, search, part) for part in parts)
        case tree.Or(parts):
            found = (part for part in parts if _matches(document, search, part, exact=False))
            return sum(_weight(document, search, part) for part in found)
        case tree.Word() | tree.Phrase():
            sequence = word_sequence(node.text)
            if sequence.words and _places(document, sequence):
                return AS_TYPED
            return ANOTHER_FORM if sequence.words and _forms(document, node) else 0.0
        case _:
            return 0.0


def _found(document: TweetDocument, node: tree.Node) -> set[int]:
    match node:
        case tree.And(parts) | tree.Or(parts):
            return set().union(*(_found(document, part) for part in parts))
        case tree.Word() | tree.Phrase():
            sequence = word_sequence(node.text)
            if not sequence.words:
                return set()
            starts = _places(document, sequence)
            inside = {start + index for start in starts for index in range(len(sequence.words))}
            return inside | set(_forms(document, node))
        case _:
            return set()


def _user_fit(user: UserDocument, text: str) -> float:
    whole = WHOLE_HANDLE if user.username.lower() == text.strip().removeprefix("@").lower() else 0.0
    names = [*words_of(user.username), *user.name_words]
    fits = [_word_fit(word, names, user.bio_words) for word in words_of(text)[:8]]
    return whole + sum(fits) if whole or (fits and all(fits)) else 0.0


def _word_fit(word: str, names: Sequence[str], bio: Sequence[str]) -> float:
    if word in names:
        return WHOLE_NAME
    if any(name.startswith(word) for name in names):
        return BEGINNING
    if any(is_misspelt(name, word) for name in names):
        return MISSPELT
    return IN_BIO if word in bio else 0.0
