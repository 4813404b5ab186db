"""What is known of direct messages: what was sent where, and what must be readable of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from linnet.domain.messages import is_group, members_of
from tests.simulation.journal import Deed, Journal, Moment

# Every text of a message begins so: wherever else it is found, somebody has leaked it.
WHISPER = "whisper-"


@dataclass(slots=True)
class Following:
    """A client that keeps reading a conversation onwards from the newest message that it has."""

    began_after: int
    newest: int
    seen: set[int] = field(default_factory=set)
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Talks:
    """Read the journal for conversations: direct ones are known by their members, groups by an acknowledged id."""

    journal: Journal

    @property
    def known(self) -> list[str]:
        """Return the conversations that somebody was told of."""
        groups = [deed.facts["conversation"] for deed in self.journal.deeds_of("create group") if deed.done]
        return list(dict.fromkeys([*self._sent_to(), *groups]))

    def _sent_to(self) -> Iterable[str]:
        return (deed.facts["conversation"] for deed in self.journal.deeds_of("send") if deed.done)

    def sent(self, conversation: str) -> list[Deed]:
        """Return the acknowledged messages of a conversation."""
        return [
            deed for deed in self.journal.deeds_of("send") if deed.done and deed.facts["conversation"] == conversation
        ]

    def may_be_in(self, conversation: str, user: int, since: Moment | None = None) -> bool:
        if not is_group(conversation):
            return user in members_of(conversation)
        return True in self.journal.possible(("member", conversation, user), False, since)

    def may_have_been_in(self, conversation: str, user: int) -> bool:
        """Tell whether somebody was in it at any time."""
        if not is_group(conversation):
            return user in members_of(conversation)
        return ("member", conversation, user) in self.journal.keys("member")

    def is_surely_in(self, conversation: str, user: int) -> bool:
        if not is_group(conversation):
            return user in members_of(conversation)
        return self.journal.possible(("member", conversation, user), False) == {True}

    def founded(self, group: str) -> Deed | None:
        """Return the deed that made a group."""
        found = [deed for deed in self.journal.deeds_of("create group") if deed.facts["conversation"] == group]
        return found[0] if found else None

    def stayed(self, conversation: str, user: int) -> bool:
        """Tell whether somebody is in it since its beginning, whatever happened."""
        if not is_group(conversation):
            return user in members_of(conversation)
        founded = self.founded(conversation)
        return founded is not None and user in founded.facts["members"] and not self.moved(conversation, user)

    def moved(self, conversation: str, user: int) -> list[Deed]:
        """Return the deeds, but for the founding, that may have made somebody a member or ended that."""
        return [
            deed
            for kind in ("add members", "remove member", "refuse message request")
            for deed in self.journal.deeds_of(kind)
            if deed.facts["conversation"] == conversation and user in deed.facts["users"] and not deed.refused
        ]

    def met_always(self, user: int, other: int) -> bool:
        """Tell whether no block ever stood between two, and neither was ever away."""
        for kind in ("give up account", "suspend account", "delete account"):
            if any(deed.facts["actor"] in (user, other) for deed in self.journal.deeds_of(kind)):
                return False
        pairs = (("blocking", user, other), ("blocking", other, user))
        return not any(True in self.journal.possible(pair, False) or self._tried(pair) for pair in pairs)

    def _tried(self, pair: tuple[str, int, int]) -> bool:
        return pair in self.journal.keys("blocking")

    def separated(self, user: int, other: int, since: Moment) -> bool:
        """Tell whether a block surely stood between two."""
        pairs = (("blocking", user, other), ("blocking", other, user))
        return any(self.journal.surely(pair, True, since) for pair in pairs)

    def answered(self, conversation: str, user: int) -> bool:
        """Tell whether somebody may have accepted a conversation, or written into it."""
        wrote = any(
            deed.facts["actor"] == user and deed.facts["conversation"] == conversation and not deed.refused
            for deed in self.journal.deeds_of("send")
        )
        return wrote or any(
            deed.facts["conversation"] == conversation and user in deed.facts["users"] and not deed.refused
            for deed in self.journal.deeds_of("accept message request")
        )

    def may_have_followed(self, user: int, other: int) -> bool:
        return ("follow", user, other) in self.journal.keys("follow")
