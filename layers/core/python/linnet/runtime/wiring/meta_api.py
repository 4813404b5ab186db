"""What `meta_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.text import V3, LengthConfig
from linnet.ports.functions import Functions
from linnet.runtime.environment import Environment
from linnet.runtime.tunables import Tunables
from linnet.services.find_handle import FindHandle
from linnet.services.keep_house_texts import ReadHouseText
from linnet.services.read_network_totals import ReadNetworkTotals


@dataclass(frozen=True, slots=True)
class Meta:
    tunables: Tunables
    text: LengthConfig
    find_handle: FindHandle
    read_text: ReadHouseText
    read_totals: ReadNetworkTotals
    environment: Environment

    @property
    def push_key(self) -> str:
        """Return the public key of Web Push."""
        return self.environment.tables.named("push_signing_key")

    @property
    def functions(self) -> Functions:
        """Return the functions that serve other nouns; most containers never call one."""
        return self.environment.tables.functions


def build(environment: Environment) -> Meta:
    """Put the function together."""
    tables = environment.tables
    return Meta(
        tunables=environment.settings.tunables,
        text=V3,
        find_handle=FindHandle(tables.accounts, tables.stored_users),
        read_text=ReadHouseText(tables.house_texts),
        read_totals=ReadNetworkTotals(tables.network_counts, environment.clock),
        environment=environment,
    )
