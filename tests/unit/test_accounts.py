"""What the fields of an account may hold, and what tokens look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

from linnet.domain import tokens
from linnet.domain.accounts import (
    MAX_FIELD,
    MAX_FIELDS,
    check_email,
    check_fields,
    check_language,
    check_username,
    check_website,
    checked,
)
from linnet.domain.errors import DomainError
from linnet.domain.ids import MAX_ID
from linnet.domain.users import ProfileChange, ProfileField

NAUGHTY = st.text(max_size=300)


@pytest.mark.parametrize("name", ["a", "A_1", "x" * 30, "_"])
def test_usernames_of_letters_digits_and_underscores_are_accepted(name: str) -> None:
    assert check_username(name) == name


@pytest.mark.parametrize("name", ["", "x" * 31, "a b", "ada\n", "é", "١", "a-b", "@ada"])
def test_other_usernames_are_refused(name: str) -> None:
    with pytest.raises(DomainError):
        check_username(name)


@pytest.mark.parametrize("address", ["a@b.co", "Ada+list@mail.example.org", "ü@bücher.example", "a@sub-domain.co"])
def test_addresses_that_mail_can_reach_are_accepted(address: str) -> None:
    assert check_email(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "ada", "@b.co", "a@b", "a@", "a@-b.co", "a@b-.co", "a@b..co", "a b@c.co", "a@b c.co", "a\n@b.co", "a@@b.co",
     "x" * 65 + "@b.co", "a@" + "b" * 64 + ".co", "a@" + "b." * 130 + "co"],
)  # fmt: skip
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(DomainError):
        check_email(address)


@pytest.mark.parametrize("address", ["", "https://a.example", "http://a.example/x?y=1#z", "https://bücher.example/ä"])
def test_websites_are_web_addresses(address: str) -> None:
    assert check_website(address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "a.example", "https://", "ftp://a.example", "//a.example", "https://a b", "http://[",
     "https://a.example/\u202e", 'https://a.example/"><script>', "https://a.example/" + "x" * 100],
)  # fmt: skip
def test_other_websites_are_refused(address: str) -> None:
    with pytest.raises(DomainError):
        check_website(address)


@pytest.mark.parametrize("tag", ["xx-" + "a" * 9, "x_y", "en--GB", "é", "-"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(DomainError):
        check_language(tag)


@given(NAUGHTY, st.sampled_from(["display_name", "bio", "location", "website", "language", "username"]))
def test_any_text_is_accepted_or_refused_by_its_field(text: str, field: str) -> None:
    def problem() -> str | None:
        try:
            checked(ProfileChange(**{field: text}))  # type: ignore[arg-type]  # every sampled field is a text
        except DomainError as refused:
            return refused.field
        return None

    assert problem() in (None, to_camel(field))


def test_lines_of_a_profile_are_trimmed_and_empty_ones_left_out() -> None:
    lines = (ProfileField(" Pronouns ", " she/her "), ProfileField(" ", ""), ProfileField("Code", " "))
    assert check_fields(lines) == (ProfileField("Pronouns", "she/her"), ProfileField("Code", ""))


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([ProfileField("", "x")], "fields.0.name"),
        ([ProfileField("a", ""), ProfileField("x" * (MAX_FIELD + 1), "")], "fields.1.name"),
        ([ProfileField("a", "x" * (MAX_FIELD + 1))], "fields.0.value"),
        ([ProfileField("a", "b")] * (MAX_FIELDS + 1), "fields"),
    ],
)
def test_other_lines_of_a_profile_are_refused_by_their_place(lines: list[ProfileField], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_fields(lines)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "settings", [{"unknown": True}, {"show_sensitive": 1}, {"default_audience": "everyone"}, {"expand_media": "some"}]
)
def test_settings_that_do_not_exist_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(DomainError):
        checked(ProfileChange(settings=settings))


@given(st.integers(min_value=0, max_value=MAX_ID), st.text(alphabet="abcXYZ019-_", min_size=43, max_size=43))
def test_a_token_hints_at_its_user(user_id: int, secret: str) -> None:
    token = tokens.with_hint(user_id, secret)
    assert tokens.hint(token) == user_id
    assert len(token) <= 55


@pytest.mark.parametrize("token", ["", ".", "secret", "-.x", "zzzzzzzzzzz.x", "000000000000.x", "é.x"])
def test_a_token_of_another_form_hints_at_nobody(token: str) -> None:
    assert tokens.hint(token) is None


@given(NAUGHTY)
def test_any_text_can_be_asked_for_as_a_token(token: str) -> None:
    tokens.hint(token)
    assert len(tokens.digest(token)) == 64
