"""HTML built from nested calls; text is escaped unless it was built here."""

import html
from collections.abc import Iterable, Sequence

STYLE = """
:root {
  color-scheme: light dark; --line: #8884; --soft: #8882;
  --accent: light-dark(#0b5cad, #7db8ff); --bad: light-dark(#b3261e, #ff8a80);
}
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: var(--accent); } a:focus-visible { outline: 2px solid; outline-offset: 2px; }
nav a { margin-right: 1rem; }
pre, code { font: 0.875rem/1.45 ui-monospace, monospace; }
pre {
  background: var(--soft); border-radius: 6px; overflow-wrap: anywhere; padding: 0.75rem; white-space: pre-wrap;
}
.scroll { overflow-x: auto; } table { border-collapse: collapse; min-width: 24rem; }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 0.9rem 0.3rem 0; text-align: left; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; text-align: right; } .bad { color: var(--bad); font-weight: 600; }
"""


class Html(str):
    """Markup that is safe to put into a page."""

    __slots__ = ()


Child = str | int | Html


def element(name: str, *children: Child | Iterable[Child], **attributes: str) -> Html:
    """Return an element; `class_` becomes class, other underscores hyphens."""
    fields = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{fields}>{fragment(*children)}</{name}>")


def fragment(*children: Child | Iterable[Child]) -> Html:
    """Return the children one after the other."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str | int):
            parts.append(html.escape(str(child)))
        else:
            parts.append(fragment(*child))
    return Html("".join(parts))


def link(target: str, text: Child) -> Html:
    return element("a", text, href=target)


def table(heads: Sequence[str], rows: Iterable[Sequence[Child]], caption: str) -> Html:
    """Return a table that scrolls inside itself; numbers stand right."""
    body = [element("tr", [_cell(value) for value in row]) for row in rows]
    header = element("tr", [element("th", head, scope="col") for head in heads])
    if not body:
        body = [element("tr", element("td", "none", colspan=str(len(heads))))]
    # Reachable by keyboard, because it can scroll.
    return element(
        "div",
        element("table", element("thead", header), element("tbody", body)),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _cell(value: Child) -> Html:
    return element("td", value, class_="number") if isinstance(value, int) else element("td", value)


def page(title: str, *content: Child) -> str:
    """Return a whole document."""
    head = fragment(
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<link rel="icon" href="data:,">'),
        element("title", title),
        element("style", Html(STYLE)),
    )
    document = element("html", element("head", head), element("body", element("main", *content)), lang="en")
    return f"<!doctype html>{document}"
