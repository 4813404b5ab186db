"""The order of a conversation that is shown at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from linnet.domain.tweets import Tweet


def depth_first(top: Tweet, below: Iterable[Tweet]) -> list[Tweet]:
    """Return what hangs below a tweet so that each answer follows what it answers.

    Of several answers the author's own go first, so that a thread stays whole; others follow, oldest first. What
    answers something that is not there hangs where the nearest tweet above that is.
    """
    known = {tweet.id: tweet for tweet in below}
    children: defaultdict[int, list[Tweet]] = defaultdict(list)
    for tweet in known.values():
        above = next((each for each in reversed(tweet.ancestors) if each in known), top.id)
        children[above].append(tweet)
    found: list[Tweet] = []
    waiting = [top]
    while waiting:
        at = waiting.pop()
        if at is not top:
            found.append(at)
        author_id = at.author_id
        # The last one in is the first one out.
        waiting += sorted(children[at.id], key=lambda each: (each.author_id != author_id, each.id), reverse=True)
    return found
