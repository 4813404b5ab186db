"""Read a search as it was typed. The language is described in docs/search.md.

Two passes, each of which only moves forward: signs and terms first, then the groups that they make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.operators import OPERATORS, BadValue
from linnet.domain.search.tree import (
    Cashtagged,
    Leaf,
    LinksTo,
    Mentions,
    Node,
    Phrase,
    Tagged,
    Word,
    all_of,
    any_of,
    negated,
)
from linnet.domain.search.words import words_of
from linnet.domain.text import Cashtag, Hashtag, Mention, extract_urls, is_valid_hashtag, normalize
from linnet.domain.text.characters import INVALID_CHARACTER
from linnet.domain.text.extraction import extract_in_order
from linnet.domain.timelines import fold_tag

MAX_LENGTH: Final = 512
MAX_TERMS: Final = 30
MAX_DEPTH: Final = 5

OR: Final = "OR"
# Phones put the typographic ones.
QUOTATION_MARKS: Final = '"“”„＂'
_NOT_IN_QUOTES: Final = re.compile(f"[{QUOTATION_MARKS}]")
_BARE: Final = re.compile(rf"[^\s(){QUOTATION_MARKS}]*")
_OPERATOR: Final = re.compile("([A-Za-z_]+):")
# A name is taken for an operator's where a value follows it at once; `note: this` is text.
_UNKNOWN_OPERATOR: Final = re.compile(r"([A-Za-z_]+):(?=[^\s/()])")
_DASHES: Final = re.compile("-+")


class QueryError(DomainError):
    """A search cannot be read; `position` counts code points from 0."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(Code.INVALID, reason, field="q", details={"position": position})
        self.position = position
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a search asks for: everything where `root` is None. `unknown` names operators that were read as words."""

    root: Node | None
    unknown: tuple[str, ...] = ()


def check_text(text: str) -> None:
    """Raise a QueryError where a text is none that anything could be searched by."""
    if len(text) > MAX_LENGTH:
        raise QueryError(MAX_LENGTH, f"must have at most {MAX_LENGTH} characters")
    invalid = INVALID_CHARACTER.search(text)
    if invalid is not None:
        raise QueryError(invalid.start(), "no tweet may hold this character")


def parse(text: str) -> ParsedQuery:
    """Read a search. Raise a QueryError."""
    check_text(text)
    reader = _Reader(text)
    parser = _Parser(list(reader.lexemes()))
    return ParsedQuery(parser.root(), tuple(dict.fromkeys(reader.unknown)))


class _Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    TERM = auto()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A sign or a term. An `OR` can turn out to be a word: it then asks for exactly that one, as if it was quoted."""

    kind: _Kind
    position: int
    negated: bool = False
    leaf: Node = Phrase((OR,))


