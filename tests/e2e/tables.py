"""The stored data behind a running network, for stories about time that nobody can wait for."""

from local.testing import Network


def physical_name(network: Network, table: str) -> str:
    """Return the name that the deployment gave a table."""
    (name,) = [each for each in network.aws.dynamodb.list_tables()["TableNames"] if f"-{table}table" in each]
    return name
