"""Featured hashtags, on one row of each account: a change reads it and writes it whole, at its version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.domain.featured_tags import FeaturedTag, FeaturedTags
from linnet.ports.identity import VersionConflict

SCHEMA_VERSION: Final = 1


class FeaturedTagsRow(Model):
    """What an account shows: pairs of id and name."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    tags = UnicodeAttribute()
    version = NumberAttribute()
    schema_version = NumberAttribute(default=SCHEMA_VERSION)


@dataclass(frozen=True, slots=True)
class DynamoFeaturedTags:
    """Implement the port `FeaturedTagStore`."""

    row: type[FeaturedTagsRow]

    def of(self, user_id: int) -> FeaturedTags:
        try:
            found = self.row.get(keys.featured_tags(user_id), keys.TAGS, consistent_read=True)
        except self.row.DoesNotExist:
            return FeaturedTags()
        return FeaturedTags(tuple(FeaturedTag(int(i), name) for i, name in json.loads(found.tags)), int(found.version))

    def replace(self, user_id: int, featured: FeaturedTags) -> None:
        row = self.row(keys.featured_tags(user_id), keys.TAGS)
        # Escaped, a letter of most scripts would take twice its bytes.
        tags = [[str(each.id), each.name] for each in featured.tags]
        row.tags = json.dumps(tags, ensure_ascii=False, separators=(",", ":"))
        row.version = featured.version + 1
        first = featured.version == 0
        unchanged = self.row.pk.does_not_exist() if first else self.row.version == featured.version
        if not written(lambda: row.save(condition=unchanged)):
            raise VersionConflict
