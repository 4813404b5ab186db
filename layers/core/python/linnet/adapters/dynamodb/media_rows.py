"""Rows of pictures."""

from __future__ import annotations

from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.media_values import decode_one, encode_one
from linnet.adapters.dynamodb.tweet_rows import whole
from linnet.domain.media import Purpose, StoredMedia

SCHEMA_VERSION: Final = 1


class ByExpiry(GlobalSecondaryIndex["MediaRow"]):
    """Pictures that nothing holds, in shards, the earliest to be removed first."""

    class Meta:
        index_name = "by_expiry"
        projection = KeysOnlyProjection()

    expiring = UnicodeAttribute(hash_key=True)
    removed_at = NumberAttribute(range_key=True)


class MediaRow(Model):
    """A picture of an account; `expiring` and `removed_at` are there while nothing holds it.

    Not DynamoDB's own time to live: the files must go before what tells their names.
    """

    owner_id = NumberAttribute(hash_key=True)
    id = NumberAttribute(range_key=True)
    schema_version = NumberAttribute(default=SCHEMA_VERSION)
    version = NumberAttribute()
    purpose = UnicodeAttribute()
    media = UnicodeAttribute()
    holder_id = NumberAttribute(null=True)
    expiring = UnicodeAttribute(null=True)
    removed_at = NumberAttribute(null=True)

    by_expiry = ByExpiry()


def row_of_media(row: type[MediaRow], stored: StoredMedia, shards: int) -> MediaRow:
    """Build the row of a picture."""
    return row(
        stored.owner_id,
        stored.id,
        version=stored.version,
        purpose=stored.purpose.value,
        media=encode_one(stored.media),
        holder_id=stored.holder_id,
        expiring=None if stored.expires_ms is None else keys.expiring(stored.id % shards),
        removed_at=stored.expires_ms,
    )


def stored_media_of(row: MediaRow) -> StoredMedia:
    """Read the row of a picture."""
    return StoredMedia(
        media=decode_one(row.media),
        owner_id=int(row.owner_id),
        purpose=Purpose(row.purpose),
        holder_id=whole(row.holder_id),
        expires_ms=whole(row.removed_at),
        version=int(row.version),
    )
