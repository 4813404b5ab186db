"""Tables share a session of botocore's in each thread, and threads what it reads from its files."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from botocore.loaders import JSONFileLoader
from pynamodb.attributes import UnicodeAttribute

from linnet.adapters.dynamodb.binding import Connect, Model, bind


class Row(Model):
    class Meta:
        table_name = "rows"

    key = UnicodeAttribute(hash_key=True)


@pytest.mark.usefixtures("aws_credentials")
def test_a_second_table_reads_no_file_of_botocore_again() -> None:
    connect = Connect(region="us-east-1")
    first = bind(Row, "first", connect)._get_connection().connection
    client = first.client
    with patch.object(JSONFileLoader, "load_file", side_effect=AssertionError("a file was read again")):
        second = bind(Row, "second", connect)._get_connection().connection
        assert second.client is not client
        assert second.session is first.session
        with ThreadPoolExecutor(1) as other:
            assert (
                other.submit(lambda: bind(Row, "third", connect)._get_connection().connection.client).result()
                is not client
            )
            assert other.submit(lambda: first.session).result() is not first.session
