"""Every key string of every table, built here (of trends in `trend_keys`) and nowhere else.

`docs/data-model.md` lists who reads what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from linnet.domain.ids import created_ms
from linnet.domain.timelines import Timeline

# identity


USER_PREFIX = "U#"


def user(user_id: int) -> str:
    return f"{USER_PREFIX}{user_id}"


PROFILE = "PROFILE"
ACCOUNT = "ACCOUNT"
EXPORT = "EXPORT"


def username(name: str) -> str:
    return f"N#{name.lower()}"


USERNAME = "N"


def email(address: str) -> str:
    # Hashed: an address is personal data and keys turn up in metrics and logs.
    return f"E#{hashlib.sha256(address.strip().lower().encode()).hexdigest()}"


EMAIL = "E"


def session(token_sha256: str) -> str:
    return f"S#{token_sha256}"


SESSION = "S"


def app(client_id: str) -> str:
    # Hashed: whoever asks chooses the text, and a key has its limit.
    return f"A#{_digest(client_id)}"


APP = "A"


def authorization_code(sha256: str) -> str:
    return f"C#{sha256}"


AUTHORIZATION_CODE = "C"


def erasures(due_ms: int) -> str:
    """Name the partition of what is to be erased on one day (UTC)."""
    return f"X#{datetime.fromtimestamp(due_ms / 1000, tz=UTC):%Y%m%d}"


# tweets


TWEET_PREFIX = "T#"


def tweet(tweet_id: int) -> str:
    return f"{TWEET_PREFIX}{tweet_id}"


CURRENT = 0


def own_thread(root_id: int) -> str:
    return f"{root_id}#self"


def replies(root_id: int, shard: int) -> str:
    return f"{root_id}#{shard}"


def open_polls(shard: int) -> str:
    return str(shard)


# engagement


def shard_of(tweet_id: int, shard: int) -> str:
    """Name a partition of the indexes of who likes, retweeted or quotes a tweet, or voted in its poll."""
    return f"{tweet_id}#{shard}"


NO_TWEET = 0
"""Where the engagement table keeps an account's own row: no tweet has this id."""


def filed(folder_id: int, bookmark_id: int) -> str:
    return f"{folder_id:020d}#{bookmark_id:020d}"


# drafts


USAGE = 0
"""Where the drafts table counts what an account keeps: no draft has this id."""


def due(shard: int) -> str:
    return str(shard)


# media


def expiring(shard: int) -> str:
    return str(shard)


# graph


def pair(target_id: int) -> str:
    return f"P#{target_id:020d}"


PAIR_PREFIX = "P#"
LIST_PREFIX = "L#"


def user_list(list_id: int) -> str:
    return f"{LIST_PREFIX}{ordered(list_id)}"


LIMITS = "LIMITS"
ENDORSED = "ENDORSED"
DISMISSED = "DISMISSED"
FILTERS = "FILTERS"
MUTED_THREADS = "MUTED_THREADS"
CELEBRITY = "CELEBRITY"


def followers(user_id: int, shard: int) -> str:
    return f"R#{user_id}#{shard}"


BELLS = "BELLS"


def bells(user_id: int, shard: int) -> str:
    return f"B#{user_id}#{shard}"


def following(user_id: int) -> str:
    return f"G#{user_id}"


def requests(user_id: int) -> str:
    return f"Q#{user_id}"


def ordered(identifier: int) -> str:
    """Pad an id so that string order is number order."""
    return f"{identifier:020d}"


# timelines


def home(user_id: int) -> str:
    return f"HOME#{user_id}"


def timeline(place: Timeline) -> str:
    # With the owner: two accounts may make lists of one id.
    return home(place.viewer_id) if place.list_id is None else f"LIST#{place.viewer_id}#{place.list_id}"


def timeline_state(user_id: int) -> str:
    return f"STATE#{user_id}"


def tag_timeline(tag: str) -> str:
    return f"TAG#{tag}"


def head(author_id: int) -> str:
    return f"HEAD#{author_id}"


