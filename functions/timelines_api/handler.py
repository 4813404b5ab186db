"""Home, lists, profiles, the public timeline and hashtags over HTTP."""

from __future__ import annotations

from functions.timelines_api.mastodon import facade
from linnet.domain.errors import Code, not_found
from linnet.domain.paging import PageRange
from linnet.domain.views import ShownPage
from linnet.facades.native import present, present_hashtags, schemas, schemas_timelines
from linnet.facades.native.requests_timelines import ProfileTweetsQuery, SinceQuery
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.timelines_api import TimelinesApi, build
from linnet.services.read_user_tweets import ProfileFilter

# Longer than any hashtag that fits into a tweet.
MAX_TAG = 300

api = Api("timelines_api", build, beside=facade)


@api.route(
    "GET",
    "/api/timelines/home",
    "getHome",
    "Read the home timeline: tweets and retweets of the accounts you follow, and your own.",
    query=SinceQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID,),
    lists=True,
)
def home(services: TimelinesApi, request: Request) -> Reply:
    query = request.query(SinceQuery)
    return _answer(request, "home", services.read_home.run(request.viewer, _range(request, "home", query)))


@api.route(
    "GET",
    "/api/timelines/lists/{id}",
    "getListTimeline",
    "Read what the members of one of your lists post and retweet; lists of others do not exist.",
    query=SinceQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def list_timeline(services: TimelinesApi, request: Request) -> Reply:
    query, list_id = request.query(SinceQuery), request.path_id("id")
    page = services.read_list.run(request.viewer, list_id, _range(request, "list", query))
    return _answer(request, "list", page)


@api.route(
    "GET",
    "/api/users/{id}/tweets",
    "listUserTweets",
    "Read an account's posts, the pinned one first.",
    auth=Auth.OPTIONAL,
    query=ProfileTweetsQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def user_tweets(services: TimelinesApi, request: Request) -> Reply:
    query = request.query(ProfileTweetsQuery)
    page = services.read_user_tweets.run(
        request.reader,
        request.path_id("id"),
        PageRange(query.limit, before=request.position("user", query.cursor)),
        ProfileFilter(
            replies=query.replies,
            retweets=query.retweets,
            media=query.media,
            tag=None if query.tag is None else query.tag.lstrip("#＃") or None,
        ),
    )
    return _answer(request, "user", page)


@api.route(
    "GET",
    "/api/timelines/public",
    "getPublic",
    "Read the newest public tweets of everybody.",
    auth=Auth.OPTIONAL,
    query=SinceQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID,),
    lists=True,
)
def public(services: TimelinesApi, request: Request) -> Reply:
    query = request.query(SinceQuery)
    page = services.read_feeds.public(request.reader, _range(request, "public", query))
    return _answer(request, "public", page)


@api.route(
    "GET",
    "/api/hashtags/{tag}/tweets",
    "listHashtagTweets",
    "Read the public tweets with a hashtag; upper and lower case are the same.",
    auth=Auth.OPTIONAL,
    query=SinceQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def hashtag(services: TimelinesApi, request: Request) -> Reply:
    query = request.query(SinceQuery)
    tag = request.path("tag").lstrip("#＃")
    if not 1 <= len(tag) <= MAX_TAG:
        raise not_found("hashtag")
    page = services.read_feeds.hashtag(request.reader, tag, _range(request, "hashtag", query))
    return _answer(request, "hashtag", page)


@api.route(
    "GET",
    "/api/hashtags/{tag}",
    "getHashtag",
    "Read a hashtag: whether you follow it, how it was used in seven days, and its place among trends.",
    auth=Auth.OPTIONAL,
    returns=schemas_timelines.Hashtag,
    errors=(Code.NOT_FOUND,),
)
def one_hashtag(services: TimelinesApi, request: Request) -> Reply:
    return Reply(200, present_hashtags.hashtag(services.show_hashtag.run(request.reader, request.path("tag"))))


@api.route(
    "GET",
    "/api/followed-hashtags",
    "listFollowedHashtags",
    "List the hashtags that the reader follows.",
    returns=schemas_timelines.FollowedHashtags,
)
def followed_hashtags(services: TimelinesApi, request: Request) -> Reply:
    tags = services.follow_hashtag.all(request.viewer)
    return Reply(
        200, schemas_timelines.FollowedHashtags(items=[schemas_timelines.FollowedHashtag(tag=each) for each in tags])
    )


@api.route(
    "POST",
    "/api/hashtags/{tag}/follow",
    "followHashtag",
    "Follow a hashtag: its tweets join home. Again changes nothing.",
    scope="follow",
    returns=schemas_timelines.FollowedHashtag,
    errors=(Code.LIMIT_REACHED, Code.NOT_FOUND),
)
def follow_hashtag(services: TimelinesApi, request: Request) -> Reply:
    tag = services.follow_hashtag.run(request.viewer, request.path("tag"))
    return Reply(200, schemas_timelines.FollowedHashtag(tag=tag))


@api.route(
    "DELETE",
    "/api/hashtags/{tag}/follow",
    "unfollowHashtag",
    "Follow a hashtag no longer; again changes nothing.",
    scope="follow",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def unfollow_hashtag(services: TimelinesApi, request: Request) -> Reply:
    services.follow_hashtag.undo(request.viewer, request.path("tag"))
    return Reply(204)


def _range(request: Request, kind: str, query: SinceQuery) -> PageRange:
    return PageRange(query.limit, before=request.position(kind, query.cursor), after=query.since)


def _answer(request: Request, kind: str, page: ShownPage) -> Reply:
    return Reply(200, present.tweets(page.tweets, request.next_token(kind, page.next_before)))


lambda_handler = api.lambda_handler
