"""Vote in the poll of a tweet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linnet.domain.errors import conflict, invalid
from linnet.domain.polls import Vote, checked_choices
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import Clock, IdSource
from linnet.ports.tweets import Engagements
from linnet.services.find_tweet import FindTweet


@dataclass(frozen=True, slots=True)
class VoteInPoll:
    """Two trips: the poll as the voter may see it, then one conditional write. A vote stands for good."""

    engagements: Engagements
    find: FindTweet
    ids: IdSource
    clock: Clock

    def run(self, viewer: Viewer, tweet_id: int, choices: Sequence[int]) -> ShownTweet:
        """Vote and return the tweet as the voter now sees it.

        Raise a DomainError: not found, a choice there is not, or a conflict (voted before, or the poll has ended).
        """
        shown = self.find.visible(viewer, tweet_id)
        poll = shown.tweet.poll
        if poll is None:
            raise invalid("id", "is the id of a tweet without a poll")
        chosen = checked_choices(poll, choices)
        if poll.ended(self.clock.now_ms()):
            raise conflict("the poll has ended", ended=True)
        vote = Vote(self.ids.next_id(), chosen)
        standing = self.engagements.vote(viewer.user_id, shown.tweet.id, vote)
        if standing.id != vote.id:
            raise conflict("you voted before", choices=list(standing.choices))
        return replace(shown, flags=replace(shown.flags, vote=vote))
