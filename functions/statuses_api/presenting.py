"""The operations of this function, and how all of them present."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.statuses_api import StatusesApi, build

api: Facade[StatusesApi] = Facade("statuses_api", build)


def presenter(request: FacadeRequest) -> StatusPresenter:
    """Return what presents tweets to who asks."""
    return StatusPresenter(request.origin, request.reader)


def status(request: FacadeRequest, shown: ShownTweet) -> Reply:
    """Answer with one status."""
    return Reply(200, presenter(request).one(shown))


def statuses(request: FacadeRequest, shown: Sequence[ShownTweet]) -> entities.Statuses:
    """Return a list."""
    return presenter(request).all(shown)
