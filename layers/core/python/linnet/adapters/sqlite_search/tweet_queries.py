"""A query tree as SQL: each leaf is a condition on a tweet's row, words are looked up in the full-text tables.

User text only ever is a parameter: a quoted phrase of folded words for FTS5, a value everywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from linnet.adapters.search_leaves import Keyword, first_id_of, has_forms, keyword_of
from linnet.domain.search import tree
from linnet.domain.search.ranking import ANOTHER_FORM, AS_TYPED
from linnet.domain.search.words import WordSequence, word_sequence
from linnet.ports.search import Order, TweetSearch

# The last character there is: what begins with a text stands before the text and this.
BEHIND_ALL = "\U0010ffff"

_ALL = "1"
_NONE = "0"
_NOTHING = "0.0"


@dataclass
class Statement:
    """A statement that is being put together, with the values of its parameters by their names."""

    index: str
    values: dict[str, object] = field(default_factory=dict)

    def value(self, value: object) -> str:
        name = f"value{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def matching(self, table: str, query: str) -> str:
        name = f'"{self.index}:{table}"'
        return f"(SELECT rowid FROM {name} WHERE {name} MATCH {self.value(query)})"

    def having(self, keyword: Keyword) -> str:
        field_, value_ = self.value(keyword.field), self.value(keyword.value)
        wanted = f"value = {value_}"
        if keyword.beginning:
            wanted = f"value >= {value_} AND value < {self.value(keyword.value + BEHIND_ALL)}"
        return f't.id IN (SELECT id FROM "{self.index}:keywords" WHERE field = {field_} AND {wanted})'


def tweet_statement(search: TweetSearch, index: str) -> tuple[str, dict[str, object]]:
    """Return the statement of a search, whose rows are (id, version, author, quoted, text, key, the three parts)."""
    made = Statement(index)
    condition = _ALL if search.tree is None else _condition(made, search, search.tree, exact=False)
    found = _NOTHING if search.tree is None or search.order is Order.LATEST else _weight(made, search, search.tree)
    now = made.value(search.now_ms)
    if search.order is Order.LATEST:
        key, parts = "CAST(t.id >> 16 AS REAL)", "NULL AS relevance, NULL AS engagement, NULL AS recency"
    else:
        key = "relevance * engagement * recency"
        parts = (
            f"1.0 + {found} AS relevance, engagement(t.likes, t.retweets, t.replies) AS engagement,"
            f" recency({now} - (t.id >> 16)) AS recency"
        )
    scored = f'SELECT t.*, {parts} FROM "{index}" AS t WHERE t.buried_ms IS NULL AND {condition}'
    after = _ALL
    if search.after is not None:
        key_, id_ = made.value(search.after.key), made.value(search.after.id)
        after = f"t.id < {id_}" if search.order is Order.LATEST else f"({key}, t.id) < ({key_}, {id_})"
    order = "t.id DESC" if search.order is Order.LATEST else "key DESC, t.id DESC"
    columns = f"t.id, t.version, t.author_id, t.quote_of_id, t.text, {key} AS key, relevance, engagement, recency"
    return (
        f"SELECT {columns} FROM ({scored}) AS t WHERE {after} ORDER BY {order} LIMIT {made.value(search.limit)}",
        made.values,
    )


def tag_statement(
    index: str, author_id: int, tags: Collection[str] | None, limit: int
) -> tuple[str, dict[str, object]]:
    """Return the statement whose rows are (hashtag, tweets, id of the newest) of an author, most used first."""
    made = Statement(index)
    wanted = (
        _ALL if tags is None else f"k.value IN (SELECT value FROM json_each({made.value(json.dumps(sorted(tags)))}))"
    )
    statement = (
        f'SELECT k.value, COUNT(*), MAX(t.id) FROM "{index}" AS t JOIN "{index}:keywords" AS k ON k.id = t.id'
        f" WHERE t.author_id = {made.value(author_id)} AND t.buried_ms IS NULL AND k.field = 'hashtags' AND {wanted}"
        f" GROUP BY k.value ORDER BY COUNT(*) DESC, k.value LIMIT {made.value(limit)}"
    )
    return statement, made.values


def match_of(sequence: WordSequence) -> str:
    """Return FTS5's own query for words that follow one another."""
    # Words are letters, digits and emoji: no quotation mark among them.
    quoted = '"' + " ".join(sequence.words) + '"'
    return f"{quoted} *" if sequence.open_ended else quoted


