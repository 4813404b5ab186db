"""Mutants, and what a run is bent to for them: a name that nothing has would bend nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from importlib.util import find_spec
from textwrap import dedent
from typing import Any

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


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_called_as_what_it_replaces(mutant: Mutant) -> None:
    for owner, name, value in mutant.replaced:
        assert _parameters(value) == _parameters(inspect.getattr_static(owner, name))


def _parameters(value: Any) -> list[tuple[str, object, object]]:
    """Return the parameters of a function: their names, kinds and defaults."""
    function = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
    return [(each.name, each.kind, each.default) for each in inspect.signature(function).parameters.values()]


class Letters:
    """What the mutants below change."""

    def greet(self, name: str) -> str:
        return f"Dear {name.title()},"

    def later(self, name: str) -> Callable[[], str]:
        return lambda: self.greet(name)

    def pages(self, names: Iterable[str]) -> Iterator[str]:
        return map(self.greet, names)

    @staticmethod
    def sign(name: str) -> str:
        return name


def _to_nobody(self: Letters) -> str:
    return "Dear nobody,"


def _greet_who_is_there(self: Letters, name: Any) -> str:
    return f"Dear {name.present},"


def _greet_later_without_a_name(self: Letters, name: str) -> Callable[[], Any]:
    greet: Any = self.greet
    return lambda: greet()


def _greet_each_twice(self: Letters, names: Iterable[str]) -> Iterator[Any]:
    greet: Any = self.greet
    for name in names:
        yield greet(name, name)


def _sign_with_nothing() -> str:
    return ""


@pytest.mark.parametrize(
    ("name", "value", "act"),
    [
        ("greet", _to_nobody, lambda: Letters().greet("ada")),
        ("greet", _greet_who_is_there, lambda: Letters().greet("ada")),
        ("later", _greet_later_without_a_name, lambda: Letters().later("ada")()),
        ("pages", _greet_each_twice, lambda: list(Letters().pages(["ada"]))),
        ("sign", staticmethod(_sign_with_nothing), lambda: Letters.sign("ada")),
    ],
)
def test_a_mutant_whose_own_code_fails_is_broken(name: str, value: object, act: Callable[[], object]) -> None:
    mutant = Mutant("broken", ((Letters, name, value),))

    with mutant.applied() as broken, pytest.raises((AttributeError, TypeError)) as raised:
        act()

    assert len(broken) == 1
    assert broken[0].startswith(f"{raised.type.__name__}: {raised.value}")


def test_an_error_that_a_mutant_brings_about_elsewhere_does_not_break_it() -> None:
    odd: Any = 7

    def greet(self: Letters, name: str) -> str:
        return dedent(odd)

    mutant = Mutant("odd", ((Letters, "greet", greet),))

    with mutant.applied() as broken, pytest.raises(TypeError):
        Letters().greet("ada")

    assert broken == []


def test_no_two_mutants_have_one_name() -> None:
    names = [mutant.name for mutant in MUTANTS]

    assert len(set(names)) == len(names)


def test_actions_that_a_focus_does_not_name_do_not_happen() -> None:
    focus = Focus({"post": 3})

    assert [focus.weight(name, 7) for name in ("post", "delete")] == [3, 0]


def test_without_named_actions_all_happen_as_often_as_usual() -> None:
    assert AS_DRAWN.weight("delete", 7) == 7
