"""Show hashtags on one's own profile, with how often the account used them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, conflict, not_found
from linnet.domain.featured_tags import MAX_FEATURED, FeaturedTag, FeaturedTags
from linnet.domain.text import normalize
from linnet.domain.users import Viewer
from linnet.ports.environment import IdSource
from linnet.ports.featured_tags import FeaturedTagStore
from linnet.ports.identity import VersionConflict
from linnet.ports.search import SearchIndex, SearchUnavailable, TagUse
from linnet.services.follow_hashtag import folded_tag

ATTEMPTS: Final = 4
SUGGESTED: Final = 10


@dataclass(frozen=True, slots=True)
class ShownTag:
    """A featured hashtag; `use` is None where it is not known."""

    featured: FeaturedTag
    use: TagUse | None


@dataclass(frozen=True, slots=True)
class KeepFeatured:
    """Everybody sees which hashtags an account features. Each act can be repeated."""

    store: FeaturedTagStore
    ids: IdSource

    def names(self, user_id: int) -> frozenset[str]:
        """Return what an account features, folded."""
        return frozenset(each.tag for each in self.store.of(user_id).tags)

    def add(self, viewer: Viewer, written: str) -> FeaturedTag:
        """Feature a hashtag. Raise a DomainError for what is none (not found), or when there are too many."""
        tag = folded_tag(written)
        new = FeaturedTag(self.ids.next_id(), normalize(written).lstrip("#＃"))

        def change(known: FeaturedTags) -> FeaturedTags:
            changed = known.with_tag(new)
            if changed is None:
                raise DomainError(
                    Code.LIMIT_REACHED,
                    "you have already featured the maximum number of hashtags",
                    details={"hashtags": MAX_FEATURED},
                )
            return changed

        return next(each for each in self._change(viewer.user_id, change) if each.tag == tag)

    def remove(self, viewer: Viewer, written: str) -> None:
        """Feature a hashtag no longer. Raise a DomainError for what is none (not found)."""
        tag = folded_tag(written)
        self._change(viewer.user_id, lambda known: known.without(tag))

    def remove_by_id(self, viewer: Viewer, tag_id: int) -> None:
        """Do the same by id. Raise a DomainError: not found."""

        def change(known: FeaturedTags) -> FeaturedTags:
            named = next((each for each in known.tags if each.id == tag_id), None)
            if named is None:
                raise not_found("featured hashtag")
            return known.without(named.tag)

        self._change(viewer.user_id, change)

    def _change(self, user_id: int, change: Callable[[FeaturedTags], FeaturedTags]) -> Sequence[FeaturedTag]:
        for _ in range(ATTEMPTS):
            known = self.store.of(user_id)
            changed = change(known)
            if changed == known:
                return known.tags
            try:
                self.store.replace(user_id, changed)
            except VersionConflict:
                continue
            return changed.tags
        raise conflict("featured hashtags are being changed elsewhere; please try again")


@dataclass(frozen=True, slots=True)
class ShowFeatured:
    """The search index counts: it holds what everybody may see, and nothing else of an account's tweets."""

    store: FeaturedTagStore
    index: SearchIndex

    def of(self, user_id: int) -> Sequence[ShownTag]:
        """Return what an account features, oldest first."""
        return self._counted(user_id, self.store.of(user_id).tags)

    def one(self, user_id: int, featured: FeaturedTag) -> ShownTag:
        """Return one with its use."""
        return self._counted(user_id, [featured])[0]

    def suggestions(self, viewer: Viewer) -> Sequence[TagUse]:
        """Return the hashtags that the viewer used most and does not feature; none while nobody counts."""
        featured = {each.tag for each in self.store.of(viewer.user_id).tags}
        try:
            used = self.index.hashtags_of(viewer.user_id, None, SUGGESTED + MAX_FEATURED)
        except SearchUnavailable:
            return []
        return [each for each in used if each.tag not in featured][:SUGGESTED]

    def _counted(self, user_id: int, tags: Sequence[FeaturedTag]) -> Sequence[ShownTag]:
        uses = self._uses(user_id, {each.tag for each in tags}) if tags else {}
        if uses is None:
            return [ShownTag(each, None) for each in tags]
        return [ShownTag(each, uses.get(each.tag) or TagUse(each.tag, 0, None)) for each in tags]

    def _uses(self, user_id: int, tags: Collection[str]) -> Mapping[str, TagUse] | None:
        try:
            return {each.tag: each for each in self.index.hashtags_of(user_id, tags, len(tags))}
        except SearchUnavailable:
            return None
