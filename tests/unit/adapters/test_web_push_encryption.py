"""What is encrypted for clients is what the standards say, as others read it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import http_ece
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws
from mypy_boto3_secretsmanager import SecretsManagerClient

from linnet.adapters.web_push.encryption import (
    MOST_PLAIN,
    RECORD_SIZE,
    CurveCheck,
    Encryption,
    NewKeys,
    decoded,
    decrypt,
    encoded,
    point_of,
    private_key,
)
from linnet.adapters.web_push.keys import NoKeys, SecretKeys
from linnet.adapters.web_push.sealing import PrivateSeal, PublicSeal
from linnet.domain.web_push import PushKeys
from linnet.ports.web_push import PrivateKeys

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
CLIENT = private_key(decoded(RECEIVER))
KEYS = PushKeys(point_of(CLIENT), decoded(AUTH))
PLAINS = st.binary(max_size=MOST_PLAIN)


def test_the_example_of_the_standard_comes_out() -> None:
    encryption = Encryption(lambda: private_key(decoded(SENDER)), lambda _: decoded(SALT))
    made = encryption.standard(PLAIN, KEYS)
    assert (encoded(made.body), made.headers) == (BODY, {"Content-Encoding": "aes128gcm"})
    assert decrypt(made.body, CLIENT, KEYS.auth) == PLAIN


@given(PLAINS)
def test_others_read_the_standard_encoding(plain: bytes) -> None:
    body = Encryption().standard(plain, KEYS).body
    assert len(body) <= RECORD_SIZE
    assert http_ece.decrypt(body, private_key=CLIENT, auth_secret=KEYS.auth, version="aes128gcm") == plain
    assert decrypt(body, CLIENT, KEYS.auth) == plain


@given(PLAINS)
def test_others_read_the_encoding_of_old_clients(plain: bytes) -> None:
    made = Encryption().legacy(plain, KEYS)
    assert made.headers["Content-Encoding"] == "aesgcm"
    read = http_ece.decrypt(
        made.body,
        salt=decoded(made.headers["Encryption"].removeprefix("salt=")),
        dh=decoded(made.headers["Crypto-Key"].removeprefix("dh=")),
        private_key=CLIENT,
        auth_secret=KEYS.auth,
        version="aesgcm",
    )
    assert read == plain


def test_each_message_has_a_key_and_a_salt_of_its_own() -> None:
    assert len({Encryption().standard(PLAIN, KEYS).body for _ in range(5)}) == 5
    assert len({Encryption().legacy(PLAIN, KEYS).body for _ in range(5)}) == 5


@pytest.mark.parametrize("kind", ["standard", "legacy"])
def test_what_is_too_long_for_a_record_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="more than"):
        getattr(Encryption(), kind)(b"x" * (MOST_PLAIN + 1), KEYS)


@pytest.mark.parametrize("broken", [b"", b"x" * 200, b"\x00" * 20 + bytes([65]) + b"\x04" * 200])
def test_what_was_not_encrypted_is_not_read(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"not encrypted|point|curve|EC key"):
        decrypt(broken, CLIENT, KEYS.auth)


def test_a_changed_byte_is_noticed() -> None:
    body = bytearray(Encryption().standard(PLAIN, KEYS).body)
    body[-1] ^= 1
    with pytest.raises(ValueError, match="not encrypted for this key"):
        decrypt(bytes(body), CLIENT, KEYS.auth)


@pytest.mark.parametrize(
    ("point", "is_one"),
    [
        (KEYS.p256dh, True),
        (KEYS.p256dh[:-1], False),
        (b"", False),
        (b"\x04" + b"\x01" * 64, False),
        (bytes(65), False),
    ],
)
def test_points_are_told_from_what_looks_like_them(point: bytes, is_one: bool) -> None:
    assert CurveCheck().is_point(point) is is_one


def test_a_sealed_token_is_read_with_the_private_key_only() -> None:
    maker = NewKeys()
    keys, others = maker.make(), maker.make()
    sealed = PublicSeal(maker.public(keys).sealing).seal("hint.secret")
    assert "secret" not in sealed
    assert PrivateSeal(keys.sealing).open(sealed) == "hint.secret"
    for wrong in (others.sealing, keys.signing):
        with pytest.raises(ValueError, match="not encrypted for this key"):
            PrivateSeal(wrong).open(sealed)


@pytest.fixture
def secrets(aws_credentials: None) -> Iterator[SecretsManagerClient]:
    del aws_credentials
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


def store_with(secrets: SecretsManagerClient, text: str) -> SecretKeys:
    return SecretKeys(secrets, secrets.create_secret(Name="push-keys", SecretString=text)["ARN"])


@pytest.mark.parametrize("text", ["random {characters", '"x"', "[]", "{}", '{"version": 2}'])
def test_a_new_secret_holds_no_keys(secrets: SecretsManagerClient, text: str) -> None:
    store = store_with(secrets, text)
    assert store.read() is None
    with pytest.raises(NoKeys):
        store.needed()


def test_keys_come_back_as_they_were_kept(secrets: SecretsManagerClient) -> None:
    store = store_with(secrets, "random")
    keys = PrivateKeys(b"\x01" * 32, b"\xff" * 32)
    store.write(keys)
    assert store.read() == store.needed() == keys
