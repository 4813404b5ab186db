"""Decode what the stream of the identity table says about sessions, suspensions, profiles and mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linnet.adapters.dynamodb import keys, mail_keys
from linnet.adapters.dynamodb.identity_rows import CONTENT
from linnet.domain.changes import AccountChange, PoisonRecord, Presence, PresenceChange
from linnet.domain.mail import MailKind
from linnet.domain.notifications import Measure
from linnet.domain.users import AccountStatus
from linnet.ports.mail import MailJob

_UNDECODABLE = (AttributeError, KeyError, TypeError, ValueError)


def decode_session_end(record: Mapping[str, Any]) -> int | None:
    """Return whose sessions may have ended with a change, None for a change that ends none. Raise PoisonRecord.

    Only keys and a few attributes are read: which sessions hold is asked of the table itself.
    """
    try:
        change = record["dynamodb"]
        kind = change["Keys"]["sk"]["S"]
        old = change.get("OldImage")
        if kind == keys.SESSION:
            if record["eventName"] != "REMOVE":
                return None
            # Nobody is behind the token of an app alone.
            app_alone = "owner_id" not in old and "client_id" in old
            return None if app_alone else int(old["owner_id"]["N"])
        if kind != keys.ACCOUNT or old is None:
            return None
        new = change.get("NewImage") or {}
        same = all(old.get(name) == new.get(name) for name in ("credential_version", "status"))
        return None if same else int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


@dataclass(frozen=True, slots=True)
class Moderated:
    """What the platform did to an account; `case_id` is the version that the account had then."""

    user_id: int
    case_id: int
    measure: Measure


def decode_moderated(record: Mapping[str, Any]) -> Moderated | None:
    """Return what was done to an account, None for any other change. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        old, new = change.get("OldImage"), change.get("NewImage")
        if change["Keys"]["sk"]["S"] != keys.ACCOUNT or old is None or new is None:
            return None
        before, after = (image["status"]["S"] == AccountStatus.SUSPENDED for image in (old, new))
        if before == after:
            return None
        measure = Measure.SUSPENDED if after else Measure.SUSPENSION_LIFTED
        user_id = int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
        return Moderated(user_id, int(new["version"]["N"]), measure)
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def decode_presence_change(record: Mapping[str, Any]) -> PresenceChange | None:
    """Return who came, went or was seen, None for a change of another row. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        if change["Keys"]["sk"]["S"] != keys.ACCOUNT:
            return None
        return PresenceChange(
            user_id=int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX)),
            old=_presence(change.get("OldImage")),
            new=_presence(change.get("NewImage")),
            sequence=int(change["SequenceNumber"]),
        )
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def _presence(image: Mapping[str, Any] | None) -> Presence | None:
    if image is None:
        return None
    confirmed = not image.get("unconfirmed", {}).get("BOOL", False)
    seen = image.get("last_seen_day", {}).get("N", "0")
    return Presence(confirmed and image["status"]["S"] == AccountStatus.ACTIVE, int(seen))


def decode_account_change(record: Mapping[str, Any]) -> AccountChange | None:
    """Return what became of a profile, None where only its totals moved or it is another row. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        if change["Keys"]["sk"]["S"] != keys.PROFILE:
            return None
        old, new = change.get("OldImage"), change.get("NewImage")
        if new is not None and new["touched"]["S"] != CONTENT:
            return None
        user_id = int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
        # Nothing is known of the tweets of an account that is new: it has none.
        after = _is_public(new)
        return AccountChange(user_id, after if old is None else _is_public(old), after)
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def decode_mail_order(record: Mapping[str, Any]) -> MailJob | None:
    """Return the mail that was ordered by a change, None for any other change. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        place, sort, new = change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"], change.get("NewImage")
        if not sort.startswith(mail_keys.PREFIX) or new is None:
            return None
        # What becomes of an order on its way is written into its row.
        if change.get("OldImage", {}).get("mail_id") == new["mail_id"]:
            return None
        kind, order_id = mail_keys.kind_of(sort), int(new["mail_id"]["N"])
        if place.startswith(mail_keys.ADDRESS_PREFIX):
            return MailJob(order_id, kind, address_sha256=place.removeprefix(mail_keys.ADDRESS_PREFIX))
        # That of an account is made by who sends it.
        if kind is MailKind.RESET:
            return None
        return MailJob(order_id, kind, user_id=int(place.removeprefix(keys.USER_PREFIX)))
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def _is_public(image: Mapping[str, Any] | None) -> bool:
    if image is None:
        return False
    return image["status"]["S"] == AccountStatus.ACTIVE and not image.get("protected", {}).get("BOOL", False)


def _poison(record: Mapping[str, Any], error: Exception) -> PoisonRecord:
    stream = record.get("dynamodb")
    sequence = stream.get("SequenceNumber") if isinstance(stream, Mapping) else None
    return PoisonRecord(f"undecodable: {type(error).__name__}", None if sequence is None else str(sequence))
