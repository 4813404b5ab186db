"""Fill a page of a list from its skeleton: hydrate, drop what may not be seen, read on until it is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from linnet.domain.timelines import Slice, TimelineEntry
from linnet.domain.users import Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.services.read_tweets import Exclusions, ReadTweets

# A page that is still short then is handed out as it is; its cursor goes on from there.
MAX_ROUNDS: Final = 5
WIDEST_ROUND: Final = 100


def _everything(_: ShownTweet) -> bool:
    return True


def fill_page(
    read_tweets: ReadTweets,
    viewer: Viewer | None,
    reading: Reading,
    exclusions: Exclusions,
    *,
    limit: int,
    first: Slice,
    more: Callable[[int, int], Slice],
    ahead: Sequence[TimelineEntry] = (),
    keep: Callable[[ShownTweet], bool] = _everything,
) -> ShownPage:
    """Return at most `limit` tweets, each once, and the id below which the next page begins.

    `first` is the skeleton that is already read, `more(before, size)` reads on, `ahead` is shown before everything
    else. Skeletons read one entry more than a page, so that the last page knows that it is the last.
    """
    sight = read_tweets.sight(viewer, reading, exclusions)
    shown: dict[int, ShownTweet] = {}
    part, leading = first, list(ahead)[:limit]
    pending = [entry for entry in part.entries if sight.may_show(entry)]
    position: int | None = None
    for number in range(MAX_ROUNDS):
        # Where much is hidden, wider rounds get through it sooner.
        room = min(WIDEST_ROUND, (limit - len(shown) - len(leading)) << number)
        batch, pending = pending[:room], pending[room:]
        position = _position(batch, pending, part)
        for each in read_tweets.show(viewer, [*leading, *batch], reading, exclusions=exclusions):
            if len(shown) == limit:
                # Full in the middle of a round: the next page begins with this one.
                return ShownPage(tuple(shown.values()), each.entry_id + 1)
            if keep(each):
                # A tweet stands once on a page, at its newest place, whoever retweeted it.
                shown.setdefault(each.tweet.id, each)
        leading = []
        if position is None or len(shown) >= limit:
            break
        if not pending:
            part = more(position, min(WIDEST_ROUND, limit << number) + 1)
            pending = [entry for entry in part.entries if sight.may_show(entry)]
    return ShownPage(tuple(shown.values()), position)


def _position(batch: Sequence[TimelineEntry], pending: Sequence[TimelineEntry], part: Slice) -> int | None:
    if not pending:
        return part.end
    return batch[-1].id if batch else pending[0].id + 1
