"""Do what an operator orders about an account, or a text of the house; whoever may invoke the function may order it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import User
from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import logger
from linnet.runtime.wiring.accounts_events import Accounts, build


def obey(services: Accounts, event: Record) -> Answer:
    """Answer with the account or the text as it is then, or with the reason for which nothing was done."""
    try:
        if event.get("action") in ("set_text", "clear_text"):
            return _write(services, event)
        user = _obey(services, event)
    except DomainError as error:
        return {"error": {"code": error.code.value, "message": error.message}}
    logger().info("account changed by an operator", extra={"action": event["action"], "userId": str(user.id)})
    return {"user": {"id": str(user.id), "username": user.username, "status": user.status.value}}


def _obey(services: Accounts, event: Mapping[str, Any]) -> User:
    match event:
        case {"version": 1, "action": "suspend", "user": str(named)}:
            return services.suspend_account.suspend(named)
        case {"version": 1, "action": "lift", "user": str(named)}:
            return services.suspend_account.lift(named)
        case _:
            raise DomainError(Code.BAD_REQUEST, "must have version 1, action suspend or lift, and a user")


def _write(services: Accounts, event: Mapping[str, Any]) -> Answer:
    match event:
        case {"version": 1, "action": "set_text", "text": str(kind), "content": str(content)}:
            text = services.keep_texts.set(kind, content)
            return {"text": {"kind": text.kind.value, "characters": len(text.content)}}
        case {"version": 1, "action": "clear_text", "text": str(kind)}:
            return {"text": {"kind": services.keep_texts.clear(kind).value, "characters": 0}}
        case _:
            raise DomainError(Code.BAD_REQUEST, "must have version 1, a text, and to set it its content")


worker = Worker("accounts_events", build, obey)
lambda_handler = worker.lambda_handler
