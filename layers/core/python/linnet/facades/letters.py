"""The mails that we send: plain words and a little HTML, into which everything is put escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from linnet.domain.mail import Letter, MailKind
from linnet.domain.users import User

CONFIRMATION_PATH: Final = "/auth/confirmation"
RESET_PATH: Final = "/auth/password/edit"


@dataclass(frozen=True, slots=True)
class _Template:
    """Paragraphs before and after the link; `{site}` and `{name}` stand for what they say."""

    subject: str
    before: tuple[str, ...]
    path: str | None = None
    action: str = ""
    after: tuple[str, ...] = ()


_TEMPLATES: Final[Mapping[MailKind, _Template]] = {
    MailKind.CONFIRMATION: _Template(
        subject="Confirm your e-mail address",
        before=(
            "Hello @{name},",
            "this address was given for your account on {site}. Please confirm that it is yours:",
        ),
        path=CONFIRMATION_PATH,
        action="Confirm the address",
        after=("The link holds for two days at most. If this was not you, you need not do anything.",),
    ),
    MailKind.RESET: _Template(
        subject="Choose a new password",
        before=("Hello @{name},", "somebody asked for a new password for your account on {site}. Choose one here:"),
        path=RESET_PATH,
        action="Choose a new password",
        after=("The link holds for one hour and once. If this was not you, nothing changes.",),
    ),
    MailKind.ADDRESS_CHANGE: _Template(
        subject="Your e-mail address is to be changed",
        before=(
            "Hello @{name},",
            "another e-mail address was given for your account on {site}.",
            "It takes the place of this one as soon as it is confirmed.",
            "If this was not you, somebody knows your password: change it now.",
        ),
    ),
    MailKind.CREDENTIALS_CHANGED: _Template(
        subject="Your password was changed",
        before=(
            "Hello @{name},",
            "the password of your account on {site} was changed.",
            "If this was not you, choose a new one with the help of your e-mail address.",
        ),
    ),
}
_PARAGRAPH: Final = Markup("<p>{}</p>")
_LINK: Final = Markup('<p><a href="{address}">{action}</a></p><p>{address}</p>')
_DOCUMENT: Final = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"></head><body>{}</body></html>\n'
)


@dataclass(frozen=True, slots=True)
class Letters:
    """Write mails of a site, whose address (`https://linnet.example`) begins each link."""

    site: str

    def __call__(self, kind: MailKind, user: User, email: str, token: str | None) -> Letter:
        """Return the mail of a kind to the owner of an account."""
        template = _TEMPLATES[kind]
        known = {"name": user.username, "site": self.site.partition("://")[2] or self.site}
        before = [each.format_map(known) for each in template.before]
        after = [each.format_map(known) for each in template.after]
        lines, marked = [*before], [_PARAGRAPH.format(each) for each in before]
        if template.path is not None and token is not None:
            address = f"{self.site}{template.path}?token={quote(token, safe='')}"
            lines.append(address)
            marked.append(_LINK.format(address=address, action=template.action))
        lines += after
        marked += [_PARAGRAPH.format(each) for each in after]
        return Letter(email, template.subject, "\n\n".join(lines) + "\n", _DOCUMENT.format(Markup("").join(marked)))
