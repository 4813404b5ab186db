"""Which updates lose data."""

from typing import Any

from local.deploy.stacks import replaced_tables


def table(**properties: object) -> dict[str, Any]:
    given: dict[str, object] = {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    }
    return {"Resources": {"Tweets": {"Type": "AWS::DynamoDB::Table", "Properties": given | properties}}}


def test_a_table_whose_keys_change_is_replaced() -> None:
    keys = [{"AttributeName": "id", "KeyType": "HASH"}]

    assert replaced_tables(table(), table(KeySchema=keys)) == ["Tweets"]


def test_a_table_whose_key_changes_its_type_is_replaced() -> None:
    number = [{"AttributeName": "pk", "AttributeType": "N"}]

    assert replaced_tables(table(), table(AttributeDefinitions=number)) == ["Tweets"]


def test_a_table_that_gets_a_local_index_is_replaced() -> None:
    assert replaced_tables(table(), table(LocalSecondaryIndexes=[{"IndexName": "by_day"}])) == ["Tweets"]


def test_a_table_that_gets_a_global_index_keeps_its_items() -> None:
    with_index = table(
        GlobalSecondaryIndexes=[{"IndexName": "by_author"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "author_id", "AttributeType": "N"},
        ],
    )

    assert replaced_tables(table(), with_index) == []


def test_a_new_table_loses_nothing() -> None:
    assert replaced_tables({"Resources": {}}, table()) == []
