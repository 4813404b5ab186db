"""The console of a network: what lies in its tables and queues, and what its functions say."""

import asyncio
import functools

from aiohttp import web

from local.aws import LocalAws
from local.cloud.guard import is_loopback
from local.front import inspection
from local.front.html import Child, Html, element, fragment, link, page, table
from local.instance import Instance
from local.letters import Letter, newest_letters
from local.logs import Entry, format_entry, recent_entries

ERRORS = frozenset({"ERROR", "CRITICAL"})
SHOWN_ITEMS = 50
SHOWN_LOG_ENTRIES = 200
SHOWN_ERRORS = 10
SHOWN_LETTERS = 50


def is_for_the_console(request: web.Request) -> bool:
    """Tell whether a person at this machine asks, not another site's page, a tunnel or a rebound name."""
    return (
        is_loopback(request.host)
        and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        and "X-Forwarded-For" not in request.headers
        and "Forwarded" not in request.headers
    )


class Console:
    """Renders the pages below /console; looks into the emulator in a thread, as its clients block."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._aws = LocalAws(instance.cloud_url)

    async def page(self, request: web.Request) -> str:
        if not is_for_the_console(request):
            raise web.HTTPForbidden(text="The console answers only to this machine.")
        if request.method not in ("GET", "HEAD"):
            raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))
        match request.path.strip("/").split("/")[1:]:
            case []:
                render = self._overview
            case ["tables", name]:
                render = functools.partial(self._table, name)
            case ["queues", name]:
                render = functools.partial(self._queue, name)
            case ["mail"]:
                render = self._mail
            case ["logs"]:
                render = functools.partial(self._logs, request.query.get("function", ""))
            case _:
                raise web.HTTPNotFound
        try:
            return await asyncio.to_thread(render)
        except inspection.NoSuchResourceError as error:
            raise web.HTTPNotFound from error

    def _overview(self) -> str:
        tables = inspection.tables(self._aws)
        queues = inspection.queues(self._aws)
        errors = recent_entries(self._instance.function_log, SHOWN_ERRORS, levels=ERRORS)
        return _page(
            "Console",
            element("h2", "Tables"),
            table(
                ("Table", "Items", "Bytes"),
                [
                    (link(f"/console/tables/{one.name}", inspection.short_name(one.name)), one.items, one.size)
                    for one in tables
                ],
                "Tables",
            ),
            element("h2", "Queues"),
            table(
                ("Queue", "Waiting", "In work", "Delayed", ""),
                [
                    (
                        link(f"/console/queues/{one.name}", inspection.short_name(one.name)),
                        one.waiting,
                        one.in_work,
                        one.delayed,
                        _role(one),
                    )
                    for one in queues
                ],
                "Queues",
            ),
            element("h2", "Recent function errors"),
            _entries(errors) if errors else element("p", "None."),
        )

    def _table(self, name: str) -> str:
        newest = inspection.newest_items(self._aws, name, SHOWN_ITEMS)
        note = (
            f"The newest {len(newest.items)} of {newest.scanned} items, by the time in their ids."
            if newest.complete
            else f"The newest {len(newest.items)} of the first {newest.scanned} items; the table holds more."
        )
        return _page(name, element("p", note), *(element("pre", item) for item in newest.items))

    def _queue(self, name: str) -> str:
        messages = inspection.messages(self._instance.cloud_url, name)
        return _page(
            name,
            element("p", f"{len(messages)} messages; looking does not receive them."),
            *(
                fragment(
                    element("h2", message.message_id),
                    element(
                        "p", f"{'waiting' if message.visible else 'in work'}, received {message.receive_count} times"
                    ),
                    element("pre", message.body),
                )
                for message in messages[:SHOWN_ITEMS]
            ),
        )

    def _mail(self) -> str:
        letters = newest_letters(self._instance.mail, SHOWN_LETTERS)
        return _page(
            "Mail",
            element(
                "p",
                "What this network sent, newest first; nothing leaves this machine. Each is also a file in ",
                element("code", str(self._instance.mail)),
                ".",
            ),
            *(_letter(letter, self._instance.url) for letter in letters),
        )

    def _logs(self, function: str) -> str:
        entries = recent_entries(self._instance.function_log, SHOWN_LOG_ENTRIES, function=function)
        names = sorted({entry.function for entry in recent_entries(self._instance.function_log, 10_000)})
        choices: list[Child] = [link("/console/logs", "all")]
        choices += [link(f"/console/logs?function={name}", name) for name in names]
        return _page(
            f"Log of {function or 'all functions'}",
            element("nav", choices, aria_label="Functions"),
            _entries(entries) if entries else element("p", "Nothing yet."),
        )


def _page(title: str, *content: Child) -> str:
    navigation = element(
        "nav",
        link("/console", "Console"),
        link("/console/logs", "Logs"),
        link("/console/mail", "Mail"),
        link("/api/docs", "API"),
        link("/", "Start page"),
        aria_label="Console",
    )
    return page(f"{title} – Linnet", navigation, element("h1", title), *content)


def _letter(letter: Letter, own_address: str) -> Html:
    """Return a mail as text, with links of this network that can be followed."""
    links = [word for word in letter.text.split() if word.startswith(f"{own_address}/")]
    return fragment(
        element("h2", letter.subject),
        element("p", f"To {letter.to}, {letter.date}"),
        element("pre", letter.text),
        *(element("p", link(each, each)) for each in links),
    )


def _role(queue: inspection.Queue) -> Html:
    if not queue.sources:
        return fragment()
    text = f"dead letters of {', '.join(map(inspection.short_name, queue.sources))}"
    return element("span", text, class_="bad") if queue.waiting else element("span", text)


def _entries(entries: list[Entry]) -> Html:
    # Newest first: that is what one came for.
    return element("pre", "\n".join(format_entry(entry, coloured=False) for entry in reversed(entries)))
