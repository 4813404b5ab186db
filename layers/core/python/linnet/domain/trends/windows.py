"""What is known of the tags of five minutes, and how parts of it are put together.

Everything in a summary is a set or the smallest hashes of one. So the parts of a window may overlap, repeat each other
and come in any order. Only what is pruned (`MAX` in `TrendSettings`) depends on how a window was cut into parts, and
`missed` bounds it: a tag that is not listed had at most so many authors (Space-Saving, in the form that can be merged:
exact within a part, then the heaviest are kept, and bounds add up).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.names import TagKind, folded, kind_of
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.sketches import SIZE, Sketch, distinct, hash_of, sketch_of


class Post(NamedTuple):
    """A post in a sample. Its place is its hash, so that a sample of many posts is a fair one."""

    place: int
    id: int
    author: int
    text: int
    sensitive: bool


@dataclass(frozen=True, slots=True)
class TagSummary:
    """What is known of one tag: a sample of its posts, sketches of their authors and of who engaged with them.

    `spelling` is that of the post with the lowest place: most likely the commonest, and the same for every merge.
    """

    spelling: str
    posts: tuple[Post, ...] = ()
    authors: Sketch = ()
    engagers: Sketch = ()

    @property
    def author_count(self) -> int:
        return distinct(self.authors)

    @property
    def post_count(self) -> int:
        return distinct(tuple(post.place for post in self.posts))

    @property
    def engager_count(self) -> int:
        return distinct(self.engagers)


@dataclass(frozen=True, slots=True)
class WindowAggregate:
    """The tags of a window, or of a part of one; a tag that is not among them had at most `missed` authors."""

    tags: Mapping[str, TagSummary] = field(default_factory=dict)
    missed: int = 0


def aggregate(events: Iterable[TrendEvent], settings: TrendSettings) -> WindowAggregate:
    """Summarize the events of one window and scope; their order and repetitions do not matter."""
    found: defaultdict[str, _Seen] = defaultdict(_Seen)
    spelled: dict[str, str] = {}
    for event in events:
        for name in event.names:
            tag = spelled.get(name) or spelled.setdefault(name, folded(name))
            found[tag].add(event, name)
    return _pruned({tag: seen.summary() for tag, seen in found.items()}, 0, {}, settings)


def merged(parts: Sequence[WindowAggregate], settings: TrendSettings | None = None) -> WindowAggregate:
    """Put parts together; with settings, keep only as much as a blob may hold.

    Commutative and idempotent in its tags, and associative as long as nothing is pruned. Parts that are known to be
    the same must not be given twice: their `missed` would count twice, which keeps it a bound but a wide one.
    """
    if len(parts) == 1 and settings is None:
        return parts[0]
    by_tag: defaultdict[str, list[TagSummary]] = defaultdict(list)
    unseen: defaultdict[str, int] = defaultdict(int)
    missed = sum(part.missed for part in parts)
    for part in parts:
        for tag, summary in part.tags.items():
            by_tag[tag].append(summary)
            unseen[tag] += part.missed
    tags = {tag: union(summaries) for tag, summaries in by_tag.items()}
    if settings is None:
        return WindowAggregate(tags, missed)
    return _pruned(tags, missed, {tag: missed - seen for tag, seen in unseen.items()}, settings)


def union(summaries: Sequence[TagSummary]) -> TagSummary:
    """Return the summary of what any of these saw."""
    if len(summaries) == 1:
        return summaries[0]
    posts = _sample(chain.from_iterable(each.posts for each in summaries))
    return TagSummary(
        min((each.posts[0].place if each.posts else _NO_POST, each.spelling) for each in summaries)[1],
        posts,
        sketch_of(chain.from_iterable(each.authors for each in summaries)),
        sketch_of(chain.from_iterable(each.engagers for each in summaries)),
    )


def stored_bytes(tag: str, summary: TagSummary) -> int:
    """Return how many bytes a tag takes in a blob, or a few less than that (`blobs.py`)."""
    names = len(tag.encode()) + len(summary.spelling.encode()) + _HEAD_BYTES
    authors = len(summary.authors) if len(summary.posts) == SIZE else 0
    return names + len(summary.posts) * _POST_BYTES + (authors + len(summary.engagers)) * _HASH_BYTES


_NO_POST: Final = 1 << 32
_HEAD_BYTES: Final = 6
_POST_BYTES: Final = 16
_HASH_BYTES: Final = 4


class _Seen:
    """What one batch holds of a tag, before it is cut to the size of a summary."""

    def __init__(self) -> None:
        self._spelled: list[tuple[int, str]] = []
        self._posts: list[Post] = []
        self._authors: set[int] = set()
        self._engagers: set[int] = set()

    def add(self, event: TrendEvent, name: str) -> None:
        actor = hash_of(event.actor_id)
        if event.kind is EventKind.POST:
            place = hash_of(event.post_id)
            self._posts.append(Post(place, event.post_id, actor, event.text_hash, event.sensitive))
            self._authors.add(actor)
            self._spelled.append((place, name))
        else:
            self._engagers.add(actor)
            self._spelled.append((_NO_POST, name))

    def summary(self) -> TagSummary:
        return TagSummary(
            min(self._spelled)[1], _sample(self._posts), sketch_of(self._authors), sketch_of(self._engagers)
        )


def _sample(posts: Iterable[Post]) -> tuple[Post, ...]:
    def each_once() -> Iterator[Post]:
        last = -1
        for post in sorted(posts):
            if post.id != last:
                yield post
            last = post.id

    return tuple(post for post, _ in zip(each_once(), range(SIZE), strict=False))


def _pruned(
    tags: Mapping[str, TagSummary], missed: int, unseen: Mapping[str, int], settings: TrendSettings
) -> WindowAggregate:
    """Keep the tags with most authors, as many as may be stored. `unseen` is how many authors a tag may have more."""

    def weight(tag: str) -> tuple[int, int, str]:
        return -tags[tag].author_count, -tags[tag].engager_count, tag

    kept: dict[str, TagSummary] = {}
    phrases = size = 0
    for tag in sorted(tags, key=weight):
        summary = tags[tag]
        phrase = kind_of(tag) is TagKind.PHRASE
        cost = stored_bytes(tag, summary)
        full = len(kept) >= settings.max_tags or (phrase and phrases >= settings.max_phrases)
        if full or size + cost > settings.max_blob_bytes:
            missed = max(missed, summary.author_count + unseen.get(tag, 0))
            continue
        kept[tag] = summary
        phrases += phrase
        size += cost
    return WindowAggregate(kept, missed)
