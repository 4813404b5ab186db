"""The stored data behind a running network, for stories about time that nobody can wait for."""

import json

from local.testing import Network


def physical_name(network: Network, table: str) -> str:
    """Return the name that the deployment gave a table."""
    (name,) = [each for each in network.aws.dynamodb.list_tables()["TableNames"] if f"-{table}table" in each]
    return name


def stored_totals(network: Network, tweet_id: str) -> dict[str, int]:
    """Return a tweet's totals as they are now; what is read over HTTP may come from a cache for up to a minute."""
    key = {"pk": {"S": f"T#{tweet_id}"}, "sk": {"N": "0"}}
    row = network.aws.dynamodb.get_item(TableName=physical_name(network, "tweets"), Key=key)["Item"]
    return {name: int(row.get(name, {"N": "0"})["N"]) for name in ("replies", "retweets", "quotes", "likes", "voters")}


def bells_of(network: Network, author_id: str) -> set[str]:
    """Return the accounts that the index of an author's bells names; the local stage has one shard of it."""
    found = network.aws.dynamodb.query(
        TableName=physical_name(network, "graph"),
        KeyConditionExpression="pk = :bells",
        FilterExpression="attribute_not_exists(gone)",
        ExpressionAttributeValues={":bells": {"S": f"B#{author_id}#0"}},
    )
    return {row["user_id"]["N"] for row in found["Items"]}


def let_poll_end(network: Network, tweet_id: str, ended_ms: int) -> None:
    """Put the end of a poll into the past."""
    table, key = physical_name(network, "tweets"), {"pk": {"S": f"T#{tweet_id}"}, "sk": {"N": "0"}}
    row = network.aws.dynamodb.get_item(TableName=table, Key=key)["Item"]
    poll = json.dumps({**json.loads(row["poll"]["S"]), "ends": ended_ms})
    network.aws.dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET poll = :poll, poll_ends = :ended",
        ExpressionAttributeValues={":poll": {"S": poll}, ":ended": {"N": str(ended_ms)}},
    )


def let_draft_be_due(network: Network, owner_id: str, draft_id: str, due_ms: int) -> None:
    """Put the time of a scheduled tweet into the past."""
    network.aws.dynamodb.update_item(
        TableName=physical_name(network, "drafts"),
        Key={"owner_id": {"N": owner_id}, "id": {"N": draft_id}},
        UpdateExpression="SET scheduled_at = :due, due_at = :due",
        ExpressionAttributeValues={":due": {"N": str(due_ms)}},
    )
