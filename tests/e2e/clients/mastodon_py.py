"""Mastodon.py connected to the network, as an app of its own."""

from __future__ import annotations

from dataclasses import dataclass

from mastodon import Mastodon

from tests.e2e.clients.people import OUT_OF_BAND
from tests.e2e.people import PASSWORD, Person

SCOPES = ["read", "write", "follow", "push"]


@dataclass(frozen=True)
class Site:
    """Where the library finds the network, and an app of its own there."""

    url: str
    client_id: str
    secret: str

    def connect(self, token: str | None = None) -> Mastodon:
        return Mastodon(client_id=self.client_id, client_secret=self.secret, access_token=token, api_base_url=self.url)

    def log_in(self, person: Person) -> Mastodon:
        api = self.connect()
        api.log_in(person.email, PASSWORD, scopes=SCOPES, allow_http=True)
        return api


def registered(url: str) -> Site:
    """Register the app."""
    made = Mastodon.create_app("Journey", scopes=SCOPES, redirect_uris=OUT_OF_BAND, api_base_url=url)
    return Site(url, *made)