def feed(name: str, bucket: str, shard: int) -> str:
    return f"FEED#{name}#{bucket}#{shard}"


def feed_directory(name: str) -> str:
    return f"FEEDS#{name}"


ONLY = 0


def bucket_of(entry_id: int, by_day: bool) -> str:
    """Return the UTC day (`20261121`) or month (`202611`) an id was made in."""
    moment = datetime.fromtimestamp(created_ms(entry_id) / 1000, tz=UTC)
    return moment.strftime("%Y%m%d" if by_day else "%Y%m")


# notifications


def notifications(recipient_id: int) -> str:
    return f"N#{recipient_id}"


def subject(kind: str, object_id: int) -> str:
    return f"S#{kind}#{object_id}"


INBOX = "INBOX"


def notification_requests(recipient_id: int) -> str:
    return f"F#{recipient_id}"


def sender(user_id: int) -> str:
    return f"A#{user_id}"


WEB_SUBSCRIPTIONS = "W#"


def web_subscription(token_sha256: str) -> str:
    return f"{WEB_SUBSCRIPTIONS}{token_sha256}"


# messages


def conversation(conversation_id: str) -> str:
    return f"C#{conversation_id}"


CONVERSATION_HEAD = "HEAD"
PARTICIPANT_PREFIX = "P#"
MESSAGE_PREFIX = "M#"


def participant(user_id: int) -> str:
    return f"{PARTICIPANT_PREFIX}{ordered(user_id)}"


def message(message_id: int) -> str:
    return f"{MESSAGE_PREFIX}{ordered(message_id)}"


def message_place(message_id: int) -> str:
    return f"M#{message_id}"


MESSAGE_PLACE = "M"


def group_of(members: Iterable[int]) -> str:
    return f"G#{_digest(','.join(map(str, sorted(members))))}"


GROUP_OF = "G"


def list_entry(conversation_id: str) -> str:
    return f"L#{conversation_id}"


def inbox(user_id: int) -> str:
    return f"I#{user_id}"


def message_requests(user_id: int) -> str:
    return f"R#{user_id}"


def sent_key(user_id: int, key: str) -> str:
    return f"K#{user_id}#{_digest(key)}"


SENT_KEY = "K"

# platform


def rate_limit(subject: str, bucket: str) -> str:
    return f"LIMIT#{subject}#{bucket}"


def window_start(start_ms: int) -> str:
    return f"{start_ms:015d}"


def idempotency(user_id: int, key: str) -> str:
    return f"IDEM#{user_id}#{_digest(key)}"


IDEMPOTENCY = "IDEM"


def invalidation_log(replica: int) -> str:
    return f"LOG#{replica}"


def invalidation(at_ms: int, discriminator: str) -> str:
    return f"{at_ms:015d}#{discriminator}"


# What an account keeps of its searches.
def searches(user_id: int) -> str:
    return f"SEARCHES#{user_id}"


SAVED = "SAVED"
RECENT = "RECENT"


def featured_tags(user_id: int) -> str:
    return f"FEATURED#{user_id}"


TAGS = "TAGS"


def reports(reporter_id: int) -> str:
    return f"REPORTS#{reporter_id}"


# What is proposed to who types: accounts by a beginning of their names, most followed first; what is stored of each.
def suggestions(beginning: str) -> str:
    return f"SUGGEST#{beginning}"


def suggestion(fame: int, user_id: int) -> str:
    return f"{MAX_FAME - fame:02d}#{ordered(user_id)}"


def suggested(user_id: int) -> str:
    return f"SUGGESTED#{user_id}"


def tags_in_use(letter: str) -> str:
    return f"TAGS#{letter}"


MAX_FAME = 63
STATE = "STATE"
IN_USE = "IN_USE"

# What the reconciler knows.
POSITIONS = "RECONCILE#POSITIONS"
SUSPECTED = "RECONCILE#SUSPECTED"
HOT = "RECONCILE#HOT"


def target(holder: str, identifier: int) -> str:
    return f"{holder}#{ordered(identifier)}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
