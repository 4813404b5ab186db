"""A function says by name which setting it lacks."""

import json

import pytest

from linnet.domain.reports import MAX_RULES, Rule
from linnet.ports.limits import Window
from linnet.runtime import settings
from linnet.runtime.tunables import DEFAULT_LIMITS, SettingMissing, Tunables
from linnet.runtime.wiring.mail import confirm_within_ms

COMPLETE = {name: "x" for function in settings.BY_FUNCTION for name in settings.environment_names(function)} | {
    "AWS_REGION": "eu-west-1",
    "TUNABLES": json.dumps({"celebrity_on": 5, "limits": {"posts": {"limit": 1, "seconds": 2}}}),
}


@pytest.mark.parametrize("function", sorted(settings.BY_FUNCTION))
def test_every_variable_is_needed_and_named_when_missing(function: str) -> None:
    assert settings.load(function, COMPLETE).stage == "x"
    for name in settings.environment_names(function):
        with pytest.raises(SettingMissing, match=name):
            settings.load(function, {key: value for key, value in COMPLETE.items() if key != name})


def test_tunables_override_defaults_one_by_one() -> None:
    tunables = settings.load("meta_api", COMPLETE).tunables
    assert tunables.celebrity_on == 5
    assert tunables.limits["posts"] == Window(1, 2)
    assert tunables.limits["reads"] == DEFAULT_LIMITS["reads"]


@pytest.mark.parametrize("text", ['{"celebrity_onn": 1}', "{", '{"x": 1}'])
def test_a_misspelt_tunable_is_refused(text: str) -> None:
    with pytest.raises(SettingMissing, match="TUNABLES"):
        Tunables.parse(text)


def test_who_confirms_addresses_leaves_time_for_it() -> None:
    given = {"mail": True, "confirm_email": True}
    assert confirm_within_ms(Tunables.parse(json.dumps(given))) == 2 * 86_400_000
    assert confirm_within_ms(Tunables.parse(json.dumps({**given, "unconfirmed_days": 7}))) == 7 * 86_400_000
    assert confirm_within_ms(Tunables.parse('{"unconfirmed_days": 7}')) is None
    with pytest.raises(SettingMissing, match="day"):
        Tunables.parse(json.dumps({**given, "unconfirmed_days": 0}))


def test_rules_are_texts_some_with_hints() -> None:
    given = [{"text": "Be kind"}, {"text": "No noise", "hint": "Not even at noon"}]
    assert Tunables.parse(json.dumps({"rules": given})).rules == (Rule("Be kind"), Rule("No noise", "Not even at noon"))
    assert Tunables.parse("{}").rules == ()


@pytest.mark.parametrize(
    "rules", [[{}], [{"text": " "}], [{"text": "a", "hnt": "b"}], [{"text": "a"}] * (MAX_RULES + 1)]
)
def test_rules_that_nobody_could_read_are_refused(rules: list[dict[str, str]]) -> None:
    with pytest.raises(SettingMissing, match="rule"):
        Tunables.parse(json.dumps({"rules": rules}))
