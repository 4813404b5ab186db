"""The conformance cases of validity and weighted length, one test each, and the configurations they assume."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from linnet.domain.text import (
    V1,
    V2,
    V3,
    LengthConfig,
    is_valid_hashtag,
    is_valid_list,
    is_valid_url,
    is_valid_username,
    parse_tweet,
    tweet_problem,
    weighted_length,
)
from tests.unit.text.conformance import DATA, TWITTER_USERNAME_LENGTH, parameters, require_data

require_data()

LENGTH_SECTIONS = {
    "WeightedTweetsCounterTest": V2,
    "WeightedTweetsWithDiscountedEmojiCounterTest": V3,
    "UnicodeDirectionalMarkerCounterTest": V3,
}

VALIDATORS: dict[str, Callable[[str], bool]] = {
    "tweets": lambda text: parse_tweet(text, V1).valid,
    "usernames": lambda text: is_valid_username(text, max_username_length=TWITTER_USERNAME_LENGTH),
    "lists": lambda text: is_valid_list(text, max_username_length=TWITTER_USERNAME_LENGTH),
    "hashtags": is_valid_hashtag,
    "urls": is_valid_url,
    "urls_without_protocol": lambda text: is_valid_url(text, require_protocol=False),
}


@pytest.mark.parametrize(("section", "case"), parameters("validate", without=tuple(LENGTH_SECTIONS)))
def test_validate(section: str, case: dict[str, Any]) -> None:
    assert VALIDATORS[section](case["text"]) == case["expected"]


@pytest.mark.parametrize(("section", "case"), parameters("validate", only=tuple(LENGTH_SECTIONS)))
def test_length(section: str, case: dict[str, Any]) -> None:
    config = LENGTH_SECTIONS[section]
    parsed = parse_tweet(case["text"], config)
    assert {
        "weightedLength": parsed.weighted_length,
        "valid": parsed.valid,
        "permillage": parsed.permillage,
        "displayRangeStart": parsed.display_start,
        "displayRangeEnd": parsed.display_end,
        "validRangeStart": parsed.valid_start,
        "validRangeEnd": parsed.valid_end,
    } == case["expected"]
    assert weighted_length(case["text"], config) == case["expected"]["weightedLength"]
    assert (tweet_problem(case["text"], config) is None) == case["expected"]["valid"]


@pytest.mark.parametrize("config", [V1, V2, V3], ids=["v1", "v2", "v3"])
def test_a_configuration_equals_the_published_one(config: LengthConfig) -> None:
    published = json.loads((DATA / f"config-v{config.version}.json").read_text(encoding="utf-8"))
    assert {
        "version": config.version,
        "maxWeightedTweetLength": config.max_weighted_length,
        "scale": config.scale,
        "defaultWeight": config.default_weight,
        "transformedURLLength": config.url_length,
        "emojiParsingEnabled": config.emoji_count_as_one,
        "ranges": [{"start": first, "end": last, "weight": weight} for first, last, weight in config.ranges],
    } == {"emojiParsingEnabled": False, **published}
