"""What `push_keys_events` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.adapters.deployment_answers import DeploymentAnswers
from linnet.runtime.environment import Environment
from linnet.services.make_push_keys import MakePushKeys


@dataclass(frozen=True, slots=True)
class PushKeys:
    make_push_keys: MakePushKeys
    answers: DeploymentAnswers


def build(environment: Environment) -> PushKeys:
    """Put the function together."""
    tables = environment.tables
    return PushKeys(MakePushKeys(tables.secret_keys, tables.new_keys), tables.deployment_answers)
