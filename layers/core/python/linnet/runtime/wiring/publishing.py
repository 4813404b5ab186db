"""Publishing, as every function that publishes tweets has it."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.find_media import FindMedia
from linnet.services.find_tweet import FindTweet
from linnet.services.publish_tweet import PublishTweet


def publish_tweet(environment: Environment) -> PublishTweet:
    """Put the service together over the container's caches."""
    tables = environment.tables
    return PublishTweet(
        tables.tweets,
        tables.accounts,
        tables.engagements,
        FindTweet(tables.tweets, read_tweets(environment)),
        environment.parallel,
        environment.clock,
        environment.ids,
        FindMedia(tables.media, environment.clock),
    )
