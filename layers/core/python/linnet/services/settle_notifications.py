"""Make the notifications of one subject match the facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.graph import Relationship
from linnet.domain.ids import created_ms
from linnet.domain.messages import Message
from linnet.domain.notification_choices import Inbox
from linnet.domain.notification_policy import Acquaintance, Treatment
from linnet.domain.notifications import (
    ABOUT_ONESELF,
    ABOUT_OWN_TWEET,
    ABOUT_TWEETS,
    MAX_ENTRIES,
    Entry,
    Group,
    Kind,
    Subject,
    notice,
    trim,
    withdraw,
)
from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, IdSource, Parallel
from linnet.ports.graph import Graph, MutedThreads
from linnet.ports.identity import Users, VersionConflict
from linnet.ports.notifications import Notifications
from linnet.ports.pushes import Pushes
from linnet.ports.web_push import WebPushJob, WebPushJobs
from linnet.services.at_once import both
from linnet.services.set_aside import SetAside

# Each attempt follows a write of the same group in between, of which there is one for each batch of a stream's shard.
ATTEMPTS: Final = 10
# Who is told of something older may be erased by now. Far shorter than the pause between the rounds of an
# erasure, in the second of which goes what was on its way during the first.
LATE_MS: Final = 60_000

Facts = Callable[[Collection[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class _Known:
    """Implement the port `Users` with what was read before: a profile may not be asked for by a million recipients.

    Whom nobody asked for then is read, as what was in time may be late by now (`LATE_MS`).
    """

    users: Mapping[int, User]
    asked: Collection[int]
    behind: Users

    def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
        known = {each: self.users[each] for each in ids if each in self.users}
        others = [each for each in ids if each not in self.asked]
        return {**known, **self.behind.get_many(others)} if others else known


@dataclass(frozen=True, slots=True)
class _Look:
    """The group as it should be, who was asked for, what was found, and who joined but takes no part for now.

    `filtered` are those of the group's accounts of whom something is or was set aside.
    """

    group: Group
    asked: Sequence[int]
    stands: Mapping[int, int]
    away: frozenset[int]
    filtered: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Welcome:
    """An account that the recipient may hear, and whether what it does is set aside until the recipient wants to."""

    user: User
    filtered: bool


@dataclass(frozen=True, slots=True)
class SettleNotifications:
    """Facts are read and not taken from events, which come twice, late and in any order.

    The group is replaced at the version that was read before the facts were, and the facts are read again after the
    write. So of two jobs the last to write saw what holds, and what changed during a write is seen by that write's
    second look, or by the job of the change, which finds the write.
    """

    store: Notifications
    relationships: Graph
    muted_threads: MutedThreads
    users: Users
    pushes: Pushes
    web_pushes: WebPushJobs
    parallel: Parallel
    clock: Clock
    ids: IdSource

    def tell(self, kind: Kind, tweet: Tweet, edge_id: int, recipient_ids: Sequence[int]) -> None:
        """Tell many of what a tweet's author did, which is so for all of them and stays so.

        Neither the fact nor the author's profile is read for each of them.
        """
        self._tell(kind, tweet.id, (tweet.author_id, edge_id), recipient_ids, tweet)

    def tell_of_message(self, message: Message, recipient_ids: Sequence[int]) -> None:
        """Tell members of a conversation of a message; should it be unsent, reads hide what is told."""
        self._tell(Kind.MESSAGE, message.id, (message.author_id, message.id), recipient_ids)

    def _tell(
        self,
        kind: Kind,
        object_id: int,
        done: tuple[int, int],
        recipient_ids: Sequence[int],
        tweet: Tweet | None = None,
    ) -> None:
        actor_id, edge_id = done
        asked = [actor_id, *(recipient_ids if self._late([edge_id]) else ())]
        facts, known = {actor_id: edge_id}, _Known(self.users.get_many(asked), frozenset(asked), self.users)
        settle = replace(self, users=known)

        def told(recipient_id: int) -> Callable[[], None]:
            return lambda: settle.run(
                Subject(recipient_id, kind, object_id),
                [actor_id],
                lambda _: facts,
                tweet=tweet,
                conversation_id=None if tweet is None else tweet.conversation_id,
            )

        self.parallel.run([told(each) for each in recipient_ids])

    def run(
        self,
        subject: Subject,
        actor_ids: Sequence[int],
        facts: Facts,
        *,
        tweet: Tweet | None = None,
        conversation_id: int | None = None,
    ) -> None:
        """Look at some accounts, and push the newest entry if there are new ones.

        `facts` returns, of the accounts it is given, those that the notification holds for, each with the id of what
        they did. `tweet` is what it is about, `conversation_id` its thread. Raise VersionConflict when others write
        the group all the time.
        """
        alone = subject.kind not in ABOUT_ONESELF
        actors = [each for each in dict.fromkeys(actor_ids) if each != subject.recipient_id or not alone]
        before: frozenset[int] | None = None
        away: frozenset[int] = frozenset()
        filtered: dict[int, None] = {}
        for _ in range(ATTEMPTS):
            group, inbox = both(
                self.parallel, lambda: self.store.group(subject), lambda: self.store.inbox(subject.recipient_id)
            )
            if group is None:
                group = Group(subject, author_id=_author_of(tweet), conversation_id=conversation_id)
            before = frozenset(entry.id for entry in group.standing) if before is None else before
            look = self._look(group, actors, facts, inbox, tweet, conversation_id)
            changed, away = look.group, away | look.away
            filtered |= dict.fromkeys(look.filtered)
            if changed.entries != group.entries:
                try:
                    self.store.put(changed)
                except VersionConflict:
                    continue
                if facts(look.asked) != look.stands:
                    continue
            self._set_aside(subject, list(filtered))
            # Whoever is away would be hidden by the push's rules, and those beside them with it.
            fresh = [entry for entry in changed.standing if entry.id not in before and entry.actor_id not in away]
            self._push(subject, fresh, inbox)
            return
        raise VersionConflict

    def _push(self, subject: Subject, fresh: Sequence[Entry], inbox: Inbox) -> None:
        if not fresh:
            return
        newest = max(fresh, key=lambda entry: entry.id)
        self.pushes.send(
            [
                Push(
                    PushKind.NOTIFICATION,
                    own_topic(TopicKind.NOTIFICATIONS, subject.recipient_id),
                    id=newest.id,
                    payload={"kind": subject.kind.value},
                    actor_id=newest.actor_id,
                    tweet_id=subject.object_id if subject.kind in ABOUT_TWEETS else None,
                )
            ]
        )
        if inbox.web_push is not None:
            self.web_pushes.send([WebPushJob(subject.recipient_id, newest.id, subject.kind, inbox.web_push)])

    def _look(
        self,
        group: Group,
        actors: Sequence[int],
        facts: Facts,
        inbox: Inbox,
        tweet: Tweet | None,
        conversation_id: int | None,
    ) -> _Look:
        """Ask for all accounts that are in the group, and for the others, the last ones first, until it is full."""

        welcomed: dict[int, _Welcome] = {}

        def welcome(actor_ids: Sequence[int]) -> list[int]:
            if actor_ids:
                late = self._late([stands[each] for each in actor_ids])
                welcomed.update(self._welcome(group.subject, actor_ids, inbox, tweet, conversation_id, late=late))
            return [each for each in actor_ids if each in welcomed]

        known = [each for each in actors if group.of(each) is not None]
        strangers = [each for each in actors if group.of(each) is None]
        asked, stands = list(known), dict(facts(known)) if known else {}
        joining = welcome([each for each in known if each in stands and not _stands_in(group, each)])
        fresh: list[int] = []
        # Only those who are told of take up room.
        told: list[int] = []
        while strangers and len(told) < MAX_ENTRIES:
            part, strangers = strangers[-MAX_ENTRIES:], strangers[:-MAX_ENTRIES]
            found = facts(part)
            asked += part
            stands |= found
            fresh = [*welcome([each for each in part if found.get(each, 0) > group.forgotten_upto]), *fresh]
            told = [each for each in fresh if not welcomed[each].filtered]
        changed = group
        for each in known:
            if each not in stands:
                changed = withdraw(changed, each, inbox.read_upto)
        for each in (*joining, *fresh):
            aside = welcomed[each].filtered
            changed = notice(changed, each, stands[each], self.ids.next_id(), inbox.read_upto, filtered=aside)
        changed = trim(changed)
        if strangers and told:
            # Who was not asked for did it before those who were: forgotten, should the job come again.
            forgotten = min(stands[each] for each in told) - 1
            changed = replace(changed, forgotten_upto=max(changed.forgotten_upto, forgotten))
        away = frozenset(each for each, welcome in welcomed.items() if not welcome.user.active)
        return _Look(changed, asked, stands, away, _filtered(group, changed, asked))

    def _welcome(
        self,
        subject: Subject,
        actor_ids: Sequence[int],
        inbox: Inbox,
        tweet: Tweet | None,
        conversation_id: int | None,
        *,
        late: bool,
    ) -> Mapping[int, _Welcome]:
        """Return of whom the recipient may and wants to hear, now or once they take part again."""
        choices = inbox.choices
        if subject.kind in choices.off:
            return {}
        recipient_id = subject.recipient_id
        if tweet is not None and tweet.author_id != recipient_id and choices.silences(tweet.text):
            return {}
        # A name can be called until the very end of its account; all else needs something that went before.
        asked = late or subject.kind is Kind.MENTION
        (pairs, muted), users = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.relationships.get_many(recipient_id, actor_ids),
                lambda: self._muted(recipient_id, conversation_id),
            ),
            lambda: self.users.get_many([*actor_ids, *([recipient_id] if asked else [])]),
        )
        if muted or (asked and not _may_be_told(users.get(recipient_id))):
            return {}
        sight = self._sight(recipient_id, pairs)
        heard = [
            user for each, user in users.items() if each in actor_ids and _may_hear(sight, subject.kind, user, tweet)
        ]
        treated = self._treated(subject, heard, inbox, sight)
        return {
            each.id: _Welcome(each, treated[each.id] is Treatment.FILTER)
            for each in heard
            if treated[each.id] is not Treatment.DROP
        }

    def _treated(self, subject: Subject, actors: Sequence[User], inbox: Inbox, sight: Sight) -> Mapping[int, Treatment]:
        """Return what becomes of what each account did; who was accepted before is always told of."""
        policy, recipient_id = inbox.choices.policy, subject.recipient_id
        others = [each.id for each in actors if each.id != recipient_id]
        back = self.relationships.reverse(recipient_id, others) if policy.asks_for_followers and others else {}

        def since_ms(other: int) -> int | None:
            pair = back.get(other)
            return None if pair is None or pair.follow_id is None else created_ms(pair.follow_id)

        treated = {
            each.id: policy.treatment(
                subject.kind, Acquaintance(each.id in sight.followed, since_ms(each.id), each.created_ms), sight.now_ms
            )
            for each in actors
        }
        strange = [each for each in others if treated[each] is not Treatment.ACCEPT]
        known = self.store.requests(recipient_id, strange) if strange else {}
        accepted = [each for each, request in known.items() if request.accepted(sight.now_ms)]
        return treated | dict.fromkeys([recipient_id, *accepted], Treatment.ACCEPT)

    def _set_aside(self, subject: Subject, sender_ids: Sequence[int]) -> None:
        aside = SetAside(self.store, self.parallel, self.clock)

        def settled(sender_id: int) -> Callable[[], None]:
            return lambda: aside.run(subject.recipient_id, sender_id, [subject])

        self.parallel.run([settled(each) for each in sender_ids])

    def _sight(self, recipient_id: int, pairs: Mapping[int, Relationship]) -> Sight:
        return Sight(
            viewer_id=recipient_id,
            now_ms=self.clock.now_ms(),
            reading=Reading.NOTIFICATIONS,
            exclusions=pairs,
            followed=frozenset(other for other, pair in pairs.items() if pair.following),
            in_advance=True,
        )

    def _late(self, edge_ids: Collection[int]) -> bool:
        """Tell whether some of what was done is so old that who is told of it may be no more."""
        return any(created_ms(each) < self.clock.now_ms() - LATE_MS for each in edge_ids)

    def _muted(self, recipient_id: int, conversation_id: int | None) -> bool:
        return conversation_id is not None and conversation_id in self.muted_threads.of(recipient_id)


def _author_of(tweet: Tweet | None) -> int | None:
    return None if tweet is None else tweet.author_id


def _stands_in(group: Group, actor_id: int) -> bool:
    known = group.of(actor_id)
    return known is not None and not known.withdrawn


def _may_be_told(recipient: User | None) -> bool:
    return recipient is not None and recipient.may_return


def _may_hear(sight: Sight, kind: Kind, actor: User, tweet: Tweet | None) -> bool:
    if not (sight.may_meet(actor) and sight.hears(actor)):
        return False
    if kind is Kind.RETWEET:
        return sight.sees_retweet(actor)
    if kind in ABOUT_TWEETS - ABOUT_OWN_TWEET:
        return tweet is not None and sight.sees(tweet, actor)
    return True


def _filtered(before: Group, after: Group, asked: Sequence[int]) -> list[int]:
    """Return those of some accounts that have a filtered entry, or had one."""
    return [
        each
        for each in asked
        if any(entry is not None and entry.filtered for entry in (before.of(each), after.of(each)))
    ]
