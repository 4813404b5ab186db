"""What a search asks for, as a tree that each engine translates into a query of its own.

A tree has one form: no `And` in an `And`, no `Or` in an `Or`, no `Not` of a `Not`. `all_of`, `any_of` and `negated`
keep it, the constructors refuse anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Total(StrEnum):
    """Name a total that a tweet can be asked to have; the field of `TweetDocument` has the same name."""

    LIKES = "likes"
    RETWEETS = "retweets"
    REPLIES = "replies"


class Feature(StrEnum):
    """Name something that a tweet has or is."""

    LINKS = "links"
    MEDIA = "media"
    IMAGES = "images"
    VIDEOS = "videos"
    REPLIES = "replies"
    QUOTES = "quotes"
    POLLS = "polls"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. What it asks for is `word_sequence(text)`; an engine may find other forms of it too."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as typed between quotation marks, without white space: exactly these, one after the other."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2 or any(isinstance(part, And) for part in self.parts):
            raise ValueError("use all_of")


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2 or any(isinstance(part, Or) for part in self.parts):
            raise ValueError("use any_of")


@dataclass(frozen=True, slots=True)
class Not:
    part: Node

    def __post_init__(self) -> None:
        match self.part:
            case Not():
                raise ValueError("use negated")


@dataclass(frozen=True, slots=True)
class From:
    """Tweets of an author. Names change hands, so documents hold ids: `user_id` is None until `with_accounts` set it.

    An account that nobody knows has no tweets.
    """

    username: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class To:
    """Answers to an author, who is named as in `From`."""

    username: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """Tweets with `@username` in their text, whoever has that name now."""

    username: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tweets with a hashtag, folded by `fold_tag`."""

    tag: str


@dataclass(frozen=True, slots=True)
class Cashtagged:
    """Tweets with a cashtag, in capitals."""

    symbol: str


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Tweets in a language, or a kind of it: `pt` also finds `pt-br`. Lower case."""

    code: str


@dataclass(frozen=True, slots=True)
class Since:
    """Tweets of this millisecond or later."""

    unix_ms: int


@dataclass(frozen=True, slots=True)
class Until:
    """Tweets before this millisecond."""

    unix_ms: int


@dataclass(frozen=True, slots=True)
class AtLeast:
    total: Total
    number: int


@dataclass(frozen=True, slots=True)
class Having:
    feature: Feature


@dataclass(frozen=True, slots=True)
class ByFollowed:
    """Tweets of those whom the reader follows."""


@dataclass(frozen=True, slots=True)
class LinksTo:
    """Tweets with a link, as typed. What it asks for is `address_of(text)`: see `TweetDocument`."""

    text: str


@dataclass(frozen=True, slots=True)
class InConversation:
    tweet_id: int


Leaf = (
    Word
    | Phrase
    | From
    | To
    | Mentions
    | Tagged
    | Cashtagged
    | InLanguage
    | Since
    | Until
    | AtLeast
    | Having
    | ByFollowed
    | LinksTo
    | InConversation
)
Node = And | Or | Not | Leaf


def all_of(parts: Iterable[Node]) -> Node | None:
    """Return what asks for all parts; None where there are none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def both(first: Node, second: Node) -> Node:
    """Return what asks for two things at once."""
    return And(tuple(inner for part in (first, second) for inner in (part.parts if isinstance(part, And) else (part,))))


def any_of(parts: Iterable[Node]) -> Node | None:
    """Return what asks for one of the parts at least; None where there are none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def negated(part: Node) -> Node:
    """Return what asks for the opposite."""
    return part.part if isinstance(part, Not) else Not(part)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Yield what stands at the ends of a tree, in the order of the text."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(part):
            yield from leaves_of(part)
        case _:
            yield node


def usernames_of(node: Node) -> frozenset[str]:
    """Return the names whose accounts have to be known before a tree can be searched for."""
    return frozenset(leaf.username for leaf in leaves_of(node) if isinstance(leaf, From | To))


def with_accounts(node: Node, ids: Mapping[str, int]) -> Node:
    """Return the tree with the accounts behind the names of `usernames_of`, as far as there are any."""
    match node:
        case And(parts):
            return And(tuple(with_accounts(part, ids) for part in parts))
        case Or(parts):
            return Or(tuple(with_accounts(part, ids) for part in parts))
        case Not(part):
            return Not(with_accounts(part, ids))
        case From(username) | To(username):
            return replace(node, user_id=ids.get(username))
        case _:
            return node
