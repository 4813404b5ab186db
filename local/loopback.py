"""HTTP requests to this machine, which no proxy of the developer's environment may get."""

import json
import urllib.request
from http.client import HTTPException, HTTPResponse
from typing import Any

# What a request raises when nobody answers, or not in HTTP; refusals of the server are among them.
NO_ANSWER = (OSError, HTTPException)

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def open_url(request: urllib.request.Request | str, timeout_seconds: float) -> HTTPResponse:
    """Send a request and return the answer to read from; raise urllib's HTTPError for a status of 400 and more."""
    response: HTTPResponse = _opener.open(request, timeout=timeout_seconds)
    return response


def read_json(address: str, timeout_seconds: float) -> Any:
    """Get what an address answers with, from JSON; raise one of NO_ANSWER when it does not."""
    with open_url(address, timeout_seconds) as response:
        return json.load(response)
