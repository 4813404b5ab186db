"""What `engagement_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.bookmark_tweet import BookmarkTweet, ReadBookmarks
from linnet.services.file_bookmarks import FileBookmarks
from linnet.services.find_tweet import FindTweet
from linnet.services.like_tweet import LikeTweet, UnlikeTweet
from linnet.services.list_engagements import ListEngagements
from linnet.services.read_user_likes import ReadUserLikes
from linnet.services.vote_in_poll import VoteInPoll


@dataclass(frozen=True, slots=True)
class EngagementApi:
    like_tweet: LikeTweet
    unlike_tweet: UnlikeTweet
    list_engagements: ListEngagements
    read_user_likes: ReadUserLikes
    vote_in_poll: VoteInPoll
    bookmark_tweet: BookmarkTweet
    read_bookmarks: ReadBookmarks
    file_bookmarks: FileBookmarks


def build(environment: Environment) -> EngagementApi:
    """Put the function together."""
    tables, parallel, ids = environment.tables, environment.parallel, environment.ids
    engagements = tables.engagements
    read = read_tweets(environment)
    find = FindTweet(tables.stored_posts, read)
    return EngagementApi(
        like_tweet=LikeTweet(engagements, find, ids, parallel),
        unlike_tweet=UnlikeTweet(engagements, find, ids, parallel),
        list_engagements=ListEngagements(read, tables.engagement_index, parallel),
        read_user_likes=ReadUserLikes(read, tables.accounts, engagements),
        vote_in_poll=VoteInPoll(engagements, find, ids, environment.clock),
        bookmark_tweet=BookmarkTweet(tables.bookmarks, find, ids, parallel),
        read_bookmarks=ReadBookmarks(read, tables.bookmarks),
        file_bookmarks=FileBookmarks(tables.bookmarks, ids),
    )
