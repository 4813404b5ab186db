"""Choose of what to be notified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linnet.domain.notification_choices import Choices, folded_words
from linnet.domain.notifications import NOTICES, Kind
from linnet.domain.users import Viewer
from linnet.ports.notifications import Notifications


@dataclass(frozen=True, slots=True)
class ChoicesChange:
    """What a change sets; what is None or not named stays."""

    kinds: Mapping[Kind, bool]
    followed_only: bool | None = None
    no_new_accounts: bool | None = None
    muted_words: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class ChooseNotifications:
    """Choices hold for what is made from now on; kinds and words also hide what is there already."""

    store: Notifications

    def read(self, viewer: Viewer) -> Choices:
        """Return the choices."""
        return self.store.inbox(viewer.user_id).choices

    def change(self, viewer: Viewer, change: ChoicesChange) -> Choices:
        """Change some of the choices; of two changes at once the later one wins as a whole."""
        choices = self.read(viewer)
        off = (choices.off | {kind for kind, on in change.kinds.items() if not on}) - {
            kind for kind, on in change.kinds.items() if on
        }
        changed = replace(
            choices,
            # A notice of the platform cannot be turned off.
            off=off - NOTICES,
            followed_only=choices.followed_only if change.followed_only is None else change.followed_only,
            no_new_accounts=choices.no_new_accounts if change.no_new_accounts is None else change.no_new_accounts,
            muted_words=choices.muted_words if change.muted_words is None else folded_words(change.muted_words),
        )
        self.store.choose(viewer.user_id, changed)
        return changed
