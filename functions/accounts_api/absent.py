"""Lists of what nobody can have here yet: apps ask for them at their start, and take an answer for one."""

from __future__ import annotations

from typing import Final

from functions.accounts_api.accounts import api
from linnet.facades.mastodon.entities.shape import NoneOfThem
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.accounts_api import AccountsApi

ABSENT: Final = (("/api/v1/domain_blocks", "read:blocks", "List the servers that the reader blocks."),)


def none_of_them(_services: AccountsApi, _request: FacadeRequest) -> Reply:
    return Reply(200, NoneOfThem([]))


for path, scope, summary in ABSENT:
    api.route("GET", path, summary, scope=scope, returns=NoneOfThem)(none_of_them)
