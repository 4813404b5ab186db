"""The private keys of Web Push in Secrets Manager."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from linnet.adapters.web_push.encryption import decoded, encoded
from linnet.ports.web_push import PrivateKeys

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

VERSION: Final = 1


class NoKeys(RuntimeError):
    """The secret holds no keys yet: the deployment that makes them has not ended."""


class SecretKeys:
    """Implement the port `KeyStore`. A new secret holds what Secrets Manager put into it, which is no key."""

    def __init__(self, client: SecretsManagerClient, secret: str) -> None:
        self._client = client
        self._secret = secret

    def read(self) -> PrivateKeys | None:
        text = self._client.get_secret_value(SecretId=self._secret)["SecretString"]
        try:
            found = json.loads(text)
        except ValueError:
            return None
        if not isinstance(found, dict) or found.get("version") != VERSION:
            return None
        return PrivateKeys(decoded(found["signing"]), decoded(found["sealing"]))

    def write(self, keys: PrivateKeys) -> None:
        text = json.dumps({"version": VERSION, "signing": encoded(keys.signing), "sealing": encoded(keys.sealing)})
        self._client.put_secret_value(SecretId=self._secret, SecretString=text)

    def needed(self) -> PrivateKeys:
        """Return the keys. Raise NoKeys."""
        keys = self.read()
        if keys is None:
            raise NoKeys(self._secret)
        return keys
