"""Reports to the operators."""

from __future__ import annotations

from functions.accounts_api.accounts import api
from linnet.facades.mastodon.entities import accounts as entities
from linnet.facades.mastodon.present import accounts as present
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.accounts_api import AccountsApi


@api.route(
    "POST",
    "/api/v1/reports",
    "Tell the operators of an account.",
    scope="write:reports",
    accepts=requests.NewReport,
    returns=entities.Report,
)
def report(services: AccountsApi, request: FacadeRequest) -> Reply:
    stored, target = services.report_account.run(request.viewer, request.form(requests.NewReport).report())
    return Reply(200, present.report(stored, target, request.origin))
