"""Count how much of a tweet's length a text uses, and say why it cannot be one."""

from dataclasses import dataclass
from typing import Final, Literal

from linnet.domain.text.characters import BLANK, INVALID_CHARACTER
from linnet.domain.text.emoji import emoji_end
from linnet.domain.text.normalization import normalize
from linnet.domain.text.urls import extract_urls

TweetProblem = Literal["empty", "too_long", "invalid_characters"]


@dataclass(frozen=True, slots=True)
class LengthConfig:
    """The weights of one version of the length rules; weights of characters are in units of `1 / scale`."""

    version: int
    max_weighted_length: int
    scale: int
    default_weight: int
    url_length: int
    # (first code point, last code point, weight)
    ranges: tuple[tuple[int, int, int], ...] = ()
    emoji_count_as_one: bool = False

    def weight(self, character: str) -> int:
        """Return the weight of one character in units of `1 / scale`."""
        code_point = ord(character)
        for first, last, weight in self.ranges:
            if first <= code_point <= last:
                return weight
        return self.default_weight


_NARROW_RANGES: Final = ((0, 4351, 100), (8192, 8205, 100), (8208, 8223, 100), (8242, 8247, 100))

V1: Final = LengthConfig(version=1, max_weighted_length=140, scale=1, default_weight=1, url_length=23)
V2: Final = LengthConfig(
    version=2, max_weighted_length=280, scale=100, default_weight=200, url_length=23, ranges=_NARROW_RANGES
)
V3: Final = LengthConfig(
    version=3,
    max_weighted_length=280,
    scale=100,
    default_weight=200,
    url_length=23,
    ranges=_NARROW_RANGES,
    emoji_count_as_one=True,
)


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What twitter-text's `parseTweet` reports.

    The ranges are for editors in browsers, as in the original: UTF-16 code units of the text as given, the end included
    (0 for an empty range). Everything else in this package counts code points.
    """

    weighted_length: int
    permillage: int
    valid: bool
    valid_start: int
    valid_end: int
    display_start: int
    display_end: int


def parse_tweet(text: str, config: LengthConfig = V3) -> ParsedText:
    """Weigh the text and find how much of it fits into a tweet."""
    normalized = normalize(text)
    url_ends = {url.start: url.end for url in extract_urls(normalized)}
    # Texts in ASCII hold no emoji, and most texts are in ASCII.
    seek_emoji = config.emoji_count_as_one and not normalized.isascii()
    limit = config.max_weighted_length * config.scale
    first_invalid = INVALID_CHARACTER.search(normalized)
    valid_before = len(normalized) if first_invalid is None else first_invalid.start()

    weight = units = 0
    valid_end = 0
    position = 0
    while position < len(normalized):
        end = url_ends.get(position, position)
        if end > position:
            weight += config.url_length * config.scale
        else:
            if seek_emoji:
                end = emoji_end(normalized, position)
            if end > position:
                weight += config.default_weight
            else:
                end = position + 1
                weight += config.weight(normalized[position])
        units += _utf16_length(normalized, position, end)
        position = end
        if position <= valid_before and weight <= limit:
            valid_end = units - 1

    length = weight // config.scale
    text_units = _utf16_length(text, 0, len(text))
    return ParsedText(
        weighted_length=length,
        permillage=length * 1000 // config.max_weighted_length,
        valid=first_invalid is None and 0 < weight <= limit,
        valid_start=0,
        # The original shifts the end by what normalisation added or removed anywhere, and so do its tests.
        valid_end=valid_end + text_units - units,
        display_start=0,
        display_end=max(0, text_units - 1),
    )


def weighted_length(text: str, config: LengthConfig = V3) -> int:
    """Return the length of the text as the length rules count it."""
    return parse_tweet(text, config).weighted_length


def tweet_problem(text: str, config: LengthConfig = V3) -> TweetProblem | None:
    """Return why the text cannot be a tweet, or None if it can.

    A text of nothing but spaces and directional marks is empty.
    """
    if BLANK.fullmatch(text):
        return "empty"
    parsed = parse_tweet(text, config)
    if parsed.weighted_length > config.max_weighted_length:
        return "too_long"
    return None if parsed.valid else "invalid_characters"


def _utf16_length(text: str, start: int, end: int) -> int:
    return end - start + sum(character > "\uffff" for character in text[start:end])
