"""What accounts do to tweets, and the lists of it."""

from __future__ import annotations

from linnet.domain.errors import Code
from linnet.domain.paging import PageRange
from linnet.domain.tweets import BookmarkFolder
from linnet.facades.native import present, requests_engagement, schemas, schemas_engagement
from linnet.facades.native.requests import PageQuery
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.engagement_api import EngagementApi, build
from linnet.services.list_engagements import Engaged

LIKES = "likes"
RETWEETS = "retweets"
QUOTES = "quotes"
USER_LIKES = "user_likes"
BOOKMARKS = "bookmarks"

api = Api("engagement_api", build)


@api.route(
    "POST",
    "/api/tweets/{id}/like",
    "like",
    "Like a tweet.",
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def like(services: EngagementApi, request: Request) -> Reply:
    return Reply(200, present.tweet(services.like_tweet.run(request.viewer, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/tweets/{id}/like",
    "unlike",
    "Take one's like back.",
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def unlike(services: EngagementApi, request: Request) -> Reply:
    return Reply(200, present.tweet(services.unlike_tweet.run(request.viewer, request.path_id("id"))))


@api.route(
    "GET",
    "/api/tweets/{id}/likes",
    "listLikes",
    "List who likes a tweet, newest like first.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def likes(services: EngagementApi, request: Request) -> Reply:
    return _accounts(services, request, LIKES, Engaged.LIKED)


@api.route(
    "GET",
    "/api/tweets/{id}/retweets",
    "listRetweets",
    "List who retweeted a tweet, newest retweet first.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def retweets(services: EngagementApi, request: Request) -> Reply:
    return _accounts(services, request, RETWEETS, Engaged.RETWEETED)


@api.route(
    "GET",
    "/api/tweets/{id}/quotes",
    "listQuotes",
    "Read the tweets that quote a tweet, newest first.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def quotes(services: EngagementApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    position = request.position(QUOTES, query.cursor)
    page = services.list_engagements.quotes(request.reader, request.path_id("id"), PageRange(query.limit, position))
    return Reply(200, present.tweets(page.tweets, request.next_token(QUOTES, page.next_before)))


@api.route(
    "GET",
    "/api/users/{id}/likes",
    "listUserLikes",
    "Read what an account likes, newest tweet first; forbidden where its settings say so (`likesPublic`).",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND, Code.FORBIDDEN),
    lists=True,
)
def user_likes(services: EngagementApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    position = request.position(USER_LIKES, query.cursor)
    page = services.read_user_likes.run(request.reader, request.path_id("id"), PageRange(query.limit, position))
    return Reply(200, present.tweets(page.tweets, request.next_token(USER_LIKES, page.next_before)))


@api.route(
    "POST",
    "/api/tweets/{id}/votes",
    "vote",
    "Vote in the poll of a tweet, once and for good.",
    body=requests_engagement.NewVote,
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def vote(services: EngagementApi, request: Request) -> Reply:
    choices = request.body(requests_engagement.NewVote).choices
    return Reply(200, present.tweet(services.vote_in_poll.run(request.viewer, request.path_id("id"), choices)))


@api.route(
    "POST",
    "/api/tweets/{id}/bookmark",
    "bookmark",
    "Bookmark a tweet for oneself, or move its bookmark to another folder.",
    body=requests_engagement.NewBookmark,
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def bookmark(services: EngagementApi, request: Request) -> Reply:
    folder_id = request.body(requests_engagement.NewBookmark).folder_id
    return Reply(200, present.tweet(services.bookmark_tweet.run(request.viewer, request.path_id("id"), folder_id)))


@api.route(
    "DELETE",
    "/api/tweets/{id}/bookmark",
    "undoBookmark",
    "Remove one's bookmark of a tweet.",
    returns=schemas.Tweet,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def undo_bookmark(services: EngagementApi, request: Request) -> Reply:
    return Reply(200, present.tweet(services.bookmark_tweet.undo(request.viewer, request.path_id("id"))))


@api.route(
    "GET",
    "/api/bookmarks",
    "listBookmarks",
    "Read what the reader bookmarked, newest bookmark first.",
    query=requests_engagement.BookmarksQuery,
    returns=schemas.TweetPage,
    errors=(Code.INVALID, Code.NOT_FOUND),
    lists=True,
)
def bookmarks(services: EngagementApi, request: Request) -> Reply:
    query = request.query(requests_engagement.BookmarksQuery)
    position = request.position(BOOKMARKS, query.cursor)
    page = services.read_bookmarks.run(request.viewer, query.folder_id, PageRange(query.limit, position))
    return Reply(200, present.tweets(page.tweets, request.next_token(BOOKMARKS, page.next_before)))


@api.route(
    "GET",
    "/api/bookmark-folders",
    "listBookmarkFolders",
    "List the reader's bookmark folders, oldest first.",
    returns=schemas_engagement.BookmarkFolders,
)
def folders(services: EngagementApi, request: Request) -> Reply:
    items = [_folder(each) for each in services.file_bookmarks.all(request.viewer)]
    return Reply(200, schemas_engagement.BookmarkFolders(items=items))


@api.route(
    "POST",
    "/api/bookmark-folders",
    "createBookmarkFolder",
    "Make a bookmark folder.",
    body=requests_engagement.FolderName,
    returns=schemas_engagement.BookmarkFolder,
    status=201,
    errors=(Code.LIMIT_REACHED,),
)
def create_folder(services: EngagementApi, request: Request) -> Reply:
    name = request.body(requests_engagement.FolderName).name
    return Reply(201, _folder(services.file_bookmarks.create(request.viewer, name)))


@api.route(
    "PUT",
    "/api/bookmark-folders/{id}",
    "renameBookmarkFolder",
    "Give a bookmark folder another name.",
    body=requests_engagement.FolderName,
    returns=schemas_engagement.BookmarkFolder,
    errors=(Code.NOT_FOUND,),
)
def rename_folder(services: EngagementApi, request: Request) -> Reply:
    name = request.body(requests_engagement.FolderName).name
    return Reply(200, _folder(services.file_bookmarks.rename(request.viewer, request.path_id("id"), name)))


@api.route(
    "DELETE",
    "/api/bookmark-folders/{id}",
    "deleteBookmarkFolder",
    "Remove a bookmark folder; what lay in it stays bookmarked.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def remove_folder(services: EngagementApi, request: Request) -> Reply:
    services.file_bookmarks.remove(request.viewer, request.path_id("id"))
    return Reply(204)


def _folder(folder: BookmarkFolder) -> schemas_engagement.BookmarkFolder:
    return schemas_engagement.BookmarkFolder(id=str(folder.id), name=folder.name)


def _accounts(services: EngagementApi, request: Request, kind: str, engaged: Engaged) -> Reply:
    query = request.query(PageQuery)
    position = request.position(kind, query.cursor)
    within = PageRange(query.limit, position)
    page = services.list_engagements.accounts(request.reader, request.path_id("id"), engaged, within)
    return Reply(200, present.users(page.users, request.next_token(kind, page.next_before)))


lambda_handler = api.lambda_handler
