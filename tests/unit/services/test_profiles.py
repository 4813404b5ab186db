"""One's own profile, and other people's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Account, ProfileChange, Settings, User
from linnet.ports.identity import VersionConflict
from tests.fakes.identity import FakeAccounts
from tests.unit.services.identity_site import Site


def test_a_change_sets_what_it_names_and_leaves_the_rest() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())
    site.update_profile.run(viewer, ProfileChange(bio="I compute", website="https://ada.example", protected=True))
    user, account = site.update_profile.run(
        viewer, ProfileChange(bio="", display_name=" Ada L. ", settings={"show_sensitive": True})
    )
    assert (user.display_name, user.bio, user.website, user.protected) == ("Ada L.", "", "https://ada.example", True)
    assert account.settings == Settings(show_sensitive=True)
    assert site.read_me.run(viewer)[0] == user
    assert site.read_me.run(viewer)[1].settings == account.settings


def test_a_new_name_keeps_the_id_and_the_session() -> None:
    site = Site()
    signed_in = site.sign_up("ada")
    site.update_profile.run(site.viewer(signed_in), ProfileChange(username="lovelace"))
    assert site.read_users.by_username(None, "LoveLace").id == signed_in.user.id
    assert site.viewer(signed_in).user_id == signed_in.user.id
    with pytest.raises(DomainError):
        site.read_users.by_username(None, "ada")


def test_a_name_that_is_taken_is_refused_by_field() -> None:
    site = Site()
    site.sign_up("ada")
    with pytest.raises(DomainError) as error:
        site.update_profile.run(site.viewer(site.sign_up("bob")), ProfileChange(username="Ada"))
    assert (error.value.code, error.value.field) == (Code.CONFLICT, "username")


def test_what_a_profile_may_not_hold_is_refused_by_field() -> None:
    site = Site()
    with pytest.raises(DomainError) as error:
        site.update_profile.run(site.viewer(site.sign_up()), ProfileChange(website="javascript:alert(1)"))
    assert (error.value.code, error.value.field) == (Code.INVALID, "website")


class Contended(FakeAccounts):
    """Accounts that somebody else changes before the first `times` writes."""

    times = 0

    def update_profile(self, user: User, change: ProfileChange, account: Account | None) -> User:
        if self.times:
            self.times -= 1
            raise VersionConflict
        return super().update_profile(user, change, account)


@pytest.mark.parametrize(("times", "succeeds"), [(3, True), (4, False)])
def test_a_change_against_another_is_tried_again_a_few_times(times: int, succeeds: bool) -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())
    accounts = Contended(site.table)
    accounts.times = times
    service = replace(site.update_profile, accounts=accounts)
    if succeeds:
        assert service.run(viewer, ProfileChange(bio="again"))[0].bio == "again"
        return
    with pytest.raises(DomainError) as error:
        service.run(viewer, ProfileChange(bio="again"))
    assert error.value.code is Code.CONFLICT


def test_profiles_are_read_in_the_order_asked_for_each_once() -> None:
    site = Site()
    ids = [site.sign_up(name).user.id for name in ("ada", "bob", "carol")]
    asked = [ids[2], ids[0], 12_345, ids[2]]
    assert [user.id for user in site.read_users.by_ids(None, asked)] == [ids[2], ids[0]]


def test_profiles_and_relationships_are_read_in_one_trip() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up("ada"))
    bob = site.sign_up("bob").user.id
    site.parallel.sizes.clear()
    site.read_users.by_id(viewer, bob)
    assert site.parallel.sizes == [2]


def test_who_is_blocked_gets_a_404_and_who_blocked_sees_the_profile() -> None:
    site = Site()
    ada, bob = site.viewer(site.sign_up("ada")), site.viewer(site.sign_up("bob"))
    site.pairs.block(ada.user_id, bob.user_id)
    with pytest.raises(DomainError) as error:
        site.read_users.by_id(bob, ada.user_id)
    assert error.value.code is Code.NOT_FOUND
    with pytest.raises(DomainError):
        site.read_users.by_username(bob, "ada")
    assert not site.read_users.by_ids(bob, [ada.user_id])
    assert site.read_users.by_id(ada, bob.user_id).username == "bob"
    assert site.read_users.by_id(None, ada.user_id).username == "ada"


def test_a_suspended_account_is_not_found() -> None:
    site = Site()
    ada = site.sign_up("ada").user.id
    site.suspend(ada)
    for viewer in (None, site.viewer(site.sign_up("bob"))):
        with pytest.raises(DomainError) as error:
            site.read_users.by_id(viewer, ada)
        assert error.value.code is Code.NOT_FOUND


@pytest.mark.parametrize("name", ["", "nobody", "a b", "x" * 10_000])
def test_what_is_nobodys_name_is_not_found(name: str) -> None:
    with pytest.raises(DomainError) as error:
        Site().read_users.by_username(None, name)
    assert error.value.code is Code.NOT_FOUND
