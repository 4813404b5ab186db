"""Present a status to other sites: a quotation, without script, frame or picture."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from linnet.facades.mastodon.entities.embeds import Embed
from linnet.facades.mastodon.entities.statuses import Status
from linnet.facades.mastodon.present.server import host_of

USUAL_WIDTH: Final = 400
# What is deleted or protected meanwhile is not to stand elsewhere for long.
CACHE_AGE_S: Final = 300
_QUOTATION: Final = Markup(
    '<blockquote class="linnet-status" cite="{url}"{language}>{content}'
    '<p>— {name} (@{acct}@{host}) <a href="{url}">{day}</a></p></blockquote>'
)


def embed(status: Status, origin: str, most: int | None) -> Embed:
    """Present a status, at most so many pixels wide; behind a warning only the warning is shown."""
    account, host = status.account, host_of(origin)
    name = account.display_name or account.username
    if status.spoiler_text:
        text = Markup("<p>{}</p>").format(status.spoiler_text)
    else:
        text = Markup(status.content)  # noqa: S704 - our own HTML, made of entity spans
    language = Markup(' lang="{}"').format(status.language) if status.language else Markup("")
    return Embed(
        type="rich",
        version="1.0",
        title=f"New status by {account.username}",
        author_name=name,
        author_url=account.url,
        provider_name=host,
        provider_url=f"{origin}/",
        cache_age=CACHE_AGE_S,
        html=_QUOTATION.format(
            url=status.url,
            language=language,
            content=text,
            name=name,
            acct=account.acct,
            host=host,
            day=status.created_at[:10],
        ),
        width=USUAL_WIDTH if most is None else min(USUAL_WIDTH, most),
        height=None,
    )
