"""Extract all entities of a text and resolve their overlaps: of two that overlap, the first to begin stays."""

from collections.abc import Iterable
from operator import attrgetter

from linnet.domain.text.entities import Cashtag, Entities, Entity, Hashtag, Mention, Url
from linnet.domain.text.mentions import MAX_USERNAME_LENGTH, find_mentions
from linnet.domain.text.normalization import normalize
from linnet.domain.text.tags import find_cashtags, find_hashtags
from linnet.domain.text.urls import extract_urls


def extract_entities(text: str, *, max_username_length: int = MAX_USERNAME_LENGTH) -> Entities:
    """Return the entities of the text, with spans in code points of its NFC form."""
    entities = extract_in_order(normalize(text), max_username_length=max_username_length)
    return Entities(
        hashtags=tuple(entity for entity in entities if isinstance(entity, Hashtag)),
        cashtags=tuple(entity for entity in entities if isinstance(entity, Cashtag)),
        mentions=tuple(entity for entity in entities if isinstance(entity, Mention)),
        urls=tuple(entity for entity in entities if isinstance(entity, Url)),
    )


def extract_in_order(
    text: str, *, require_protocol: bool = False, max_username_length: int = MAX_USERNAME_LENGTH
) -> list[Entity]:
    """Return the entities of the text as it is, without normalisation, in order of appearance."""
    return without_overlaps(
        [
            *extract_urls(text, require_protocol=require_protocol),
            *find_hashtags(text),
            *find_mentions(text, max_username_length=max_username_length),
            *find_cashtags(text),
        ]
    )


def extract_hashtags(text: str) -> list[Hashtag]:
    """Return the hashtags of the text that are not part of a URL."""
    kept = without_overlaps([*extract_urls(text), *find_hashtags(text)])
    return [entity for entity in kept if isinstance(entity, Hashtag)]


def without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    """Return the entities in order of appearance, leaving out those that begin inside of one that stays."""
    kept: list[Entity] = []
    end = 0
    for entity in sorted(entities, key=attrgetter("start")):
        if entity.start >= end:
            kept.append(entity)
            end = entity.end
    return kept
