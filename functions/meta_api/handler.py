"""Health, limits, the rules of the house, both contracts and a page, and the answer for addresses that do not exist."""

from __future__ import annotations

from pathlib import Path

from functions.meta_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.facades.moments import moment
from linnet.facades.native.schemas_meta import HouseTextJson, Limit, Limits, Rule, Rules, Stats, TextLimits, WeekJson
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.meta_api import Meta, build

HERE = Path(__file__).parent

api = Api("meta_api", build, beside=facade)


@api.route("GET", "/health", "getHealth", "Tell that requests are served.", auth=Auth.NONE)
def health(_services: Meta, _request: Request) -> Reply:
    # The very text that apps for Mastodon look for.
    return Reply(200, text="OK", headers={"Content-Type": "text/plain; charset=utf-8"})


@api.route("GET", "/api/limits", "getLimits", "List what is limited and how.", auth=Auth.NONE, returns=Limits)
def limits(services: Meta, _request: Request) -> Reply:
    tunables = services.tunables
    return Reply(
        200,
        Limits(
            rates=[
                Limit(action=action, limit=window.limit, window_seconds=window.seconds)
                for action, window in sorted(tunables.limits.items())
            ],
            text=TextLimits(max_weighted_length=services.text.max_weighted_length, url_length=services.text.url_length),
            following=tunables.following_cap,
            edit_window_seconds=tunables.edit_window_s,
        ),
    )


@api.route(
    "GET",
    "/api/rules",
    "listRules",
    "List the rules of the house, which reports may name.",
    auth=Auth.NONE,
    returns=Rules,
)
def rules(services: Meta, _request: Request) -> Reply:
    numbered = enumerate(services.tunables.rules, 1)
    return Reply(200, Rules(items=[Rule(id=str(place), text=each.text, hint=each.hint) for place, each in numbered]))


@api.route(
    "GET",
    "/api/texts/{text}",
    "getText",
    "Read what the operators wrote: `description`, `privacy_policy` or `terms_of_service`.",
    auth=Auth.NONE,
    returns=HouseTextJson,
    errors=(Code.NOT_FOUND,),
)
def text(services: Meta, request: Request) -> Reply:
    found = services.read_text.run(request.path("text"))
    shown = HouseTextJson(kind=found.kind.value, content=found.content, updated_at=moment(found.updated_ms))
    return Reply(200, shown)


@api.route("GET", "/api/stats", "getStats", "Tell how large the network is.", auth=Auth.NONE, returns=Stats)
def stats(services: Meta, _request: Request) -> Reply:
    totals = services.read_totals.run()
    weeks = [
        WeekJson(begins_at=moment(week.begins_ms), posts=week.posts, active_users=week.active, new_users=week.joined)
        for week in totals.weeks
    ]
    return Reply(200, Stats(users=totals.accounts, posts=totals.posts, active_month=totals.active_month, weeks=weeks))


@api.route("GET", "/api/openapi.json", "getOpenApi", "Return this contract.", auth=Auth.NONE)
def openapi(_services: Meta, _request: Request) -> Reply:
    text = (HERE / "openapi.json").read_text("utf-8")
    return Reply(200, text=text, headers={"Content-Type": "application/json"})


@api.route(
    "GET", "/api/mastodon.json", "getFacadeOpenApi", "Return the contract for clients of Mastodon.", auth=Auth.NONE
)
def facade_openapi(_services: Meta, _request: Request) -> Reply:
    text = (HERE / "mastodon.json").read_text("utf-8")
    return Reply(200, text=text, headers={"Content-Type": "application/json"})


@api.route("GET", "/api/docs", "getDocs", "Show this contract as a page.", auth=Auth.NONE)
def docs(_services: Meta, _request: Request) -> Reply:
    text = (HERE / "docs.html").read_text("utf-8")
    # The page is ours and self-contained: nothing from elsewhere may run in it.
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
    return Reply(
        200, text=text, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    )


lambda_handler = api.lambda_handler
