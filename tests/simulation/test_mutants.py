"""Mutants, and what a run is bent to for them: a name that nothing has would bend nothing."""

from __future__ import annotations

from dataclasses import fields
from importlib.util import find_spec

import pytest

from linnet.runtime.tunables import Tunables
from tests.simulation.faults import Rates
from tests.simulation.focus import AS_DRAWN, Focus
from tests.simulation.mutants.catalogue import MUTANTS
from tests.simulation.mutants.mutant import Mutant
from tests.simulation.workload.catalogue import ACTIONS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_focus_names_what_there_is(mutant: Mutant) -> None:
    focus = mutant.focus

    assert focus.actions.keys() <= {action.name for action in ACTIONS}
    assert focus.rates.keys() <= {rate.name for rate in fields(Rates)}
    assert all(find_spec(f"functions.{function}.handler") for function in focus.kills)
    assert focus.tunables.keys() <= {tunable.name for tunable in fields(Tunables)}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_gone_behind_its_block(mutant: Mutant) -> None:
    before = [getattr(owner, name) for owner, name, _ in mutant.replaced]

    with mutant.applied():
        replaced = [getattr(owner, name) for owner, name, _ in mutant.replaced]

    assert all(old is not new for old, new in zip(before, replaced, strict=True))
    assert [getattr(owner, name) for owner, name, _ in mutant.replaced] == before


def test_no_two_mutants_have_one_name() -> None:
    names = [mutant.name for mutant in MUTANTS]

    assert len(set(names)) == len(names)


def test_actions_that_a_focus_does_not_name_do_not_happen() -> None:
    focus = Focus({"post": 3})

    assert [focus.weight(name, 7) for name in ("post", "delete")] == [3, 0]


def test_without_named_actions_all_happen_as_often_as_usual() -> None:
    assert AS_DRAWN.weight("delete", 7) == 7
