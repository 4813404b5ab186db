"""Streams of the engine: what they record, in which shard, and for how long."""

from __future__ import annotations

from tests.simulation.small_cloud import SmallCloud, item

DAY_MS = 24 * 3600 * 1000


def records(small: SmallCloud) -> list[tuple[str, str]]:
    """Return event and partition key of every record, shard by shard."""
    return [
        (record.record["eventName"], record.record["dynamodb"]["Keys"]["pk"]["S"])
        for shard in small.stream.shards
        for record in small.stream.records(shard)
    ]


def test_each_change_is_recorded_with_both_images() -> None:
    small = SmallCloud()
    small.put("ann", note="old")
    small.put("ann", note="new")
    small.call("DeleteItem", TableName="likes", Key=item("ann"))
    (shard,) = small.stream.shards
    changes = [each.record["dynamodb"] for each in small.stream.records(shard)]
    assert [(change.get("OldImage"), change.get("NewImage")) for change in changes] == [
        (None, item("ann", note="old")),
        (item("ann", note="old"), item("ann", note="new")),
        (item("ann", note="new"), None),
    ]


def test_a_write_that_changes_nothing_is_not_recorded() -> None:
    small = SmallCloud()
    small.put("ann")
    small.put("ann")
    small.call("DeleteItem", TableName="likes", Key=item("bob"))
    assert records(small) == [("INSERT", "ann")]


def test_every_action_of_a_transaction_is_recorded_and_none_of_a_refused_one() -> None:
    small = SmallCloud()
    actions = [{"Put": {"TableName": "likes", "Item": item(pk)}} for pk in ("ann", "bob")]
    small.call("TransactWriteItems", TransactItems=actions)
    assert records(small) == [("INSERT", "ann"), ("INSERT", "bob")]


def test_an_item_stays_in_one_shard_in_its_order() -> None:
    small = SmallCloud(shards=4)
    for note in "abc":
        for number in range(12):
            small.put(f"user{number}", note=note)
    homes: dict[str, set[str]] = {}
    for shard in small.stream.shards:
        for record in small.stream.records(shard):
            change = record.record["dynamodb"]
            homes.setdefault(change["Keys"]["pk"]["S"], set()).add(shard)
        sequences = [record.sequence for record in small.stream.records(shard)]
        assert sequences == sorted(sequences)
    assert len({shard for shards in homes.values() for shard in shards}) > 1
    assert all(len(shards) == 1 for shards in homes.values())


def test_sequence_numbers_grow_by_a_digit_so_that_strings_of_them_have_another_order() -> None:
    small = SmallCloud()
    for number in range(60):
        small.put("ann", number)
    (shard,) = small.stream.shards
    spelled = [record.record["dynamodb"]["SequenceNumber"] for record in small.stream.records(shard)]
    assert sorted(spelled, key=int) == spelled
    assert sorted(spelled) != spelled


def test_a_split_shard_takes_no_more_and_its_children_share_its_keys() -> None:
    small = SmallCloud()
    small.put("ann")
    (parent,) = small.stream.shards
    children = small.stream.split(parent)
    for number in range(16):
        small.put(f"user{number}")
    assert len(small.stream.records(parent)) == 1
    shares = [len(small.stream.records(child)) for child in children]
    assert sum(shares) == 16
    assert all(shares)
    assert all(small.stream.shards[child].parents == (parent,) for child in children)


def test_records_are_trimmed_after_a_day() -> None:
    small = SmallCloud()
    small.put("ann")
    small.clock.advance(DAY_MS)
    small.put("bob")
    assert records(small) == [("INSERT", "ann"), ("INSERT", "bob")]
    small.clock.advance(1)
    assert records(small) == [("INSERT", "bob")]


def test_poison_stands_among_the_records_in_its_turn() -> None:
    small = SmallCloud()
    small.put("ann")
    (shard,) = small.stream.shards
    sequence = small.stream.inject(shard, {"dynamodb": {"Keys": {"pk": {"S": "poison"}}, "NewImage": {"what": {}}}})
    small.put("bob")
    assert [pk for _, pk in records(small)] == ["ann", "poison", "bob"]
    assert small.stream.records(shard)[1].record["dynamodb"]["SequenceNumber"] == str(sequence)
