"""Choose of what to be notified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linnet.domain.notification_choices import Choices, folded_words
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import NOTICES, Kind
from linnet.domain.users import Viewer
from linnet.ports.notifications import Notifications


@dataclass(frozen=True, slots=True)
class ChoicesChange:
    """What a change sets; what is None or not named stays."""

    kinds: Mapping[Kind, bool]
    not_following: Treatment | None = None
    not_followers: Treatment | None = None
    new_accounts: Treatment | None = None
    limited_accounts: Treatment | None = None
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
            policy=_changed(choices.policy, change),
            muted_words=choices.muted_words if change.muted_words is None else folded_words(change.muted_words),
        )
        self.store.choose(viewer.user_id, changed)
        return changed


def _changed(policy: Policy, change: ChoicesChange) -> Policy:
    return Policy(
        not_following=change.not_following or policy.not_following,
        not_followers=change.not_followers or policy.not_followers,
        new_accounts=change.new_accounts or policy.new_accounts,
        limited_accounts=change.limited_accounts or policy.limited_accounts,
    )
