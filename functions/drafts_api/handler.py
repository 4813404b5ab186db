"""Drafts and scheduled tweets of one's own."""

from __future__ import annotations

from linnet.domain.errors import Code
from linnet.facades.native import present, present_drafts, requests_drafts, schemas, schemas_drafts
from linnet.facades.native.requests import PageQuery
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.drafts_api import DraftsApi, build

DRAFTS = "drafts"
SCHEDULED = "scheduled_tweets"

api = Api("drafts_api", build)


@api.route(
    "POST",
    "/api/drafts",
    "createDraft",
    "Keep a draft, which may be unfinished; with a time it is published then.",
    body=requests_drafts.NewDraft,
    returns=schemas_drafts.SavedDraft,
    status=201,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED, Code.CONFLICT, Code.IDEMPOTENCY_MISMATCH),
    idempotent=True,
)
def create(services: DraftsApi, request: Request) -> Reply:
    body = request.body(requests_drafts.NewDraft)
    saved = services.save_draft.create(request.viewer, body.draft(), body.scheduled_at, request.idempotency_key)
    return Reply(201, present_drafts.draft(saved), headers={"Location": f"/api/drafts/{saved.id}"})


@api.route(
    "GET",
    "/api/drafts",
    "listDrafts",
    "List one's drafts, newest first; scheduled tweets and those that could not be published are among them.",
    query=PageQuery,
    returns=schemas_drafts.DraftPage,
    errors=(Code.INVALID,),
)
def drafts(services: DraftsApi, request: Request) -> Reply:
    return _page(services, request, DRAFTS, only_scheduled=False)


@api.route(
    "GET",
    "/api/drafts/{id}",
    "getDraft",
    "Read a draft.",
    returns=schemas_drafts.SavedDraft,
    errors=(Code.NOT_FOUND,),
)
def draft(services: DraftsApi, request: Request) -> Reply:
    return Reply(200, present_drafts.draft(services.save_draft.one(request.viewer, request.path_id("id"))))


@api.route(
    "PUT",
    "/api/drafts/{id}",
    "replaceDraft",
    "Put other content in the place of a draft; without a time it is not scheduled any more.",
    body=requests_drafts.NewDraft,
    returns=schemas_drafts.SavedDraft,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED, Code.CONFLICT),
)
def replace(services: DraftsApi, request: Request) -> Reply:
    body = request.body(requests_drafts.NewDraft)
    saved = services.save_draft.replace(request.viewer, request.path_id("id"), body.draft(), body.scheduled_at)
    return Reply(200, present_drafts.draft(saved))


@api.route(
    "DELETE",
    "/api/drafts/{id}",
    "deleteDraft",
    "Delete a draft, scheduled or not.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def delete(services: DraftsApi, request: Request) -> Reply:
    services.save_draft.remove(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "POST",
    "/api/drafts/{id}/publish",
    "publishDraft",
    "Publish a draft now, whatever its time; it is gone then.",
    bucket="posts",
    returns=schemas.Tweet,
    status=201,
    errors=(Code.INVALID, Code.NOT_FOUND, Code.FORBIDDEN, Code.CONFLICT, Code.UNAVAILABLE),
)
def publish(services: DraftsApi, request: Request) -> Reply:
    shown = services.publish_draft.run(request.viewer, request.path_id("id"))
    return Reply(201, present.tweet(shown), headers={"Location": f"/api/tweets/{shown.tweet.id}"})


@api.route(
    "POST",
    "/api/scheduled-tweets",
    "scheduleTweet",
    "Have a tweet published at a time, at least five minutes ahead.",
    body=requests_drafts.NewScheduledTweet,
    returns=schemas_drafts.SavedDraft,
    status=201,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED, Code.CONFLICT, Code.IDEMPOTENCY_MISMATCH),
    idempotent=True,
)
def schedule(services: DraftsApi, request: Request) -> Reply:
    body = request.body(requests_drafts.NewScheduledTweet)
    saved = services.save_draft.create(request.viewer, body.draft(), body.scheduled_at, request.idempotency_key)
    return Reply(201, present_drafts.draft(saved), headers={"Location": f"/api/scheduled-tweets/{saved.id}"})


@api.route(
    "GET",
    "/api/scheduled-tweets",
    "listScheduledTweets",
    "List one's scheduled tweets, the last one made first.",
    query=PageQuery,
    returns=schemas_drafts.DraftPage,
    errors=(Code.INVALID,),
)
def scheduled(services: DraftsApi, request: Request) -> Reply:
    return _page(services, request, SCHEDULED, only_scheduled=True)


@api.route(
    "GET",
    "/api/scheduled-tweets/{id}",
    "getScheduledTweet",
    "Read a scheduled tweet.",
    returns=schemas_drafts.SavedDraft,
    errors=(Code.NOT_FOUND,),
)
def scheduled_one(services: DraftsApi, request: Request) -> Reply:
    saved = services.save_draft.one(request.viewer, request.path_id("id"), only_scheduled=True)
    return Reply(200, present_drafts.draft(saved))


@api.route(
    "PUT",
    "/api/scheduled-tweets/{id}",
    "replaceScheduledTweet",
    "Put another tweet and time in the place of a scheduled one.",
    body=requests_drafts.NewScheduledTweet,
    returns=schemas_drafts.SavedDraft,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED, Code.CONFLICT),
)
def replace_scheduled(services: DraftsApi, request: Request) -> Reply:
    body = request.body(requests_drafts.NewScheduledTweet)
    saved = services.save_draft.replace(
        request.viewer, request.path_id("id"), body.draft(), body.scheduled_at, only_scheduled=True
    )
    return Reply(200, present_drafts.draft(saved))


@api.route(
    "PATCH",
    "/api/scheduled-tweets/{id}",
    "rescheduleTweet",
    "Have a scheduled tweet published at another time.",
    body=requests_drafts.NewTime,
    returns=schemas_drafts.SavedDraft,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.CONFLICT),
)
def reschedule(services: DraftsApi, request: Request) -> Reply:
    scheduled_ms = request.body(requests_drafts.NewTime).scheduled_at
    saved = services.save_draft.reschedule(request.viewer, request.path_id("id"), scheduled_ms)
    return Reply(200, present_drafts.draft(saved))


@api.route(
    "DELETE",
    "/api/scheduled-tweets/{id}",
    "cancelScheduledTweet",
    "Cancel a scheduled tweet; not found means that it was published already.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def cancel(services: DraftsApi, request: Request) -> Reply:
    services.save_draft.remove(request.viewer, request.path_id("id"), only_scheduled=True)
    return Reply(204)


def _page(services: DraftsApi, request: Request, kind: str, *, only_scheduled: bool) -> Reply:
    query = request.query(PageQuery)
    before = request.position(kind, query.cursor)
    found, next_before = services.save_draft.page(request.viewer, before, query.limit, only_scheduled=only_scheduled)
    return Reply(200, present_drafts.page(found, request.next_token(kind, next_before)))


lambda_handler = api.lambda_handler
