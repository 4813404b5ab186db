"""Home, public, hashtag and list timelines, and hashtags themselves, as the client API of Mastodon has them."""

from __future__ import annotations

from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.views import ShownPage
from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.entities.statuses import Statuses
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.present.tags import shown_tag, tags
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


@facade.route(
    "GET",
    "/api/v1/timelines/list/{id}",
    "Return what the members of a list posted.",
    scope="read:lists",
    accepts=PageOf,
    returns=Statuses,
)
def of_list(services: TimelinesApi, request: FacadeRequest) -> Reply:
    return _answer(request, services.read_list.run(request.viewer, request.path_id(), _range(request, PageOf)))


@facade.route(
    "GET",
    "/api/v1/tags/{name}",
    "Show a hashtag: how it was used in seven days, and whether the reader follows it.",
    auth=Auth.OPTIONAL,
    scope="read",
    returns=entities.Tag,
)
def show_tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    return _tag(services, request)


@facade.route(
    "POST",
    "/api/v1/tags/{name}/follow",
    "Follow a hashtag; again changes nothing.",
    scope="write:follows",
    returns=entities.Tag,
)
def follow_tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    services.follow_hashtag.run(request.viewer, request.path_parameters["name"])
    return _tag(services, request)


@facade.route(
    "POST",
    "/api/v1/tags/{name}/unfollow",
    "Follow a hashtag no longer; again changes nothing.",
    scope="write:follows",
    returns=entities.Tag,
)
def unfollow_tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    services.follow_hashtag.undo(request.viewer, request.path_parameters["name"])
    return _tag(services, request)


@facade.route(
    "POST",
    "/api/v1/tags/{name}/feature",
    "Feature a hashtag on one's own profile; again changes nothing.",
    scope="write:accounts",
    returns=entities.Tag,
)
def feature_tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    services.keep_featured.add(request.viewer, request.path_parameters["name"])
    return _tag(services, request)


@facade.route(
    "POST",
    "/api/v1/tags/{name}/unfeature",
    "Feature a hashtag no longer; again changes nothing.",
    scope="write:accounts",
    returns=entities.Tag,
)
def unfeature_tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    services.keep_featured.remove(request.viewer, request.path_parameters["name"])
    return _tag(services, request)


@facade.route(
    "GET",
    "/api/v1/followed_tags",
    "List all hashtags that the reader follows; they are few enough for one page.",
    scope="read:follows",
    accepts=PageOf,
    returns=entities.Tags,
)
def followed_tags(services: TimelinesApi, request: FacadeRequest) -> Reply:
    page = request.form(PageOf)
    # There is no second page, whatever position is asked for.
    followed = services.follow_hashtag.all(request.viewer) if page.max_id is None and page.min_id is None else ()
    days = services.tag_days.of(followed, services.clock.now_ms())
    return Reply(200, entities.Tags(tags(followed, days, request.origin, followed)))


def _range(request: FacadeRequest, model: type[PageOf]) -> PageRange:
    return request.form(model).range(STATUSES_A_PAGE)


def _answer(request: FacadeRequest, page: ShownPage) -> Reply:
    presenter = StatusPresenter(request.origin, request.reader)
    return Reply(200, presenter.all(page.tweets), request.link(older=page.next_before, newer=page.next_after))


def _tag(services: TimelinesApi, request: FacadeRequest) -> Reply:
    shown = services.show_hashtag.run(request.reader, request.path_parameters["name"])
    reader = request.reader
    featuring = None if reader is None else shown.tag in services.keep_featured.names(reader.user_id)
    return Reply(200, shown_tag(shown, request.origin, featuring))
