"""Statuses as other sites show them (oEmbed)."""

from __future__ import annotations

from functions.statuses_api.presenting import api
from linnet.domain.errors import not_found
from linnet.facades.mastodon.entities import embeds as entities
from linnet.facades.mastodon.present.embeds import embed
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import statuses as requests
from linnet.facades.mastodon.requests.search import StatusAddress, meaning
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.statuses_api import StatusesApi


@api.route(
    "GET",
    "/api/oembed",
    "Tell how another site shows a status that everybody may read.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=requests.Embedded,
    returns=entities.Embed,
)
def read_embed(services: StatusesApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.Embedded)
    found = meaning(asked.url, request.origin)
    if not isinstance(found, StatusAddress):
        raise not_found("status")
    # As who is nobody: a site shows it to everybody.
    shown = services.tweets.read_tweets.one(None, found.tweet_id).original
    status = StatusPresenter(request.origin, None).one(shown)
    return Reply(200, embed(status, request.origin, asked.maxwidth), {"Cache-Control": "public, max-age=300"})