class _Reader:
    """Take a text apart into parentheses, `OR` and terms. A term without anything to search for is left out."""

    def __init__(self, text: str) -> None:
        self.unknown: list[str] = []
        self._text = text
        self._position = 0
        self._urls = {url.start: url for url in extract_urls(text, require_protocol=True)}

    def lexemes(self) -> Iterator[_Lexeme]:
        while self._position < len(self._text):
            if self._text[self._position].isspace():
                self._position += 1
                continue
            is_negated = self._minus()
            start = self._position
            sign = self._text[start : start + 1]
            if not sign or sign.isspace():
                continue
            if sign == "(":
                self._position += 1
                yield _Lexeme(_Kind.OPEN, start, is_negated)
            elif sign == ")":
                self._position += 1
                yield _Lexeme(_Kind.CLOSE, start)
            elif sign in QUOTATION_MARKS:
                words = tuple(self._quoted().split())
                if words_of(" ".join(words)):
                    yield _Lexeme(_Kind.TERM, start, is_negated, Phrase(words))
            else:
                lexeme = self._bare(is_negated)
                if lexeme is not None:
                    yield lexeme

    def _minus(self) -> bool:
        """Pass dashes, and tell whether they negate: one does, several are punctuation."""
        dashes = _DASHES.match(self._text, self._position)
        if dashes is None:
            return False
        self._position = dashes.end()
        return len(dashes.group()) == 1

    def _quoted(self) -> str:
        opening = self._position
        closing = _NOT_IN_QUOTES.search(self._text, opening + 1)
        if closing is None:
            raise QueryError(opening, "this quotation mark is never closed")
        self._position = closing.end()
        return self._text[opening + 1 : closing.start()]

    def _bare(self, is_negated: bool) -> _Lexeme | None:
        start = self._position
        url = self._urls.get(start)
        if url is not None:
            # Not up to the next sign: parentheses can belong to an address.
            self._position = url.end
            return _Lexeme(_Kind.TERM, start, is_negated, LinksTo(url.url))
        operator = _OPERATOR.match(self._text, start)
        if operator is not None and operator.group(1).lower() in OPERATORS:
            return _Lexeme(_Kind.TERM, start, is_negated, self._operation(operator))
        unknown = _UNKNOWN_OPERATOR.match(self._text, start)
        bare = self._run(_BARE)
        if bare == OR:
            return _Lexeme(_Kind.TERM if is_negated else _Kind.OR, start, is_negated)
        if unknown is not None:
            self.unknown.append(unknown.group(1).lower())
        leaf = _leaf(bare)
        return None if leaf is None else _Lexeme(_Kind.TERM, start, is_negated, leaf)

    def _operation(self, operator: re.Match[str]) -> Node:
        name = operator.group(1).lower()
        self._position = position = operator.end()
        is_quoted = self._text[position : position + 1] in tuple(QUOTATION_MARKS)
        value = self._quoted() if is_quoted else self._run(_BARE)
        try:
            return OPERATORS[name](value)
        except BadValue as refused:
            raise QueryError(position, f"{name}: {refused}") from refused

    def _run(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._position)
        found = "" if match is None else match.group()
        self._position += len(found)
        return found


def _leaf(bare: str) -> Leaf | None:
    """Return what a term without an operator asks for."""
    composed = normalize(bare)
    entity = next(iter(extract_in_order(composed)), None)
    if entity is not None and entity.start == 0 and not words_of(composed[entity.end :]):
        match entity:
            case Hashtag(tag) if _has_one_form(fold_tag(tag)):
                return Tagged(fold_tag(tag))
            case Cashtag(tag):
                return Cashtagged(tag.upper())
            case Mention(username, list_slug=None):
                return Mentions(username.lower())
            case _:
                pass
    return Word(bare) if words_of(bare) else None


def _has_one_form(folded: str) -> bool:
    """Tell whether a folded hashtag is one: a few letters stand for words with spaces between them."""
    return fold_tag(folded) == folded and is_valid_hashtag(f"#{folded}")


class _Parser:
    """Make a tree of lexemes: `OR` parts what stands side by side, and binds less."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._index = 0
        self._terms = 0

    def root(self) -> Node | None:
        node = self._alternatives(0)
        if self._index < len(self._lexemes):
            raise QueryError(self._lexemes[self._index].position, "there is no open ( for this )")
        return node

    def _alternatives(self, depth: int) -> Node | None:
        alternatives: list[Node] = []
        parts: list[Node] = []
        while self._index < len(self._lexemes):
            lexeme = self._lexemes[self._index]
            if lexeme.kind is _Kind.CLOSE:
                break
            self._index += 1
            if lexeme.kind is _Kind.OR and parts and self._goes_on():
                alternatives.extend(_joined(parts))
                parts = []
                continue
            node = self._group(lexeme, depth + 1) if lexeme.kind is _Kind.OPEN else self._term(lexeme)
            if node is not None:
                parts.append(negated(node) if lexeme.negated else node)
        return any_of([*alternatives, *_joined(parts)])

    def _goes_on(self) -> bool:
        """Tell whether an `OR` has something behind it; one that has not is a word, as in `Portland OR`."""
        return self._index < len(self._lexemes) and self._lexemes[self._index].kind in (_Kind.OPEN, _Kind.TERM)

    def _term(self, lexeme: _Lexeme) -> Node:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(lexeme.position, f"must have at most {MAX_TERMS} terms")
        return lexeme.leaf

    def _group(self, opening: _Lexeme, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise QueryError(opening.position, f"must have at most {MAX_DEPTH} parentheses inside of one another")
        node = self._alternatives(depth)
        if self._index == len(self._lexemes):
            raise QueryError(opening.position, "this ( is never closed")
        self._index += 1
        return node


def _joined(parts: list[Node]) -> list[Node]:
    node = all_of(parts)
    return [] if node is None else [node]
