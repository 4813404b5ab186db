"""Decide what a search finds by looking at every tweet: what engines are compared with.

Written from docs/search.md, for reading and not for speed. It shares the tree, the documents and the words with the
engines, and nothing of how they find them.
"""

from __future__ import annotations

from functools import lru_cache

from linnet.domain.search import tree
from linnet.domain.search.addresses import address_of
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.words import word_sequence

# Asked for every tweet anew.
_sought = lru_cache(word_sequence)


def finds(query: tree.Node | None, tweet: TweetDocument, followed: frozenset[int] = frozenset()) -> bool:  # noqa: C901  (one line for each kind of node)
    """Tell whether a search by somebody who follows these accounts finds a tweet; words only in their exact form."""
    match query:
        case None:
            return True
        case tree.And(parts):
            return all(finds(part, tweet, followed) for part in parts)
        case tree.Or(parts):
            return any(finds(part, tweet, followed) for part in parts)
        case tree.Not(part):
            return not finds(part, tweet, followed)
        case tree.Word() | tree.Phrase():
            return _reads(tweet, query.text)
        case tree.From():
            return query.user_id == tweet.author_id
        case tree.To():
            return query.user_id is not None and query.user_id == tweet.reply_to_author_id
        case tree.Mentions(username):
            return username in tweet.mentions
        case tree.Tagged(tag):
            return tag in tweet.hashtags
        case tree.Cashtagged(symbol):
            return symbol in tweet.cashtags
        case tree.InLanguage(code):
            return any(f"{language}-".startswith(f"{code}-") for language in tweet.languages[:1])
        case tree.Since(unix_ms):
            return tweet.created_ms >= unix_ms
        case tree.Until(unix_ms):
            return tweet.created_ms < unix_ms
        case tree.AtLeast(total, number):
            return {"likes": tweet.likes, "retweets": tweet.retweets, "replies": tweet.replies}[total] >= number
        case tree.Having(feature):
            return feature in tweet.features
        case tree.ByFollowed():
            return tweet.author_id in followed
        case tree.LinksTo(text):
            return any(_leads_to(link, address_of(text)) for link in tweet.links)
        case tree.InConversation(tweet_id):
            return tweet.conversation_id == tweet_id


def _reads(tweet: TweetDocument, text: str) -> bool:
    """Tell whether the words of a text stand in the tweet, side by side and in order."""
    sought = _sought(text)
    line = " " + " ".join(tweet.words) + " "
    return " " + " ".join(sought.words) + ("" if sought.open_ended else " ") in line


def _leads_to(link: str, wanted: str) -> bool:
    host = link.partition("/")[0].partition("?")[0].partition("#")[0].partition(":")[0]
    is_host = not any(sign in wanted for sign in "/?#:")
    return f".{host}".endswith(f".{wanted}") if is_host else link.startswith(wanted)
