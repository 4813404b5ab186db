"""What is decided once must not rest on a read that is a second behind."""

from __future__ import annotations

import random

from linnet.adapters.dynamodb.binding import Connect
from linnet.adapters.dynamodb.identity import DynamoUsers
from linnet.adapters.dynamodb.identity_rows import IdentityRow, profile_row
from linnet.domain.users import User
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.sdk import Call, Phase

ANN = 11


class Lagging:
    """Show every eventually consistent read the tables of three seconds ago."""

    def on_call(self, call: Call, phase: Phase) -> None:
        if phase is Phase.BEFORE:
            call.read_lag_ms = 3000


def test_an_account_of_a_moment_ago_is_found_only_by_a_consistent_read(aws_credentials: None) -> None:
    clock = FakeClock()
    cloud = Cloud(Definitions(), clock, random=random.Random(1), sleep=clock.sleep, hook=Lagging())
    with cloud.installed():
        row = create_table(IdentityRow, Connect(region="us-east-1", host="https://dynamodb.simulated"))
        profile_row(row, User(ANN, "ann", "Ann", created_ms=clock.now_ms())).save()
        late = DynamoUsers(row, clock.sleep, lambda: 0.5)
        as_written = DynamoUsers(row, clock.sleep, lambda: 0.5, consistent=True)

        assert late.get_many([ANN]) == {}
        assert as_written.get_many([ANN]).keys() == {ANN}
