"""The public API as the replay calls it: again where trying again can help, and with a reason where it was refused."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
TIMEOUT_SECONDS = 30.0
# Not the client's fault, or only too early.
PASSING = frozenset({429, 500, 502, 503, 504})


class RefusedError(Exception):
    """The API refused a request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code

    @property
    def passing(self) -> bool:
        """Tell whether the same request may be accepted later."""
        return self.status in PASSING


class UnreachableError(Exception):
    """Nothing answers any more."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to act as."""

    id: str
    token: str


class Api:
    """Calls of the API; every one of them may be repeated."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def call(
        self,
        method: str,
        path: str,
        account: Account | None = None,
        body: Mapping[str, object] | None = None,
        key: str | None = None,
    ) -> Any:
        """Return the answer's JSON, None where there is none. Raise RefusedError or UnreachableError."""
        headers = {} if account is None else {"Authorization": f"Bearer {account.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        for attempt in range(1, ATTEMPTS + 1):
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt) * random.uniform(0.5, 1.0)
            try:
                response = await self._client.request(method, path, headers=headers, json=body)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS:
                    raise UnreachableError(repr(error)) from error
            else:
                if response.is_success:
                    return response.json() if response.content else None
                refused = _refused(response)
                if response.status_code not in PASSING or attempt == ATTEMPTS:
                    raise refused
                pause = max(pause, min(LONGEST_PAUSE_SECONDS, float(response.headers.get("Retry-After", 0))))
            await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")


def client(url: str, connections: int) -> httpx.AsyncClient:
    """Return a client that keeps so many connections."""
    # Without the environment: a proxy between this machine and itself would only be in the way.
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)


def _refused(response: httpx.Response) -> RefusedError:
    try:
        error = response.json()["error"]
        return RefusedError(response.status_code, error["code"], error["message"])
    except (ValueError, KeyError, TypeError):
        return RefusedError(response.status_code, "unknown", response.text[:200])
