"""The one port of a running network."""

import pytest
import websockets.sync.client

from local.front.proxy import FRONT
from tests.local.small_network import SmallNetwork, eventually

pytestmark = pytest.mark.e2e


def test_the_api_answers_and_sees_what_a_load_balancer_adds(network: SmallNetwork) -> None:
    event = network.client.get("/api/event?a=1", headers={"X-Forwarded-Proto": "https"}).json()

    port = str(network.network.instance.port)
    assert event["rawQueryString"] == "a=1"
    assert event["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert event["headers"]["x-forwarded-proto"] == "http"
    assert event["headers"]["x-forwarded-port"] == port
    assert event["headers"]["host"] == f"127.0.0.1:{port}"


def test_a_client_behind_a_tunnel_reaches_the_api(network: SmallNetwork) -> None:
    event = network.client.get("/api/event", headers={"Host": "demo.example.org"}).json()

    assert event["headers"]["x-forwarded-host"] == "demo.example.org"


def test_only_the_front_says_who_asks_and_proves_it(network: SmallNetwork) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Linnet-Viewer": "192.0.2.1", "X-Linnet-Site": "guessed"}
    headers = network.client.get("/api/event", headers=forged).json()["headers"]

    assert headers["x-forwarded-host"] == f"127.0.0.1:{network.network.instance.port}"
    assert (headers["x-linnet-viewer"], headers["x-linnet-site"]) == ("127.0.0.1", FRONT)


def test_an_error_of_a_function_is_a_500_that_tells_nothing(network: SmallNetwork) -> None:
    response = network.client.get("/api/nowhere")

    assert response.status_code == 500
    assert response.json() == {"message": "Internal Server Error"}


def test_a_body_beyond_ten_megabytes_is_refused(network: SmallNetwork) -> None:
    assert network.client.post("/api/things/large", content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413


def test_a_browser_of_another_origin_gets_the_cors_headers_of_the_template(network: SmallNetwork) -> None:
    preflight = network.client.options(
        "/api/things",
        headers={
            "Origin": "https://app.example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    answer = network.client.get("/api/things", headers={"Origin": "https://app.example.org"})

    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_welcome_page_tells_how_to_begin(network: SmallNetwork) -> None:
    page = network.client.get("/")

    assert page.headers["content-type"].startswith("text/html")
    for expected in ("/api/docs", "/console", "/api/auth/register", str(network.network.instance.mail)):
        assert expected in page.text


def test_an_unknown_page_is_a_404(network: SmallNetwork) -> None:
    assert network.client.get("/nothing/here").status_code == 404


def test_media_come_from_the_bucket_in_parts_too(network: SmallNetwork) -> None:
    (bucket,) = [
        one["Name"] for one in network.network.aws.s3.list_buckets()["Buckets"] if "media" in one.get("Name", "")
    ]
    network.network.aws.s3.put_object(Bucket=bucket, Key="a/b c.txt", Body=b"0123456789", ContentType="text/plain")

    whole = network.client.get("/media/a/b%20c.txt")
    part = network.client.get("/media/a/b%20c.txt", headers={"Range": "bytes=2-4"})

    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, b"0123456789", "text/plain")
    assert (part.status_code, part.content) == (206, b"234")
    assert network.client.get("/media/a/none.txt").status_code == 404
    assert network.client.put("/media/a/none.txt", content=b"x").status_code == 405


def test_a_socket_is_joined_to_the_deployed_api_with_its_sub_protocol(network: SmallNetwork) -> None:
    url = network.network.url.replace("http", "ws")
    for path in ("/ws", "/api/v1/streaming?stream=user"):
        with websockets.sync.client.connect(url + path, subprotocols=[websockets.Subprotocol("token")]) as socket:
            socket.send("hello")
            assert socket.recv(timeout=10) == "hello"
            assert socket.subprotocol == "token"


def test_the_console_shows_tables_items_queues_errors_and_logs(network: SmallNetwork) -> None:
    network.add("shown <b>")
    network.client.get("/api/nowhere")
    network.wait_for("seen-shown <b>")

    overview = network.client.get("/console").text
    (table,) = [line.split('"')[0] for line in overview.split('href="/console/tables/')[1:]]
    (queue, _) = [line.split('"')[0] for line in overview.split('href="/console/queues/')[1:]]

    assert "ValueError: no such path &lt;b&gt;" in overview
    assert "seen-shown &lt;b&gt;" in network.client.get(f"/console/tables/{table}").text
    assert network.client.get(f"/console/queues/{queue}").status_code == 200
    assert "answered path=/api/things" in network.client.get("/console/logs?function=things_api").text
    assert network.client.get("/console/tables/none").status_code == 404
    assert network.client.get("/console/queues/none").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-Forwarded-For": "192.0.2.1"},
    ],
    ids=["a rebound name", "another site's page", "a tunnel"],
)
def test_the_console_answers_only_to_this_machine(network: SmallNetwork, headers: dict[str, str]) -> None:
    assert network.client.get("/console", headers=headers).status_code == 403


def test_pages_run_no_scripts(network: SmallNetwork) -> None:
    for path in ("/", "/console", "/nothing"):
        assert "default-src 'none'" in network.client.get(path).headers["content-security-policy"]


def test_mail_that_is_sent_arrives_in_the_folder(network: SmallNetwork) -> None:
    ses = network.network.aws.session.client("ses", endpoint_url=network.network.cloud_url)
    ses.verify_email_identity(EmailAddress="linnet@example.org")
    ses.send_email(
        Source="linnet@example.org",
        Destination={"ToAddresses": ["ada@example.org"]},
        Message={"Subject": {"Data": "Welcome – 你好"}, "Body": {"Text": {"Data": "Hello"}}},
    )

    eventually(lambda: list(network.network.instance.mail.glob("*.eml")))
    (mail,) = network.network.instance.mail.glob("*.eml")
    assert b"To: ada@example.org" in mail.read_bytes()
    shown = network.client.get("/console/mail").text
    for expected in ("ada@example.org", "Welcome – 你好", "Hello"):
        assert expected in shown
