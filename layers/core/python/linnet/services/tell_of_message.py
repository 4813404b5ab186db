"""Tell the members of a conversation that somebody wrote to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from linnet.ports.messages import Messages
from linnet.services.settle_notifications import SettleNotifications


@dataclass(frozen=True, slots=True)
class TellOfMessage:
    """Each is told once, by the key of the notification: the message, which has one author.

    To whom it went is known from the change that wrote it: those who had not accepted the conversation by then are
    not among them, and who joined later neither. What changes afterwards is looked at when it is read.
    """

    settle: SettleNotifications
    messages: Messages

    def run(self, message_id: int, recipient_ids: Collection[int]) -> None:
        """Tell of a message; of one that was unsent meanwhile nobody is told."""
        place = self.messages.places([message_id]).get(message_id)
        message = None if place is None else self.messages.find([(place, message_id)]).get((place, message_id))
        if message is None or message.unsent_ms is not None:
            return
        self.settle.tell_of_message(message, [each for each in recipient_ids if each not in message.hidden_for])
