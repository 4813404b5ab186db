"""Where the entities of a text stand, as an attribute of rows."""

from __future__ import annotations

from linnet.domain.text import Cashtag, Entities, Hashtag, Mention, Url, display_url


def encode_spans(entities: Entities) -> str | None:
    """Write where the entities stand, e.g. `h0-5 m7-12`: their values are slices of the text."""
    spans = [
        f"{letter}{found.start}-{found.end}"
        for letter, group in (
            ("h", entities.hashtags),
            ("c", entities.cashtags),
            ("m", entities.mentions),
            ("u", entities.urls),
        )
        for found in group
    ]
    return " ".join(spans) or None


def decode_spans(text: str, spans: str | None) -> Entities:
    """Read the entities back from a text and their spans."""
    hashtags: list[Hashtag] = []
    cashtags: list[Cashtag] = []
    mentions: list[Mention] = []
    urls: list[Url] = []
    for span in (spans or "").split():
        start, end = (int(part) for part in span[1:].split("-"))
        value = text[start:end]
        match span[0]:
            case "h":
                hashtags.append(Hashtag(value[1:], start, end))
            case "c":
                cashtags.append(Cashtag(value[1:], start, end))
            case "m":
                username, _, slug = value[1:].partition("/")
                mentions.append(Mention(username, start, end, slug or None))
            case "u":
                urls.append(Url(value, display_url(value), start, end))
            case kind:
                raise ValueError(f"unknown kind of entity: {kind}")
    return Entities(tuple(hashtags), tuple(cashtags), tuple(mentions), tuple(urls))
