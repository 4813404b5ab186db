"""Give accounts of data sets, which have names only, something to stand on their profile."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ROLES = """Trader|Teacher|Nurse|Engineer|Photographer|Reader of footnotes|Ex-analyst|Journalist|Student|Baker|Cyclist|
Retired pilot|Librarian|Data person|Gardener|Amateur astronomer""".replace("\n", "").split("|")
_LIKES = """long walks|charts|strong coffee|jazz|trains|quiet mornings|options|old maps|football|chess|birds|soup|
open source|night skies|second-hand books|good questions""".replace("\n", "").split("|")
_CLOSINGS = ("Opinions are mine.", "Not investment advice.", "Retweets are not praise.", "Mostly here to read.", "", "")
_PLACES = (
    "Lisbon|Chicago|Nairobi|Osaka|Leipzig|Toronto|Manchester|Lima|Pune|Oslo|Accra|Melbourne|Portland|Gdańsk||".split(
        "|"
    )
)


@dataclass(frozen=True, slots=True)
class Persona:
    """What an account says about itself."""

    username: str
    display_name: str
    bio: str
    location: str


def persona(username: str, seed: int) -> Persona:
    """Return the same persona for the same name and seed."""
    chance = random.Random(f"{seed}:{username}")
    liked = chance.sample(_LIKES, 2)
    bio = f"{chance.choice(_ROLES)}. {liked[0].capitalize()} and {liked[1]}. {chance.choice(_CLOSINGS)}".strip()
    return Persona(username, _display_name(username), bio, chance.choice(_PLACES))


def _display_name(username: str) -> str:
    words = _WORD.findall(username)
    return " ".join(word if word.isupper() else word.capitalize() for word in words)[:50] or username
