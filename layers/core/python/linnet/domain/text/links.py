"""Turn the entities of a text into HTML links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linnet.domain.text.entities import Cashtag, Entity, Hashtag, Mention, Url
from linnet.domain.text.extraction import extract_in_order, without_overlaps
from linnet.domain.text.urls import PROTOCOLS

_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u06ff\u0750-\u077f\ufe70-\ufeff]")
_ELLIPSIS: Final = "\u2026"
# The standard library's html.escape does the same, but its import costs more than all of this package.
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AutolinkOptions:
    """How links are made. The defaults are safe for text as people wrote it.

    A base is what a username, a list (`username/slug`), a hashtag or a cashtag without its sign is appended to.
    """

    username_url_base: str = "/@"
    list_url_base: str = "/@"
    hashtag_url_base: str = "/hashtags/"
    cashtag_url_base: str = "/search?q=%24"
    username_class: str = "tweet-url username"
    list_class: str = "tweet-url list-slug"
    hashtag_class: str = "tweet-url hashtag"
    cashtag_class: str = "tweet-url cashtag"
    url_class: str | None = None
    rel: str | None = "nofollow noopener noreferrer"
    target: str | None = None
    at_sign_in_link: bool = False
    # Elements around the sign and around the name in links to users, hashtags and cashtags.
    sign_tag: str | None = None
    name_tag: str | None = None
    # Show the display URL; the rest of the URL stays in the document, hidden, so that it is copied with it.
    shorten_urls: bool = False
    invisible_attributes: str = 'class="invisible"'
    # Turned off for text that is HTML already. Link texts and attributes are escaped always.
    escape_text: bool = True


_DEFAULT_OPTIONS: Final = AutolinkOptions()


def escape_html(text: str) -> str:
    """Return the text with the characters replaced that HTML gives a meaning, quotes included."""
    return text.translate(_ESCAPES)


def autolink(
    text: str, options: AutolinkOptions = _DEFAULT_OPTIONS, *, entities: Iterable[Entity] | None = None
) -> str:
    """Return the text as HTML, with links for the given entities or, by default, for all that the text holds.

    By default URLs without a protocol are left alone. Spans count code points of this text, not of its NFC form.
    """
    if entities is None:
        entities = extract_in_order(text, require_protocol=True)
    pieces = []
    position = 0
    for entity in without_overlaps(entities):
        pieces += [_plain(text[position : entity.start], options), _link(entity, text[entity.start], options)]
        position = entity.end
    pieces.append(_plain(text[position:], options))
    return "".join(pieces)


def _plain(text: str, options: AutolinkOptions) -> str:
    return escape_html(text) if options.escape_text else text


def _link(entity: Entity, sign: str, options: AutolinkOptions) -> str:
    match entity:
        case Url():
            return _url_link(entity, options)
        case Hashtag(tag=tag):
            direction = " rtl" if _RIGHT_TO_LEFT.search(tag) else ""
            content = _signed(sign, tag, options)
            return _anchor(
                options.hashtag_url_base + tag, content, options, options.hashtag_class + direction, f"#{tag}"
            )
        case Cashtag(tag=tag):
            content = _signed(sign, tag, options)
            return _anchor(options.cashtag_url_base + tag, content, options, options.cashtag_class, f"${tag}")
        case Mention():
            return _mention_link(entity, sign, options)


def _url_link(entity: Url, options: AutolinkOptions) -> str:
    expanded = entity.url if entity.expanded_url is None and options.shorten_urls else entity.expanded_url
    content = escape_html(entity.url) if expanded is None else _shortened(entity.display_url, expanded, options)
    # Without its protocol a URL would be a path on this site.
    has_protocol = entity.url.lower().startswith(PROTOCOLS)
    href = entity.url if has_protocol else f"https://{entity.url}"
    return _anchor(href, content, options, options.url_class, expanded)


def _mention_link(entity: Mention, sign: str, options: AutolinkOptions) -> str:
    if entity.list_slug is None:
        name, base, css_class = entity.username, options.username_url_base, options.username_class
    else:
        name, base, css_class = f"{entity.username}/{entity.list_slug}", options.list_url_base, options.list_class
    if options.at_sign_in_link:
        return _anchor(base + name, _signed(sign, name, options), options, css_class)
    return _tagged(sign, options.sign_tag) + _anchor(base + name, _tagged(name, options.name_tag), options, css_class)


def _shortened(display_url: str, expanded_url: str, options: AutolinkOptions) -> str:
    """Show the display URL in a way that copies the expanded one: hide what is cut off, do not copy the ellipses."""
    core = display_url.strip(_ELLIPSIS)
    before, found, after = expanded_url.partition(core)
    if not found:
        return escape_html(display_url)

    def hidden(content: str) -> str:
        return f"<span {options.invisible_attributes}>{content}</span>"

    leading = _ELLIPSIS if display_url.startswith(_ELLIPSIS) else ""
    trailing = _ELLIPSIS if display_url.endswith(_ELLIPSIS) else ""
    return (
        f'<span class="tco-ellipsis">{leading}{hidden("&nbsp;")}</span>{hidden(escape_html(before))}'
        f'<span class="js-display-url">{escape_html(core)}</span>'
        f'{hidden(escape_html(after))}<span class="tco-ellipsis">{hidden("&nbsp;")}{trailing}</span>'
    )


def _signed(sign: str, name: str, options: AutolinkOptions) -> str:
    return _tagged(sign, options.sign_tag) + _tagged(name, options.name_tag)


def _tagged(text: str, tag: str | None) -> str:
    return escape_html(text) if tag is None else f"<{tag}>{escape_html(text)}</{tag}>"


def _anchor(
    href: str, content: str, options: AutolinkOptions, css_class: str | None = None, title: str | None = None
) -> str:
    attributes = {"class": css_class, "href": href, "title": title, "rel": options.rel, "target": options.target}
    written = "".join(f' {name}="{escape_html(value)}"' for name, value in attributes.items() if value is not None)
    return f"<a{written}>{content}</a>"
