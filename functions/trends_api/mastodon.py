"""What trends, as clients of Mastodon ask for it."""

from __future__ import annotations

from typing import Final

from linnet.domain.trends.names import TagKind
from linnet.domain.trends.scopes import WORLD
from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.entities.statuses import Statuses
from linnet.facades.mastodon.paging import OffsetPage
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.present.tags import tags
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.trends_api import TrendsApi, build

USUAL_TAGS: Final = 10
USUAL_STATUSES: Final = 20
# A list has no more.
MOST: Final = 50

facade: Facade[TrendsApi] = Facade("trends_api", build)


@facade.route(
    "GET",
    "/api/v1/trends",
    "List hashtags that trend.",
    auth=Auth.OPTIONAL,
    scope="read",
    accepts=OffsetPage,
    returns=entities.Tags,
)
@facade.route(
    "GET",
    "/api/v1/trends/tags",
    "List hashtags that trend.",
    auth=Auth.OPTIONAL,
    scope="read",
    accepts=OffsetPage,
    returns=entities.Tags,
)
def trending_tags(services: TrendsApi, request: FacadeRequest) -> Reply:
    page = request.form(OffsetPage)
    found = services.show_trends.run(request.reader, WORLD, MOST, samples=0).shown.trends
    names = [each.trend.tag.removeprefix("#") for each in found if each.trend.kind is TagKind.HASHTAG]
    start = page.offset or 0
    shown = names[start : start + page.size(USUAL_TAGS)]
    days = services.tag_days.of(shown, services.clock.now_ms())
    followed = None if request.reader is None else services.follow_hashtag.all(request.reader)
    return Reply(200, entities.Tags(tags(shown, days, request.origin, followed)))


@facade.route(
    "GET",
    "/api/v1/trends/statuses",
    "List statuses that say what trends.",
    auth=Auth.OPTIONAL,
    scope="read",
    accepts=OffsetPage,
    returns=Statuses,
)
def trending_statuses(services: TrendsApi, request: FacadeRequest) -> Reply:
    page = request.form(OffsetPage)
    found = services.show_trends.tweets(request.reader, WORLD, page.size(USUAL_STATUSES), page.offset or 0)
    return Reply(200, StatusPresenter(request.origin, request.reader).all(found))


@facade.route(
    "GET",
    "/api/v1/trends/links",
    "List no links: they are not counted.",
    auth=Auth.OPTIONAL,
    scope="read",
    returns=entities.TrendingLinks,
)
def trending_links(_services: TrendsApi, _request: FacadeRequest) -> Reply:
    return Reply(200, entities.TrendingLinks([]))
