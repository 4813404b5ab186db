"""Tweets: publish, read, edit, delete, thread, retweet, pin."""

from __future__ import annotations

from linnet.domain.errors import Code
from linnet.domain.tweets import QuotePolicy
from linnet.facades.native import present, requests_reports, requests_tweets, schemas, schemas_reports
from linnet.facades.native.requests import IdsQuery, PageQuery
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.tweets_api import TweetsApi, build

THREAD = "thread"

api = Api("tweets_api", build)


@api.route(
    "POST",
    "/api/tweets",
    "createTweet",
    "Publish a tweet, a reply or a quote.",
    bucket="posts",
    body=requests_tweets.NewTweet,
    returns=schemas.Tweet,
    status=201,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.IDEMPOTENCY_MISMATCH, Code.UNAVAILABLE),
    idempotent=True,
)
def create(services: TweetsApi, request: Request) -> Reply:
    draft = request.body(requests_tweets.NewTweet).draft()
    shown = services.publish_tweet.run(request.viewer, draft, request.idempotency_key)
    return Reply(201, present.tweet(shown), headers={"Location": f"/api/tweets/{shown.tweet.id}"})


@api.route(
    "GET",
    "/api/tweets",
    "getTweets",
    "Read several tweets and retweets by id; those the reader may not see are left out.",
    auth=Auth.OPTIONAL,
    query=IdsQuery,
    returns=schemas.TweetPage,
    lists=True,
)
def read_many(services: TweetsApi, request: Request) -> Reply:
    ids = request.query(IdsQuery).ids
    return Reply(200, present.tweets(services.read_tweets.by_ids(request.reader, ids)))


@api.route(
    "GET",
    "/api/tweets/{id}",
    "getTweet",
    "Read a tweet, or by the id of a retweet the tweet with who retweeted it.",
    auth=Auth.OPTIONAL,
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND,),
)
def read_one(services: TweetsApi, request: Request) -> Reply:
    return Reply(200, present.tweet(services.read_tweets.one(request.reader, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/tweets/{id}",
    "deleteTweet",
    "Delete a tweet of one's own.",
    status=204,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN),
)
def delete(services: TweetsApi, request: Request) -> Reply:
    services.delete_tweet.run(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "PUT",
    "/api/tweets/{id}",
    "editTweet",
    "Edit a tweet of one's own; what it was before stays readable, and its audience never grows.",
    body=requests_tweets.EditedTweet,
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED, Code.CONFLICT),
)
def edit(services: TweetsApi, request: Request) -> Reply:
    revision = request.body(requests_tweets.EditedTweet).revision()
    return Reply(200, present.tweet(services.edit_tweet.run(request.viewer, request.path_id("id"), revision)))


@api.route(
    "GET",
    "/api/tweets/{id}/history",
    "getTweetHistory",
    "Read all states of a tweet, oldest first.",
    auth=Auth.OPTIONAL,
    returns=schemas.History,
    errors=(Code.NOT_FOUND,),
)
def history(services: TweetsApi, request: Request) -> Reply:
    return Reply(200, present.history(services.read_history.run(request.reader, request.path_id("id"))))


@api.route(
    "GET",
    "/api/tweets/{id}/thread",
    "getThread",
    "Read what a tweet answers and what answers it: the author's own thread first, then other replies, oldest first.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.Thread,
    errors=(Code.NOT_FOUND,),
    lists=True,
)
def thread(services: TweetsApi, request: Request) -> Reply:
    page = request.query(PageQuery)
    position = request.position(THREAD, page.cursor)
    shown = services.read_thread.run(request.reader, request.path_id("id"), position, page.limit)
    return Reply(
        200,
        schemas.Thread(
            tweet=present.tweet(shown.tweet),
            ancestors=[present.tweet(each) for each in shown.ancestors],
            items=[present.tweet(each) for each in shown.replies],
            next_token=request.next_token(THREAD, shown.next_position),
        ),
    )


@api.route(
    "POST",
    "/api/tweets/{id}/retweet",
    "retweet",
    "Retweet a tweet that everybody may read.",
    returns=schemas.Tweet,
    status=201,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.CONFLICT, Code.UNAVAILABLE),
)
def retweet(services: TweetsApi, request: Request) -> Reply:
    return Reply(201, present.tweet(services.retweet_tweet.run(request.viewer, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/tweets/{id}/retweet",
    "undoRetweet",
    "Take one's retweet back.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def undo_retweet(services: TweetsApi, request: Request) -> Reply:
    services.undo_retweet.run(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "POST",
    "/api/tweets/{id}/pin",
    "pinTweet",
    "Pin a public tweet of one's own to the top of the profile, up to five.",
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.LIMIT_REACHED),
)
def pin(services: TweetsApi, request: Request) -> Reply:
    return Reply(200, present.tweet(services.pin_tweet.pin(request.viewer, request.path_id("id"))))


@api.route("DELETE", "/api/tweets/{id}/pin", "unpinTweet", "Unpin a tweet if it is pinned.", status=204)
def unpin(services: TweetsApi, request: Request) -> Reply:
    services.pin_tweet.unpin(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "PUT",
    "/api/tweets/{id}/quote-policy",
    "chooseQuotes",
    "Choose who may quote a tweet of one's own from now on.",
    body=requests_tweets.QuoteChoice,
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.CONFLICT),
)
def choose_quotes(services: TweetsApi, request: Request) -> Reply:
    policy = QuotePolicy(request.body(requests_tweets.QuoteChoice).policy)
    return Reply(200, present.tweet(services.choose_quotes.allow(request.viewer, request.path_id("id"), policy)))


@api.route(
    "DELETE",
    "/api/tweets/{id}/quotes/{quotingId}",
    "revokeQuote",
    "Take a tweet of one's own out of one that quotes it, for good.",
    status=204,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN, Code.CONFLICT),
)
def revoke_quote(services: TweetsApi, request: Request) -> Reply:
    services.choose_quotes.revoke(request.viewer, request.path_id("id"), request.path_id("quotingId"))
    return Reply(204)


@api.route(
    "POST",
    "/api/reports",
    "reportAccount",
    "Tell the operators of an account, in confidence.",
    body=requests_reports.ReportBody,
    returns=schemas_reports.Report,
    status=201,
    errors=(Code.NOT_FOUND,),
)
def report(services: TweetsApi, request: Request) -> Reply:
    stored, _ = services.report_account.run(request.viewer, request.body(requests_reports.ReportBody).report())
    return Reply(201, schemas_reports.report(stored))


lambda_handler = api.lambda_handler
