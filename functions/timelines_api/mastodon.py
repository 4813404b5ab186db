"""Home, public and hashtag timelines, as the client API of Mastodon has them."""

from __future__ import annotations

from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.views import ShownPage
from linnet.facades.mastodon.entities.statuses import Statuses
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import timelines as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.timelines_api import TimelinesApi, build

STATUSES_A_PAGE: Final = 20

facade: Facade[TimelinesApi] = Facade("timelines_api", build)


@facade.route(
    "GET",
    "/api/v1/timelines/home",
    "Return what followed accounts and hashtags brought, and one's own.",
    scope="read:statuses",
    accepts=PageOf,
    returns=Statuses,
)
def home(services: TimelinesApi, request: FacadeRequest) -> Reply:
    return _answer(request, services.read_home.run(request.viewer, _range(request, PageOf)))


@facade.route(
    "GET",
    "/api/v1/timelines/public",
    "Return the newest public statuses.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=requests.PublicTimeline,
    returns=Statuses,
)
def public(services: TimelinesApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.PublicTimeline)
    if asked.elsewhere:
        return Reply(200, Statuses([]))
    page = _range(request, requests.PublicTimeline)
    return _answer(request, services.read_feeds.public(request.reader, page, only_media=asked.only_media))


@facade.route(
    "GET",
    "/api/v1/timelines/tag/{tag}",
    "Return the public statuses with a hashtag.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=requests.TagTimeline,
    returns=Statuses,
)
def tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.TagTimeline)
    if asked.elsewhere:
        return Reply(200, Statuses([]))
    page = _range(request, requests.TagTimeline)
    name = requests.tag_name(request.path_parameters["tag"])
    return _answer(request, services.read_feeds.hashtag(request.reader, name, page, asked.choice()))


def _range(request: FacadeRequest, model: type[PageOf]) -> PageRange:
    return request.form(model).range(STATUSES_A_PAGE)


def _answer(request: FacadeRequest, page: ShownPage) -> Reply:
    presenter = StatusPresenter(request.origin, request.reader)
    return Reply(200, presenter.all(page.tweets), request.link(older=page.next_before, newer=page.next_after))
