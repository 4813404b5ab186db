"""What sends messages, as every function that does so has it."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.manage_group import CreateGroup, InviteToGroup
from linnet.services.read_recipients import ReadRecipients
from linnet.services.send_message import SendMessage
from linnet.services.throttle_strangers import BUCKET, ThrottleStrangers


def sending(environment: Environment) -> tuple[SendMessage, CreateGroup, InviteToGroup]:
    """Put together what sends, what begins groups and what invites to them, under one limit."""
    tables, parallel, clock, ids = environment.tables, environment.parallel, environment.clock, environment.ids
    conversations = tables.message_conversations
    recipients = ReadRecipients(tables.accounts, tables.graph, parallel)
    strangers = _strangers(environment)
    invite = InviteToGroup(recipients, strangers)
    send = SendMessage(conversations, tables.messages, tables.accounts, recipients, strangers, parallel, clock, ids)
    return send, CreateGroup(conversations, invite, clock, ids), invite


def _strangers(environment: Environment) -> ThrottleStrangers:
    """Return the limit per account; where loopback is exempt (a local stage) everybody comes from there."""
    tunables = environment.settings.tunables
    counted = tunables.limits_enforced and not tunables.limits_exempt_loopback
    return ThrottleStrangers(environment.limiter, tunables.limits[BUCKET] if counted else None)
