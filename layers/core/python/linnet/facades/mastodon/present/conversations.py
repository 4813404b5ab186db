"""Present direct messages as statuses that only the members of their conversation may read."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain.ids import created_ms
from linnet.domain.text import extract_entities
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownConversation, ShownMessage
from linnet.facades.mastodon.entities import conversations as entities
from linnet.facades.mastodon.entities import statuses
from linnet.facades.mastodon.present.accounts import account, accounts
from linnet.facades.mastodon.present.content import account_url, content, tag_url
from linnet.facades.moments import moment


def conversation_number(shown: ShownConversation, viewer: Viewer) -> int:
    """Return the id of a group, or of the other account: ids are of one space, so no two are the same."""
    head = shown.conversation
    return int(head.id) if head.is_group else head.other(viewer.user_id)


def conversation(shown: ShownConversation, viewer: Viewer, origin: str) -> entities.Conversation:
    """Present a conversation; what was unsent is not there any more."""
    gone = shown.last is None or shown.last.message.unsent_ms is not None
    people = {each.id: each for each in (*shown.people, shown.reader) if each is not None}
    return entities.Conversation(
        id=str(conversation_number(shown, viewer)),
        unread=shown.unread,
        accounts=accounts((each for each in shown.people if each.id != viewer.user_id), origin).root,
        last_status=None if gone or shown.last is None else direct_status(shown.last, people.values(), viewer, origin),
    )


def direct_status(
    sent: ShownMessage, people: Iterable[User], viewer: Viewer, origin: str, *, text: str | None = None
) -> statuses.Status:
    """Present a message. Who it is for is named in its mentions, as far as the reader may know.

    Reactions are shown as favourites. `text` is set where it was just taken away.
    """
    message, author = sent.message, sent.author
    found = extract_entities(message.text)
    others = [each for each in people if each.id != author.id]
    named = {each.username.lower(): each.id for each in (*others, author)}
    mentioned = [named.get(each.username.lower()) for each in found.mentions]
    more = {} if text is None else {"text": text}
    return statuses.Status(
        id=str(message.id),
        uri=f"{origin}/users/{author.id}/statuses/{message.id}",
        url=f"{account_url(author.username, origin)}/{message.id}",
        created_at=moment(created_ms(message.id)),
        edited_at=None,
        account=account(author, origin),
        content=content(message.text, found, mentioned, origin),
        visibility="direct",
        sensitive=False,
        spoiler_text="",
        language=None,
        in_reply_to_id=None,
        in_reply_to_account_id=None,
        reblog=None,
        media_attachments=[],
        mentions=[
            statuses.Mention(
                id=str(each.id), username=each.username, acct=each.username, url=account_url(each.username, origin)
            )
            for each in others
        ],
        tags=[
            statuses.TagOfStatus(name=each.tag, url=tag_url(each.tag, origin))
            for each in {each.tag.lower(): each for each in found.hashtags}.values()
        ],
        emojis=[],
        reblogs_count=0,
        favourites_count=len(message.reactions),
        replies_count=0,
        quotes_count=0,
        card=None,
        poll=None,
        application=None,
        quote=None,
        quote_approval=statuses.QuoteApproval(automatic=[], manual=[], current_user="denied"),
        favourited=viewer.user_id in message.reactions,
        reblogged=False,
        muted=False,
        bookmarked=False,
        filtered=[],
        **more,
    )
