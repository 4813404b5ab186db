"""Read what an account likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice
from linnet.domain.users import Account, Viewer
from linnet.domain.views import ShownPage
from linnet.domain.visibility import Reading
from linnet.ports.identity import Accounts
from linnet.ports.tweets import Engagements
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class ReadUserLikes:
    """Answer newest tweet first, not newest like: the list is the account's own partition, in order of tweet ids.

    Two trips, and a third for authors that are not cached, whom a like does not name.
    """

    read_tweets: ReadTweets
    accounts: Accounts
    engagements: Engagements

    def run(self, viewer: Viewer | None, user_id: int, page: PageRange) -> ShownPage:
        """Return a page of what an account likes.

        Raise a DomainError: not found where the profile may not be seen, forbidden where likes are not shown to others.
        """
        mine = viewer is not None and viewer.user_id == user_id
        read = self.read_tweets
        slices: list[Slice] = []
        accounts: list[Account | None] = []
        following: list[bool] = []

        def pair() -> None:
            if viewer is not None:
                found = read.relationships.get_many(viewer.user_id, [user_id]).get(user_id)
                following.append(found is not None and found.following)

        trip: list[Callable[[], None]] = [lambda: slices.append(self.engagements.liked(user_id, page.one_more()))]
        if not mine:
            trip += [lambda: accounts.append(self.accounts.get_account(user_id)), pair]
        _, exclusions = read.first_trip(viewer, *trip)
        user = read.users.get_many([user_id]).get(user_id)
        if user is None or not read.sight(viewer, Reading.PROFILE, exclusions).may_visit(user):
            raise not_found("user")
        if not mine:
            account = accounts[0]
            if user.protected and not any(following):
                raise DomainError(Code.FORBIDDEN, "only followers see what a protected account likes")
            if account is None or not account.settings.likes_public:
                raise DomainError(Code.FORBIDDEN, "this account does not show what it likes")
        return fill_page(
            read,
            viewer,
            Reading.PROFILE,
            exclusions,
            page=page,
            first=slices[0],
            more=lambda part: self.engagements.liked(user_id, part),
        )
