"""Turn text into the HTML that the client API carries: made of entity spans, with everything else escaped.

Nothing of what people write is ever taken for HTML, so there is nothing to sanitise: elements and attributes are those
of the templates below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from linnet.domain.text import Cashtag, Entities, Entity, Hashtag, Mention, Url, extract_entities
from linnet.domain.timelines import fold_tag

# As much of a link as is shown, after its scheme; the rest is there for who copies it.
SHOWN_OF_A_LINK: Final = 30
# Profiles are shown beside every status; most of a page's are few and the same.
MAX_PROFILE_TEXTS: Final = 2_000

# What is put into them is escaped. `Markup.format` would do that too, in three times as many calls.
_MENTION: Final = Markup(
    '<span class="h-card" translate="no"><a href="%s" class="u-url mention">@<span>%s</span></a></span>'
)
_HASHTAG: Final = Markup('<a href="%s" class="mention hashtag" rel="tag">#<span>%s</span></a>')
_LINK: Final = Markup(
    '<a href="%s" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">%s</span>'
    '<span class="%s">%s</span><span class="invisible">%s</span></a>'
)
_SCHEME: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_PARAGRAPHS: Final = re.compile(r"\n{2,}")


def content(text: str, entities: Entities, mentioned_ids: Sequence[int | None], origin: str) -> str:
    """Return a tweet as HTML; `mentioned_ids` run beside the mentions, of which those of nobody stay text."""
    known = {
        (mention.start, mention.end)
        for mention, user_id in zip(entities.mentions, mentioned_ids, strict=False)
        if user_id is not None
    }
    spans: list[Entity] = [*entities.hashtags, *entities.urls]
    spans += [mention for mention in entities.mentions if (mention.start, mention.end) in known]
    return _html(text, spans, origin)


@lru_cache(MAX_PROFILE_TEXTS)
def profile_text(text: str, origin: str, *, paragraphs: bool = True) -> str:
    """Return a text of a profile as HTML, with its links and hashtags; whom it names may not exist."""
    found = extract_entities(text)
    spans: list[Entity] = [*found.hashtags, *found.urls]
    return _html(text, spans, origin, paragraphs=paragraphs)


def plain_text(text: str, origin: str) -> str:
    """Return a text of the house as HTML: paragraphs and links."""
    return _html(text, list(extract_entities(text).urls), origin)


def account_url(username: str, origin: str) -> str:
    """Return the address of a profile."""
    return f"{origin}/@{username}"


def tag_url(tag: str, origin: str) -> str:
    """Return the address of a hashtag; all its spellings have one."""
    return f"{origin}/tags/{quote(fold_tag(tag), safe='')}"


def _html(text: str, spans: Sequence[Entity], origin: str, *, paragraphs: bool = True) -> str:
    pieces: list[Markup] = []
    end = 0
    for span in sorted(spans, key=lambda each: each.start):
        pieces += (escape(text[end : span.start]), _element(text[span.start : span.end], span, origin))
        end = span.end
    pieces.append(escape(text[end:]))
    # No element of ours holds a line break: those that are left are the author's.
    inline = "".join(pieces).replace("\r\n", "\n").strip("\n")
    if not paragraphs:
        return inline.replace("\n", "<br>")
    parts = _PARAGRAPHS.split(inline) if inline else []
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def _element(written: str, span: Entity, origin: str) -> Markup:
    match span:
        case Mention():
            return _MENTION % (account_url(span.username, origin), written[1:])
        case Hashtag():
            return _HASHTAG % (tag_url(span.tag, origin), written[1:])
        case Url():
            return _link(written)
        case Cashtag():
            return escape(written)


def _link(written: str) -> Markup:
    scheme = _SCHEME.match(written)
    start = 0 if scheme is None else scheme.end()
    rest = written[start:]
    return _LINK % (
        written if scheme is not None else f"https://{written}",
        written[:start],
        "ellipsis" if len(rest) > SHOWN_OF_A_LINK else "",
        rest[:SHOWN_OF_A_LINK],
        rest[SHOWN_OF_A_LINK:],
    )
