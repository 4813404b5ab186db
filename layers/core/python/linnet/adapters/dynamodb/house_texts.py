"""The texts of operators in the platform table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from linnet.domain.house_texts import HouseText, TextKind

SCHEMA_VERSION: Final = 1
PARTITION: Final = "TEXTS"


class HouseTextRow(Model):
    """A text."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    content = UnicodeAttribute()
    updated_ms = NumberAttribute()
    schema_version = NumberAttribute(default=SCHEMA_VERSION)


@dataclass(frozen=True, slots=True)
class DynamoHouseTexts:
    """Implement the port `HouseTexts`."""

    row: type[HouseTextRow]

    def get(self, kind: TextKind) -> HouseText | None:
        try:
            row = self.row.get(PARTITION, kind.value, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        return HouseText(kind, row.content, int(row.updated_ms))

    def put(self, text: HouseText) -> None:
        self.row(PARTITION, text.kind.value, content=text.content, updated_ms=text.updated_ms).save()

    def remove(self, kind: TextKind) -> None:
        self.row(PARTITION, kind.value).delete()
