"""Changes made to templates on their way into the emulator: for known errors of it, and the engine it does not have."""

import copy
from collections.abc import Callable
from typing import Any

from local.deploy.assembly import Template

# MiniStack checks a batch against an action of that name; AWS, which has no such actions, against the single one.
FALSELY_DENIED = {
    "sqs:SendMessage": "sqs:SendMessageBatch",
    "sqs:ChangeMessageVisibility": "sqs:ChangeMessageVisibilityBatch",
}

# MiniStack checks these against everything; AWS against the one resource that the policy names.
EVERYWHERE = frozenset({"ses:SendEmail"})

SEARCH_ENDPOINT = "SEARCH_ENDPOINT"
SITE_URL = "SITE_URL"
PROVED_BY = "SITE_SECRET"

_STATISTICS = frozenset({"Average", "Maximum", "Minimum", "SampleCount", "Sum"})


def grant_falsely_denied(template: Template) -> Template:
    """Return the template with the actions added that the emulator, enforcing roles, denies although AWS would not."""
    changed = copy.deepcopy(template)
    for resource in changed.get("Resources", {}).values():
        for statement in _allow_statements(resource):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            added = [extra for action, extra in FALSELY_DENIED.items() if action in actions and extra not in actions]
            statement["Action"] = actions + added
            if EVERYWHERE.intersection(actions):
                statement["Resource"] = "*"
    return changed


def search_at(endpoint: str) -> Callable[[Template], Template]:
    """Return a change that has every function that searches or fills the index do so in the engine at an endpoint."""

    def change(template: Template) -> Template:
        changed = copy.deepcopy(template)
        for resource in changed.get("Resources", {}).values():
            variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if SEARCH_ENDPOINT in variables:
                variables[SEARCH_ENDPOINT] = endpoint
        return changed

    return change


def believe(secret: str) -> Callable[[Template], Template]:
    """Return a change that has functions believe who shows a secret: the front of this network."""

    def change(template: Template) -> Template:
        changed = copy.deepcopy(template)
        for resource in changed.get("Resources", {}).values():
            variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if PROVED_BY in variables:
                variables[PROVED_BY] = secret
        return changed

    return change


def links_to(site: str) -> Callable[[Template], Template]:
    """Return a change that has the links of mails begin with the address of this network."""

    def change(template: Template) -> Template:
        changed = copy.deepcopy(template)
        for resource in changed.get("Resources", {}).values():
            variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if SITE_URL in variables:
                variables[SITE_URL] = site
        return changed

    return change


def watch_first_metrics(template: Template) -> Template:
    """Return the template with every alarm on metric math watching the first metric of its expression.

    The emulator refuses such an alarm, and others may refer to it.
    """
    changed = copy.deepcopy(template)
    for resource in changed.get("Resources", {}).values():
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            metrics = resource["Properties"].pop("Metrics")
            first = next(metric["MetricStat"] for metric in metrics if "MetricStat" in metric)
            resource["Properties"] |= {
                **first["Metric"],
                "Period": first["Period"],
                "Statistic": first["Stat"] if first["Stat"] in _STATISTICS else "Average",
            }
    return changed


def _allow_statements(resource: dict[str, Any]) -> list[dict[str, Any]]:
    properties = resource.get("Properties", {})
    documents = []
    if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        documents.append(properties["PolicyDocument"])
    elif resource["Type"] == "AWS::IAM::Role":
        documents += [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    return [
        statement
        for document in documents
        for statement in document["Statement"]
        if statement["Effect"] == "Allow" and "Action" in statement
    ]
