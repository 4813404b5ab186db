"""An account of the network and what it does over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.integration.network import Network

PASSWORD = "a long pass phrase 9"


def done(answer: tuple[int, Any], *statuses: int) -> Any:
    """Return the body of an answer, which must have one of these statuses or have brought what was asked."""
    status, body = answer
    assert status in (statuses or (200, 201, 202, 204)), body
    return body


@dataclass(frozen=True)
class Person:
    """An account and its token."""

    network: Network
    id: int
    token: str

    def get(self, path: str) -> tuple[int, Any]:
        return self.network.request("GET", path, token=self.token)

    def post(self, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.network.request("POST", path, body, token=self.token, headers=sent)

    def patch(self, path: str, body: object) -> tuple[int, Any]:
        return self.network.request("PATCH", path, body, token=self.token)

    def put(self, path: str, body: object) -> tuple[int, Any]:
        return self.network.request("PUT", path, body, token=self.token)

    def delete(self, path: str) -> tuple[int, Any]:
        return self.network.request("DELETE", path, token=self.token)

    def tweet(self, text: str, **more: object) -> str:
        status, answer = self.post("/api/tweets", {"text": text, **more})
        assert status == 201, answer
        # One tweet a millisecond: ids then sort as the test wrote them.
        self.network.clock.advance(1)
        return str(answer["id"])

    def follow(self, other: Person) -> None:
        status, answer = self.post(f"/api/users/{other.id}/follow")
        assert status in (201, 202), answer
        self.network.clock.advance(1)

    def home(self) -> list[str]:
        return [tweet["text"] for tweet in self.pages("/api/timelines/home")]

    def pages(self, path: str, limit: int = 20) -> list[Any]:
        """Return the items of all pages of a list."""
        items: list[Any] = []
        joiner = "&" if "?" in path else "?"
        cursor = ""
        while True:
            status, page = self.get(f"{path}{joiner}limit={limit}{cursor}")
            assert status == 200, page
            items += page["items"]
            if page["nextToken"] is None:
                return items
            cursor = f"&cursor={page['nextToken']}"
