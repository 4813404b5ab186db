"""HTTP requests to this machine, which no proxy of the developer's environment may get."""

import urllib.request
from http.client import HTTPException, HTTPResponse

# What a request raises when nobody answers, or not in HTTP; refusals of the server are among them.
NO_ANSWER = (OSError, HTTPException)

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def open_url(request: urllib.request.Request | str, timeout_seconds: float) -> HTTPResponse:
    """Send a request and return the answer to read from; raise urllib's HTTPError for a status of 400 and more."""
    response: HTTPResponse = _opener.open(request, timeout=timeout_seconds)
    return response
