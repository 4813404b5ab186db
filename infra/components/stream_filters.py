"""Which records of a table's stream its consumers get: a function is not called for rows that mean nothing to it."""

from __future__ import annotations

import json
from typing import Final

from linnet.adapters.dynamodb import keys, mail_keys

# Counts change far more often than content, in the same rows. A removed row (a retweet that was taken back) has no new
# image.
CONTENT: Final = (
    json.dumps({"dynamodb": {"NewImage": {"touched": {"S": ["content"]}}}}),
    json.dumps({"eventName": ["REMOVE"]}),
)
# The rows of follow lists are written by a consumer of the same stream, and follow from the pairs.
PAIRS: Final = (json.dumps({"dynamodb": {"Keys": {"sk": {"S": [{"prefix": keys.PAIR_PREFIX}]}}}}),)
# Who joins or leaves a list is in the pairs; of the lists themselves only the end leaves something to do.
ENDED_LISTS: Final = (
    json.dumps({"eventName": ["REMOVE"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": keys.LIST_PREFIX}]}}}}),
)
# Never the messages themselves: what their writers wrote is neither handed to a worker nor kept when it fails.
CONVERSATIONS: Final = (
    json.dumps({"dynamodb": {"Keys": {"sk": {"S": [keys.CONVERSATION_HEAD, {"prefix": keys.PARTICIPANT_PREFIX}]}}}}),
)
# Apps that are connected read their filters again.
FILTERS: Final = (json.dumps({"dynamodb": {"Keys": {"sk": {"S": [keys.FILTERS]}}}}),)
CELEBRITIES: Final = (json.dumps({"dynamodb": {"Keys": {"sk": {"S": [keys.CELEBRITY]}}}}),)
# A session is written with each use of a day; only its end concerns sockets.
ENDED_SESSIONS: Final = (json.dumps({"eventName": ["REMOVE"], "dynamodb": {"Keys": {"sk": {"S": [keys.SESSION]}}}}),)
# What a person or the platform changed in a profile; its totals move far more often.
PROFILES: Final = (
    json.dumps({"dynamodb": {"Keys": {"sk": {"S": [keys.PROFILE]}}, "NewImage": {"touched": {"S": ["content"]}}}}),
    json.dumps({"eventName": ["REMOVE"], "dynamodb": {"Keys": {"sk": {"S": [keys.PROFILE]}}}}),
)
# What happens to an order on its way is known by its row alone.
MAILS: Final = (
    json.dumps(
        {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": mail_keys.PREFIX}]}}}}
    ),
)
# Who came, went or was seen; profiles are written far more often.
PRESENCE: Final = (json.dumps({"dynamodb": {"Keys": {"sk": {"S": [keys.ACCOUNT]}}}}),)
ACCOUNTS: Final = (
    json.dumps({"eventName": ["MODIFY", "REMOVE"], "dynamodb": {"Keys": {"sk": {"S": [keys.ACCOUNT]}}}}),
)
