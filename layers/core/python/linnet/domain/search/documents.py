"""What the index holds of tweets and accounts: only what everybody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from linnet.domain.ids import created_ms
from linnet.domain.search.addresses import address_of, domains_of
from linnet.domain.search.tree import Feature
from linnet.domain.search.words import words_of
from linnet.domain.timelines import fold_tag
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import User


@dataclass(frozen=True, slots=True)
class TweetDocument:
    """A tweet that can be found.

    `text` is all that is read of it (content warning, text, answers of its poll), `words` its words in their order.
    Hashtags are folded, cashtags in capitals, the usernames of mentions in lower case. `links` are addresses without
    protocol (`address_of`), `domains` their hosts and the domains above those. `languages` is the language as given,
    and the ones that it is a kind of (`pt-br`, `pt`), in lower case. `version` rises with every change.
    """

    id: int
    version: int
    author_id: int
    text: str
    words: tuple[str, ...]
    hashtags: frozenset[str] = frozenset()
    cashtags: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    features: frozenset[Feature] = frozenset()
    conversation_id: int = 0
    reply_to_id: int | None = None
    reply_to_author_id: int | None = None
    quote_of_id: int | None = None
    likes: int = 0
    retweets: int = 0
    replies: int = 0
    quotes: int = 0

    @property
    def created_ms(self) -> int:
        return created_ms(self.id)


@dataclass(frozen=True, slots=True)
class UserDocument:
    """An account that can be found, by its name more than by what it says of itself."""

    id: int
    version: int
    username: str
    display_name: str
    name_words: tuple[str, ...]
    bio: str
    bio_words: tuple[str, ...]
    created_ms: int
    followers: int = 0


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left in the index of a tweet or account that must not be found: it keeps older versions out."""

    id: int
    version: int


def tweet_document(tweet: Tweet, author: User, version: int) -> TweetDocument | Tombstone:
    """Return what the index holds of a tweet. Only public tweets of accounts that take part can be found."""
    if tweet.deleted_ms is not None or tweet.audience is not Audience.PUBLIC or author.protected or not author.active:
        return Tombstone(tweet.id, version)
    answers = () if tweet.poll is None else tweet.poll.options
    text = "\n".join(each for each in (tweet.content_warning, tweet.text, *answers) if each)
    links = frozenset(address_of(url.expanded_url or url.url) for url in tweet.entities.urls)
    return TweetDocument(
        id=tweet.id,
        version=version,
        author_id=tweet.author_id,
        text=text,
        words=tuple(words_of(text)),
        hashtags=frozenset(fold_tag(hashtag.tag) for hashtag in tweet.entities.hashtags),
        cashtags=frozenset(cashtag.tag.upper() for cashtag in tweet.entities.cashtags),
        mentions=frozenset(mention.username.lower() for mention in tweet.entities.mentions),
        links=links,
        domains=frozenset(chain.from_iterable(domains_of(link) for link in links)),
        languages=() if tweet.language is None else _languages(tweet.language),
        features=frozenset(_features(tweet)),
        conversation_id=tweet.conversation_id,
        reply_to_id=tweet.reply_to_id,
        reply_to_author_id=tweet.reply_to_author_id,
        quote_of_id=tweet.quote_of_id,
        likes=tweet.counts.likes,
        retweets=tweet.counts.retweets,
        replies=tweet.counts.replies,
        quotes=tweet.counts.quotes,
    )


def user_document(user: User, version: int) -> UserDocument | Tombstone:
    """Return what the index holds of an account. Protected ones can be found, their tweets cannot."""
    if not user.active:
        return Tombstone(user.id, version)
    return UserDocument(
        id=user.id,
        version=version,
        username=user.username,
        display_name=user.display_name,
        name_words=tuple(words_of(user.display_name)),
        bio=user.bio,
        bio_words=tuple(words_of(user.bio)),
        created_ms=user.created_ms,
        followers=user.counts.followers,
    )


def _languages(tag: str) -> tuple[str, ...]:
    parts = tag.lower().split("-")
    return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def _features(tweet: Tweet) -> Iterable[Feature]:
    has = {
        Feature.LINKS: bool(tweet.entities.urls),
        Feature.MEDIA: bool(tweet.media),
        # Other media than pictures there are none.
        Feature.IMAGES: bool(tweet.media),
        Feature.REPLIES: tweet.reply_to_id is not None,
        Feature.QUOTES: tweet.quote_of_id is not None,
        Feature.POLLS: tweet.poll is not None,
    }
    return (feature for feature, is_so in has.items() if is_so)
