"""Find the pictures that a tweet or draft is to show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from linnet.domain.errors import invalid
from linnet.domain.media import Media, Purpose, StoredMedia
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.media import MediaRows

FIELD = "mediaIds"


@dataclass(frozen=True, slots=True)
class FindMedia:
    """Only what is the viewer's own, and held by nothing else, can be attached. The write itself decides again."""

    media: MediaRows
    clock: Clock

    def attachable(self, viewer: Viewer, ids: Sequence[int], held: Sequence[Media] = ()) -> tuple[Media, ...]:
        """Return pictures in the order of their ids; those `held` may stay. Raise a DomainError."""
        return self.chosen(ids, self.read(viewer, ids), held)

    def read(self, viewer: Viewer, ids: Collection[int]) -> Mapping[int, StoredMedia]:
        """Return those of the viewer's pictures that there are."""
        return self.media.get_many(viewer.user_id, ids) if ids else {}

    def chosen(
        self, ids: Sequence[int], found: Mapping[int, StoredMedia], held: Sequence[Media] = ()
    ) -> tuple[Media, ...]:
        """Return what `attachable` does, of what was read before. Raise a DomainError."""
        if len(set(ids)) != len(ids):
            raise invalid(FIELD, "names a picture twice")
        own, now_ms = {each.id: each for each in held}, self.clock.now_ms()
        missing = [each for each in ids if each not in own and not _free(found.get(each), now_ms)]
        if missing:
            names = ", ".join(str(each) for each in missing)
            raise invalid(FIELD, f"{names} not found or already attached to another post")
        return tuple(own[each] if each in own else found[each].media for each in ids)


def _free(stored: StoredMedia | None, now_ms: int) -> bool:
    return stored is not None and stored.purpose is Purpose.ATTACHMENT and stored.free(now_ms)
