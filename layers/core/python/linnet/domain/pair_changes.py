"""What becomes of a pair when its user acts: every store applies these, and only the writing differs.

Each returns the changed pair, or None where it already is so.
"""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.graph import FollowOptions, Relationship


def follow(pair: Relationship, follow_id: int) -> Relationship:
    """Begin to follow; what an earlier unfollow hid is wanted again."""
    return replace(_next(pair), follow_id=follow_id, requested_id=None, show_retweets=True, unfollowed_ms=None)


def request(pair: Relationship, request_id: int) -> Relationship:
    """Ask to follow."""
    return replace(_next(pair), requested_id=request_id)


def accept(pair: Relationship, follow_id: int) -> Relationship | None:
    """Turn a request into a follow."""
    return follow(pair, follow_id) if pair.requested else None


def reject(pair: Relationship) -> Relationship | None:
    """Drop a request."""
    return replace(_next(pair), requested_id=None) if pair.requested else None


def unfollow(pair: Relationship, now_ms: int) -> Relationship | None:
    """End a follow or withdraw a request."""
    return _ended(_next(pair), now_ms) if pair.following or pair.requested else None


def choose(pair: Relationship, options: FollowOptions) -> Relationship | None:
    """Choose what is wanted of a followee."""
    show_retweets = pair.show_retweets if options.show_retweets is None else options.show_retweets
    notifying = pair.notifying if options.notifying is None else options.notifying
    if not pair.following or (show_retweets, notifying) == (pair.show_retweets, pair.notifying):
        return None
    return replace(_next(pair), show_retweets=show_retweets, notifying=notifying)


def block(pair: Relationship, now_ms: int) -> Relationship | None:
    """Block the target, which ends what there was."""
    return None if pair.blocking else replace(_ended(_next(pair), now_ms), blocking=True)


def be_blocked(pair: Relationship, now_ms: int) -> Relationship:
    """Be blocked by the target, which ends what there was."""
    return replace(_ended(_next(pair), now_ms), blocked_by=True)


def unblock(pair: Relationship) -> Relationship | None:
    """Lift a block; what it ended stays ended."""
    return replace(_next(pair), blocking=False) if pair.blocking else None


def be_unblocked(pair: Relationship) -> Relationship:
    """Be blocked by the target no longer."""
    return replace(_next(pair), blocked_by=False)


def mute(pair: Relationship, until_ms: int, *, notifications: bool = True) -> Relationship | None:
    """Mute until a time (0: without end), with notifications or without."""
    spares = not notifications
    if (pair.muted_until_ms, pair.spares_notifications) == (until_ms, spares):
        return None
    return replace(_next(pair), muted_until_ms=until_ms, spares_notifications=spares)


def unmute(pair: Relationship) -> Relationship | None:
    """Lift a mute."""
    if pair.muted_until_ms is None:
        return None
    return replace(_next(pair), muted_until_ms=None, spares_notifications=False)


def annotate(pair: Relationship, note: str) -> Relationship | None:
    """Keep a note about the target; an empty one takes it away."""
    return None if pair.note == note else replace(_next(pair), note=note)


def join_list(pair: Relationship, list_id: int) -> Relationship | None:
    """Put the target, who is followed, into one of the user's lists."""
    return None if list_id in pair.lists else replace(_next(pair), lists=pair.lists | {list_id})


def leave_list(pair: Relationship, list_id: int) -> Relationship | None:
    """Take the target out of one of the user's lists."""
    return replace(_next(pair), lists=pair.lists - {list_id}) if list_id in pair.lists else None


def endorse(pair: Relationship) -> Relationship | None:
    """Show the target, who is followed, on the user's profile."""
    return None if pair.endorsed else replace(_next(pair), endorsed=True)


def unendorse(pair: Relationship) -> Relationship | None:
    """Show the target on the user's profile no longer."""
    return replace(_next(pair), endorsed=False) if pair.endorsed else None


def forget_unfollow(pair: Relationship, unfollowed_ms: int) -> Relationship | None:
    """Drop the mark of one unfollow; a later one keeps its own."""
    return replace(_next(pair), unfollowed_ms=None) if pair.unfollowed_ms == unfollowed_ms else None


def is_blank(pair: Relationship) -> bool:
    """Tell whether a pair says no more than one that has no row."""
    return not (pair.following or pair.requested or pair.hides or pair.note)


def _next(pair: Relationship) -> Relationship:
    return replace(pair, version=pair.version + 1)


def _ended(pair: Relationship, now_ms: int) -> Relationship:
    unfollowed_ms = now_ms if pair.following else pair.unfollowed_ms
    return replace(
        pair,
        follow_id=None,
        requested_id=None,
        show_retweets=True,
        notifying=False,
        lists=frozenset(),
        endorsed=False,
        unfollowed_ms=unfollowed_ms,
    )
