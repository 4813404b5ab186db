"""Who may call the emulator."""

import pytest

from local.cloud.guard import is_allowed, is_loopback

OWN = frozenset({"http://localhost:3000"})
EXECUTE_API = "/_aws/execute-api/11bbee70/$default/api/tweets"


def headers(**fields: str) -> list[tuple[bytes, bytes]]:
    given = {"host": "127.0.0.1:4566"} | {name.replace("_", "-"): value for name, value in fields.items()}
    return [(name.encode(), value.encode()) for name, value in given.items()]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:4566", "127.0.0.1:4566", "[::1]:4566", "[::1]", "bucket.localhost:4566"]
)
def test_names_of_this_machine_are_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "example.org", "example.org:4566", "localhost.example.org", "127.0.0.1.nip.io"])
def test_other_names_are_not_even_if_they_resolve_here(host: str) -> None:
    assert not is_loopback(host)


def test_a_program_of_this_machine_may_call() -> None:
    assert is_allowed("/", headers(), OWN)


def test_a_page_of_our_own_origin_may_call() -> None:
    assert is_allowed("/", headers(origin="http://localhost:3000", sec_fetch_site="cross-site"), OWN)


def test_a_person_who_types_the_address_may_look() -> None:
    assert is_allowed("/_ministack/health", headers(sec_fetch_site="none"), OWN)


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://localhost:8080"])
def test_a_page_of_another_origin_may_not_call(origin: str) -> None:
    assert not is_allowed("/_ministack/reset", headers(origin=origin), OWN)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_an_image_or_form_of_another_page_may_not_call(site: str) -> None:
    assert not is_allowed("/?Action=DeleteQueue", headers(sec_fetch_site=site), OWN)


def test_a_rebound_name_may_not_call_anything() -> None:
    assert not is_allowed(EXECUTE_API, headers(host="rebound.example.org:4566"), OWN)


def test_the_deployed_api_answers_every_origin() -> None:
    assert is_allowed(EXECUTE_API, headers(origin="https://example.org", sec_fetch_site="cross-site"), OWN)
