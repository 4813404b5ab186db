"""Make the keys of Web Push, once for a stage."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.web_push import KeyMaker, KeyStore, PublicKeys


@dataclass(frozen=True, slots=True)
class MakePushKeys:
    """Keys that are there stay: subscriptions belong to the key they were made with, and would end with it."""

    store: KeyStore
    maker: KeyMaker

    def run(self) -> PublicKeys:
        """Return the public halves."""
        keys = self.store.read()
        if keys is None:
            keys = self.maker.make()
            self.store.write(keys)
        return self.maker.public(keys)
