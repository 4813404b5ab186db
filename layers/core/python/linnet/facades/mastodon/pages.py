"""The pages on which a person lets an app in, and those that the links of mails lead to.

No script, nothing from elsewhere, and everything put in is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from linnet.domain.oauth import scopes
from linnet.domain.passwords import MAX_PASSWORD, MIN_PASSWORD
from linnet.domain.users import User
from linnet.facades.letters import CONFIRMATION_PATH, RESET_PATH
from linnet.services.check_authorization import Authorization

_STYLE: Final = Markup("""
body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}label{display:block;margin-top:1rem;font-weight:600}
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid #666;border-radius:.3rem}
button{margin:1.2rem .6rem 0 0;padding:.6rem 1.2rem;font:inherit;border:1px solid #1a4fa0;border-radius:.3rem;
color:#1a4fa0;background:#fff;cursor:pointer}button.main{color:#fff;background:#1a4fa0}
a{color:inherit}:focus-visible{outline:3px solid #e08a00;outline-offset:2px}
.problem{color:#a01010;font-weight:600}code{word-break:break-all}
@media(prefers-color-scheme:dark){body{color:#eee;background:#16181c}input{color:#eee;background:#222}
button{color:#9cc2ff;background:#16181c;border-color:#9cc2ff}.problem{color:#ff9a9a}}
""")
_STYLE_SHA256: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Final[Mapping[str, str]] = {
    "Content-Type": "text/html; charset=utf-8",
    # No `form-action`: browsers apply it to redirects too, and the form's answer is one to the app, wherever that is.
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_SHA256}'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_PAGE: Final = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    "<style>{style}</style></head><body><main><h1>{title}</h1>{content}</main></body></html>\n"
)
_FORM: Final = Markup('<form method="post" action="{action}">{hidden}{content}</form>')
_HIDDEN: Final = Markup('<input type="hidden" name="{name}" value="{value}">')
_PROBLEM: Final = Markup('<p class="problem" role="alert">{}</p>')
_BUTTON: Final = Markup('<button name="action" value="{value}"{main}>{text}</button>')

RESET_SENT: Final = "If an account has this address, a mail with a link is on its way. The link holds for one hour."
SIGNED_OUT: Final = "You are signed out everywhere. Sign in with the new password in the app that you use."
ADDRESS_CONFIRMED: Final = "You can go back to the app that you use."

_WHAT: Final[Mapping[str, str]] = {
    "read": "Read all that your account sees, private messages too",
    "write": "Post, send and change everything in your name",
    "follow": "Change whom you follow, block and mute",
    "push": "Send you push notifications",
    "profile": "Know who you are",
    "admin:read": "Read what moderators see",
    "admin:write": "Do what moderators do",
}


def sign_in(asking: Authorization, carried: Mapping[str, str], csrf: str, problem: str | None = None) -> str:
    """Return the page that asks for name and password."""
    content = Markup(
        "<p>Sign in to choose whether <strong>{app}</strong> may use your account.</p>{problem}"
        '<label for="login">Username or e-mail address</label>'
        '<input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required '
        "autofocus>"
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>{button}'
        '<p><a href="/auth/password/new">Forgot your password?</a></p>'
    ).format(app=asking.app.name, problem=_told(problem), button=_button("sign_in", "Sign in", main=True))
    return _page("Sign in to Linnet", _form(carried, csrf, content))


def consent(asking: Authorization, user: User, carried: Mapping[str, str], csrf: str) -> str:
    """Return the page that asks whether the app may come in."""
    wishes = Markup("").join(Markup("<li>{}</li>").format(line) for line in described(asking.scopes))
    content = Markup(
        "<p>You are signed in as <strong>{name}</strong> (@{username}).</p>"
        "<p><strong>{app}</strong>{website} asks to:</p><ul>{wishes}</ul>"
        "<p>It then returns you to <code>{where}</code>. You can end its access at any time.</p>{buttons}"
    ).format(
        name=user.display_name,
        username=user.username,
        app=asking.app.name,
        website="" if asking.app.website is None else f" ({asking.app.website})",
        wishes=wishes,
        where=asking.redirect_uri,
        buttons=Markup("").join(
            [
                _button("allow", "Allow", main=True),
                _button("deny", "Deny"),
                _button("sign_out", "Use another account"),
            ]
        ),
    )
    return _page("Let an app use your account?", _form(carried, csrf, content))


def code(text: str) -> str:
    """Return the page of a code that the person carries to the app."""
    content = Markup(
        '<p><label for="code">Copy this code into the app:</label>'
        '<input id="code" class="oauth-code" readonly value="{code}"></p><p>It holds for ten minutes.</p>'
    ).format(code=text)
    return _page("Access allowed", content)


def forgotten_password(csrf: str, problem: str | None = None) -> str:
    """Return the page that asks for an address to send a link to."""
    content = Markup(
        "<p>Tell the e-mail address of your account, and a link to choose a new password comes there.</p>{problem}"
        '<label for="email">E-mail address</label>'
        '<input id="email" name="email" type="email" autocomplete="email" required autofocus>{button}'
    ).format(problem=_told(problem), button=_button("send", "Send the link", main=True))
    return _page("Forgot your password?", _form({}, csrf, content, "/auth/password/new"))


def new_password(token: str, csrf: str, problem: str | None = None) -> str:
    """Return the page that asks for a new password."""
    content = Markup(
        "<p>All your apps and devices are signed out by it.</p>{problem}"
        '<label for="password">New password, at least {least} characters</label>'
        '<input id="password" name="password" type="password" autocomplete="new-password" minlength="{least}" '
        'maxlength="{most}" required autofocus>{button}'
    ).format(
        problem=_told(problem),
        least=MIN_PASSWORD,
        most=MAX_PASSWORD,
        button=_button("change", "Change the password", main=True),
    )
    return _page("Choose a new password", _form({"token": token}, csrf, content, RESET_PATH))


def confirm_address(email: str, token: str, csrf: str) -> str:
    """Return the page that asks whether an address is one's own."""
    content = Markup("<p>Is <strong>{email}</strong> your e-mail address?</p>{button}").format(
        email=email, button=_button("confirm", "Yes, confirm it", main=True)
    )
    return _page("Confirm your e-mail address", _form({"token": token}, csrf, content, CONFIRMATION_PATH))


def notice(title: str, text: str) -> str:
    """Return the page that says what was done."""
    return _page(title, Markup('<p role="status">{}</p>').format(text))


def problem(title: str, text: str) -> str:
    """Return the page that says why there is nothing to decide."""
    return _page(title, _PROBLEM.format(text))


def described(wanted: frozenset[str]) -> list[str]:
    """Return what scopes mean, in words; what a parent contains is not told twice."""
    told = []
    for scope in scopes.text_of(wanted).split():
        if scope not in _WHAT and any(scopes.covers({parent}, scope) for parent in wanted - {scope}):
            continue
        verb, _, noun = scope.rpartition(":")
        told.append(_WHAT.get(scope) or f"{'Read' if verb.endswith('read') else 'Change'} {noun.replace('_', ' ')}")
    return told


def _page(title: str, content: Markup) -> str:
    return str(_PAGE.format(title=title, style=_STYLE, content=content))


def _form(carried: Mapping[str, str], csrf: str, content: Markup, action: str = "/oauth/authorize") -> Markup:
    hidden = Markup("").join(
        _HIDDEN.format(name=name, value=value) for name, value in {**carried, "csrf": csrf}.items()
    )
    return _FORM.format(action=action, hidden=hidden, content=content)


def _button(value: str, text: str, *, main: bool = False) -> Markup:
    return _BUTTON.format(value=value, text=text, main=Markup(' class="main"') if main else "")


def _told(text: str | None) -> Markup:
    return Markup("") if text is None else _PROBLEM.format(text)
