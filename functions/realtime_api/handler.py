"""Tickets for clients that cannot send a token with a WebSocket handshake; what is asked about streaming."""

from __future__ import annotations

from functions.realtime_api.mastodon import facade
from linnet.facades.native import schemas_realtime
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.realtime_api import RealtimeApi, build

api = Api("realtime_api", build, beside=facade)


@api.route(
    "POST",
    "/api/realtime/ticket",
    "createTicket",
    "Get a ticket that opens one socket (`/ws?ticket=…`) within 30 seconds.",
    scope="read",
    returns=schemas_realtime.Ticket,
    status=201,
)
def create_ticket(services: RealtimeApi, request: Request) -> Reply:
    secret, expires_ms = services.issue_ticket.run(request.viewer)
    return Reply(201, schemas_realtime.ticket(secret, expires_ms), headers={"Cache-Control": "no-store"})


lambda_handler = api.lambda_handler
