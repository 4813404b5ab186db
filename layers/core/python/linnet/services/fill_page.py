"""Fill a page of a list from its skeleton: hydrate, drop what may not be seen, read on until it is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from linnet.domain.exclusions import Exclusions
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice, TimelineEntry
from linnet.domain.users import Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.services.read_tweets import ReadTweets

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
    page: PageRange,
    first: Slice,
    more: Callable[[PageRange], Slice],
    ahead: Sequence[TimelineEntry] = (),
    keep: Callable[[ShownTweet], bool] = _everything,
) -> ShownPage:
    """Return at most `page.limit` tweets, each once, and where the next page begins.

    `first` is the skeleton that is already read, `more` reads on, `ahead` is shown before everything else.
    Skeletons read one entry more than a page, so that the last page knows that it is the last.
    """
    limit = page.limit
    newest: int | None = None

    def filled(position: int | None) -> ShownPage:
        return ShownPage(page.newest_first(list(shown.values())), *page.neighbours(position, newest))

    sight = read_tweets.sight(viewer, reading, exclusions)
    shown: dict[int, ShownTweet] = {}
    part, leading = first, list(ahead)[:limit]
    newest = _newest(page, first, newest)
    pending = [entry for entry in part.entries if sight.may_show(entry)]
    position: int | None = None
    for number in range(MAX_ROUNDS):
        # Where much is hidden, wider rounds get through it sooner.
        room = min(WIDEST_ROUND, (limit - len(shown) - len(leading)) << number)
        batch, pending = pending[:room], pending[room:]
        position = _position(page, batch, pending, part)
        for each in read_tweets.show(viewer, [*leading, *batch], reading, exclusions=exclusions):
            if len(shown) == limit:
                # Full in the middle of a round: the next page begins with this one.
                return filled(page.position_at(each.entry_id))
            if keep(each):
                _place(page, shown, each)
        leading = []
        if position is None or len(shown) >= limit:
            break
        if not pending:
            part = more(page.beyond(position, min(WIDEST_ROUND, limit << number) + 1))
            newest = _newest(page, part, newest)
            pending = [entry for entry in part.entries if sight.may_show(entry)]
    return filled(position)


def _place(page: PageRange, shown: dict[int, ShownTweet], each: ShownTweet) -> None:
    """Put a tweet on the page: it stands there once, at its newest place, whoever retweeted it."""
    if page.ascending:
        shown.pop(each.tweet.id, None)
    shown.setdefault(each.tweet.id, each)


def _newest(page: PageRange, part: Slice, known: int | None) -> int | None:
    """Return the newest id that was read: the first of all, or upwards the last."""
    if not part.entries or not (page.ascending or known is None):
        return known
    return part.entries[-1 if page.ascending else 0].id


def _position(
    page: PageRange, batch: Sequence[TimelineEntry], pending: Sequence[TimelineEntry], part: Slice
) -> int | None:
    if not pending:
        return part.end
    return batch[-1].id if batch else page.position_at(pending[0].id)
