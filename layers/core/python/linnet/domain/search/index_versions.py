"""The versions of documents: higher whenever what a document is made of is newer.

What is found of a tweet hangs on two rows, its own and its author's, each with a version of its own. A document's
version has both in it, the tweet's before the author's: whoever reads both rows after the last change of either writes
the highest version there is, so that of all writers the one who knows most wins, in whatever order they come.
"""

from __future__ import annotations

from typing import Final

from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument, tweet_document, user_document
from linnet.domain.tweets import Post, Tweet
from linnet.domain.users import User

AUTHOR_BITS: Final = 32
_AUTHORS: Final = 1 << AUTHOR_BITS
# Of a row that is gone: ids are never used again, so nothing newer will come. Engines take 63 bits.
GONE: Final = (1 << 30) - 1


def tweet_version(tweet: Tweet, author: User | None) -> int:
    """Return the version of a tweet's document, by the versions of both rows."""
    return tweet.version * _AUTHORS + (GONE if author is None else author.version)


def version_of_tweet(version: int) -> int:
    """Return the tweet's own part of a document's version."""
    return version // _AUTHORS


def document_of_tweet(tweet_id: int, post: Post | None, author: User | None) -> TweetDocument | Tombstone:
    """Return what belongs into the index for a tweet whose rows were read, the author's after the tweet's."""
    if not isinstance(post, Tweet):
        return Tombstone(tweet_id, GONE * _AUTHORS)
    version = tweet_version(post, author)
    return Tombstone(tweet_id, version) if author is None else tweet_document(post, author, version)


def document_of_user(user_id: int, user: User | None) -> UserDocument | Tombstone:
    """Return what belongs into the index for an account."""
    return Tombstone(user_id, GONE) if user is None else user_document(user, user.version)