def _condition(made: Statement, search: TweetSearch, node: tree.Node, *, exact: bool) -> str:
    """Return what a row has to be. What is excluded is read `exact`: "-cat" leaves tweets about cats in."""
    match node:
        case tree.And(parts):
            return _joined(" AND ", [_condition(made, search, part, exact=exact) for part in parts])
        case tree.Or(parts):
            return _joined(" OR ", [_condition(made, search, part, exact=exact) for part in parts])
        case tree.Not(part):
            return f"NOT ({_condition(made, search, part, exact=not exact)})"
        case tree.Word() | tree.Phrase():
            return _words(made, node, exact=exact)
        case tree.ByFollowed():
            followed = made.value(json.dumps(sorted(search.followed)))
            return f"t.author_id IN (SELECT value FROM json_each({followed}))"
        case tree.Mentions() | tree.Tagged() | tree.Cashtagged() | tree.InLanguage() | tree.Having() | tree.LinksTo():
            return made.having(keyword_of(node))
        case _:
            return _column(made, node)


def _column(
    made: Statement, node: tree.From | tree.To | tree.InConversation | tree.Since | tree.Until | tree.AtLeast
) -> str:
    match node:
        case tree.From(_, None) | tree.To(_, None):
            return _NONE
        case tree.From(_, user_id):
            return f"t.author_id = {made.value(user_id)}"
        case tree.To(_, user_id):
            # Most rows answer nobody: IS, unlike =, says no then, and its opposite yes.
            return f"t.reply_to_author_id IS {made.value(user_id)}"
        case tree.InConversation(tweet_id):
            return f"t.conversation_id = {made.value(tweet_id)}"
        case tree.Since(unix_ms):
            return f"t.id >= {made.value(first_id_of(unix_ms))}"
        case tree.Until(unix_ms):
            return f"t.id < {made.value(first_id_of(unix_ms))}"
        case tree.AtLeast(total, number):
            return f"t.{total.value} >= {made.value(number)}"


def _words(made: Statement, node: tree.Word | tree.Phrase, *, exact: bool) -> str:
    sequence = word_sequence(node.text)
    if not sequence.words:
        return _ALL
    found = f"t.id IN {made.matching('words', match_of(sequence))}"
    if exact or not has_forms(node, sequence):
        return found
    return f"({found} OR t.id IN {made.matching('stems', match_of(sequence))})"


def _weight(made: Statement, search: TweetSearch, node: tree.Node) -> str:
    """Return what is added to relevance: for each word that is found, in a part that is found as a whole."""
    match node:
        case tree.And(parts):
            return _joined(" + ", [_weight(made, search, part) for part in parts])
        case tree.Or(parts):
            return _joined(" + ", [_weight_if_found(made, search, part) for part in parts])
        case tree.Word() | tree.Phrase():
            sequence = word_sequence(node.text)
            if not sequence.words:
                return _NOTHING
            cases = f"WHEN t.id IN {made.matching('words', match_of(sequence))} THEN {AS_TYPED}"
            if has_forms(node, sequence):
                cases += f" WHEN t.id IN {made.matching('stems', match_of(sequence))} THEN {ANOTHER_FORM}"
            return f"(CASE {cases} ELSE {_NOTHING} END)"
        case _:
            return _NOTHING


def _weight_if_found(made: Statement, search: TweetSearch, node: tree.Node) -> str:
    weight = _weight(made, search, node)
    if not isinstance(node, tree.And) or weight == _NOTHING:
        return weight
    return f"(CASE WHEN {_condition(made, search, node, exact=False)} THEN {weight} ELSE {_NOTHING} END)"


def _joined(operator: str, terms: list[str]) -> str:
    wanted = [term for term in terms if not (operator == " + " and term == _NOTHING)]
    return "(" + operator.join(wanted) + ")" if wanted else _NOTHING
