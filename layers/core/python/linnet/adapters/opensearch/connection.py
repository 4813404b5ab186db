"""The client: how long it waits, how it signs, and which of its errors mean that the engine is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import boto3
from opensearchpy import OpenSearch, Urllib3AWSV4SignerAuth
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import NotFoundError, TransportError

from linnet.ports.search import SearchUnavailable

# A search that takes longer is no answer to a person any more; writers come again.
TIMEOUT_S: Final = 5.0
_SERVICE: Final = "es"
_TOO_MANY: Final = 429
_FAULT: Final = 500


def connect(url: str, region: str | None) -> OpenSearch:
    """Return a client of a domain, whose requests are signed with the function's role; a region of None: unsigned."""
    signer = None if region is None else Urllib3AWSV4SignerAuth(boto3.Session().get_credentials(), region, _SERVICE)
    # Nothing is repeated here: a reader is told at once, and whoever writes has a queue or a stream behind it.
    return OpenSearch(hosts=[url], http_auth=signer, timeout=TIMEOUT_S, max_retries=0, http_compress=True)


@contextmanager
def unavailable() -> Iterator[None]:
    """Raise SearchUnavailable where the engine does not answer, has no room, or lacks the index."""
    try:
        yield
    except (NoConnection, NotFoundError) as error:
        raise SearchUnavailable from error
    except TransportError as error:
        if isinstance(error.status_code, int) and (error.status_code == _TOO_MANY or error.status_code >= _FAULT):
            raise SearchUnavailable from error
        raise
