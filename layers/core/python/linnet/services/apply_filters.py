"""Mark what a reader's filters match, and leave out what they hide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from linnet.domain.filters import Filters, Matcher
from linnet.domain.views import ShownTweet
from linnet.domain.visibility import Sight


def filtered(shown: Sequence[ShownTweet], filters: Filters, sight: Sight) -> list[ShownTweet]:
    """Return what is shown of these tweets, marked; what the viewer wrote is marked, but never left out."""
    if not filters.items:
        return list(shown)
    matcher, context = filters.at(sight.now_ms), sight.reading.context
    marked = [_marked(each, matcher) for each in shown]
    if not sight.reading.filters_hide:
        return marked
    return [
        each
        for each in marked
        if each.author.id == sight.viewer_id or not any(match.hides(context) for match in each.filtered)
    ]


def _marked(shown: ShownTweet, matcher: Matcher) -> ShownTweet:
    quote = None if shown.quote is None else _marked(shown.quote, matcher)
    return replace(shown, filtered=matcher.of(shown.tweet), quote=quote)
