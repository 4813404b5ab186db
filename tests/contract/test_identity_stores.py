"""What every store of accounts must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.identity_rows import IdentityRow, profile_row, user_of
from linnet.domain.users import AccountStatus, ProfileChange, ProfileField, Settings, UserCounts
from linnet.ports.identity import EmailTaken, IdTaken, UsernameTaken, VersionConflict
from tests.contract.conftest import ATOMIC, ENGINES, Reach
from tests.contract.identity_stores import Stores, in_dynamodb, in_memory, person, session


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def test_a_created_account_is_read_back_whole(stores: Stores) -> None:
    user, account = person(1, "ada")
    user = replace(
        user,
        bio="I compute",
        location="London",
        website="https://ada.example",
        language="en",
        protected=True,
        bot=True,
        status=AccountStatus.SUSPENDED,
        pinned_tweet_ids=((1 << 62) + 1, 3),
        counts=UserCounts(1, 2, 3),
        pulled=True,
        version=4,
    )
    account = replace(
        account,
        settings=Settings(show_sensitive=True),
        pulled_followees=frozenset({5, (1 << 62) + 1}),
        last_seen_day=9,
        credential_version=2,
        version=3,
    )
    stores.accounts.create(user, account)
    assert stores.accounts.get_user(1) == user
    assert stores.accounts.get_account(1) == account
    assert stores.users.get_many([1, 2]) == {1: user}
    assert stores.accounts.get_user(2) is None
    assert stores.accounts.get_account(2) is None


def test_names_and_addresses_are_unique_without_case(stores: Stores) -> None:
    user, account = person(1, "Ada")
    stores.accounts.create(user, account)
    with pytest.raises(IdTaken):
        stores.accounts.create(*person(1, "bob"))
    with pytest.raises(UsernameTaken):
        stores.accounts.create(replace(user, id=2, username="aDA"), replace(account, user_id=2, email="b@example.org"))
    with pytest.raises(EmailTaken):
        stores.accounts.create(
            replace(user, id=2, username="bob"), replace(account, user_id=2, email="ADA@example.ORG")
        )
    assert stores.accounts.get_user(2) is None
    assert stores.accounts.find_ids(["bob"]) == {}


def test_accounts_are_found_by_name_and_address_without_case(stores: Stores) -> None:
    stores.accounts.create(*person(1, "Ada"))
    stores.accounts.create(*person(2, "bob"))
    assert stores.accounts.find_ids(["ADA", "bob", "carol"]) == {"ada": 1, "bob": 2}
    assert stores.accounts.find_ids([]) == {}
    assert stores.accounts.find_by_email("Ada@Example.org") == 1
    assert stores.accounts.find_by_email("nobody@example.org") is None


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_one_of_several_racing_sign_ups_gets_the_name(stores: Stores) -> None:
    def sign_up(user_id: int) -> bool:
        try:
            user, account = person(user_id, "ada")
            stores.accounts.create(user, replace(account, email=f"{user_id}@example.org"))
        except UsernameTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(sign_up, range(1, 9))) == 1


def test_a_profile_change_sets_what_it_names_and_logs_the_new_version(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(replace(user, bio="old", language="en", location="London"), account)
    stored = stores.accounts.get_user(1)
    assert stored is not None
    change = ProfileChange(
        display_name="Ada L.",
        bio="",
        website="https://a.example",
        language="",
        protected=True,
        bot=True,
        fields=(ProfileField("Pronouns", "she/her"), ProfileField("Code", "")),
    )
    changed = stores.accounts.update_profile(stored, change, None)
    assert changed == replace(
        stored,
        display_name="Ada L.",
        bio="",
        website="https://a.example",
        language=None,
        protected=True,
        bot=True,
        fields=(ProfileField("Pronouns", "she/her"), ProfileField("Code", "")),
        version=2,
    )
    assert stores.accounts.get_user(1) == changed
    emptied = stores.accounts.update_profile(changed, ProfileChange(fields=()), None)
    assert emptied == replace(changed, fields=(), version=3) == stores.accounts.get_user(1)
    assert stores.logged() == [(1, 2), (1, 3)]


def test_a_change_that_changes_nothing_is_not_logged(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    assert stores.accounts.update_profile(user, ProfileChange(display_name=user.display_name), None) == user
    assert stores.logged() == []


def test_a_profile_change_from_an_old_read_is_refused(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    stores.accounts.update_profile(user, ProfileChange(bio="first"), None)
    with pytest.raises(VersionConflict):
        stores.accounts.update_profile(user, ProfileChange(bio="second"), None)
    with pytest.raises(VersionConflict):
        stores.accounts.update_profile(user, ProfileChange(username="lady_ada"), None)
    current = stores.accounts.get_user(1)
    assert current is not None
    assert (current.bio, current.username) == ("first", "ada")


def test_settings_change_alone_and_keep_the_others(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    stores.accounts.update_profile(user, ProfileChange(settings={"show_sensitive": True}), account)
    changed = stores.accounts.get_account(1)
    assert changed == replace(account, settings=Settings(show_sensitive=True), version=2)
    assert stores.logged() == []
    with pytest.raises(VersionConflict):
        stores.accounts.update_profile(user, ProfileChange(settings={"show_sensitive": False}), account)


def test_a_new_name_frees_the_old_one_and_keeps_the_id(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    stores.accounts.create(*person(2, "bob"))
    with pytest.raises(UsernameTaken):
        stores.accounts.update_profile(user, ProfileChange(username="BOB"), None)
    renamed = stores.accounts.update_profile(user, ProfileChange(username="Lovelace"), None)
    assert (renamed.id, renamed.username) == (1, "Lovelace")
    assert stores.accounts.find_ids(["ada", "lovelace"]) == {"lovelace": 1}
    other, others_account = person(3, "ada")
    stores.accounts.create(other, replace(others_account, email="3@example.org"))


def test_a_name_may_change_its_case_only(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    assert stores.accounts.update_profile(user, ProfileChange(username="ADA"), None).username == "ADA"
    assert stores.accounts.find_ids(["ada"]) == {"ada": 1}


def test_a_row_from_before_there_were_several_pins_has_its_one() -> None:
    row = profile_row(IdentityRow, person(1, "ada")[0])
    row.pinned_tweet_id = 50
    assert user_of(row).pinned_tweet_ids == (50,)
    row.pinned_tweet_ids = []
    assert user_of(row).pinned_tweet_ids == ()


def test_pins_are_kept_newest_first_up_to_a_limit(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))

    def pinned() -> tuple[int, ...]:
        user = stores.accounts.get_user(1)
        assert user is not None
        return user.pinned_tweet_ids

    assert [stores.accounts.pin(1, each, 2) for each in (50, 51, 50, 52)] == [True, True, True, False]
    assert pinned() == (51, 50)
    stores.accounts.unpin(1, 52)
    stores.accounts.unpin(1, 51)
    assert pinned() == (50,)
    stores.accounts.unpin(1, 50)
    assert pinned() == ()
    stores.accounts.unpin(2, 50)
    assert stores.accounts.get_user(2) is None
    assert stores.logged() == [(1, 2), (1, 3), (1, 4), (1, 5)]


def test_celebrity_treatment_changes_once(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    assert stores.accounts.set_pulled(1, pulled=True)
    assert not stores.accounts.set_pulled(1, pulled=True)
    assert stores.accounts.set_pulled(1, pulled=False)
    assert not stores.accounts.set_pulled(2, pulled=True)
    assert stores.logged() == [(1, 2), (1, 3)]


def test_followed_celebrities_are_a_set(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    for author_id in (8, 9, 8):
        stores.accounts.add_pulled_followee(1, author_id)
    account = stores.accounts.get_account(1)
    assert account is not None
    assert account.pulled_followees == {8, 9}
    for author_id in (8, 8, 9):
        stores.accounts.remove_pulled_followee(1, author_id)
    account = stores.accounts.get_account(1)
    assert account is not None
    assert account.pulled_followees == frozenset()
    stores.accounts.add_pulled_followee(2, 8)
    assert stores.accounts.get_account(2) is None


def test_hashtags_are_followed_up_to_a_limit(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    for _ in range(2):
        assert all(stores.accounts.follow_tag(1, tag, 2) for tag in ("birds", "猫"))
    assert not stores.accounts.follow_tag(1, "dogs", 2)
    assert stores.accounts.followed_tags(1) == {"birds", "猫"}
    for _ in range(2):
        stores.accounts.unfollow_tag(1, "birds")
    assert stores.accounts.follow_tag(1, "dogs", 2)
    account = stores.accounts.get_account(1)
    assert account is not None
    assert account.followed_tags == {"dogs", "猫"}


def test_the_day_last_seen_never_goes_back(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    for day in (20_000, 19_000):
        stores.accounts.touch_last_seen(1, day)
    stores.accounts.touch_last_seen(2, 20_000)
    account = stores.accounts.get_account(1)
    assert account is not None
    assert account.last_seen_day == 20_000
    assert stores.accounts.get_account(2) is None


def test_a_change_of_standing_is_in_both_halves_and_logged(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    out = replace(account, status=AccountStatus.DEACTIVATED, erase_at_ms=99, credential_version=2)
    shown = stores.accounts.set_standing(user, account, out)

    assert shown == replace(user, status=AccountStatus.DEACTIVATED, version=2)
    assert stores.accounts.get_user(1) == shown
    assert stores.accounts.get_account(1) == replace(out, version=2)
    assert stores.logged() == [(1, 2)]

    back = replace(out, version=2, status=AccountStatus.ACTIVE, erase_at_ms=None)
    assert stores.accounts.set_standing(shown, replace(out, version=2), back).active
    assert stores.accounts.get_account(1) == replace(back, version=3)


def test_a_standing_decided_on_an_old_read_is_refused_whole(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    out = replace(account, status=AccountStatus.SUSPENDED, credential_version=2)
    stores.accounts.set_pulled(1, True)
    with pytest.raises(VersionConflict):
        stores.accounts.set_standing(user, account, out)
    kept = session(10, 1, stores)
    stores.sessions.add(kept)
    stores.accounts.set_password(account, "second hash", kept.token_sha256)
    current = stores.accounts.get_user(1)
    assert current is not None
    with pytest.raises(VersionConflict):
        stores.accounts.set_standing(current, account, out)
    unchanged = stores.accounts.get_account(1)
    assert unchanged is not None
    assert (unchanged.status, unchanged.password_hash) == (AccountStatus.ACTIVE, "second hash")
