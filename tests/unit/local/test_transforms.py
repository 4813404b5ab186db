"""Templates changed for known errors of the emulator."""

from typing import Any

import pytest

from local.deploy.transforms import believe, grant_falsely_denied, links_to, search_at, watch_first_metrics


def policy(*actions: str, effect: str = "Allow") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": list(actions) if len(actions) > 1 else actions[0], "Resource": "arn"}
    return {
        "Resources": {
            "Policy": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": {"Statement": [statement]}}}
        }
    }


def actions_of(template: dict[str, Any]) -> Any:
    return template["Resources"]["Policy"]["Properties"]["PolicyDocument"]["Statement"][0]["Action"]


@pytest.mark.parametrize("action", ["sqs:SendMessage", "sqs:ChangeMessageVisibility"])
def test_who_may_do_it_once_may_do_it_in_batches(action: str) -> None:
    assert actions_of(grant_falsely_denied(policy(action))) == [action, f"{action}Batch"]


def test_who_sends_mail_may_wherever_the_emulator_looks() -> None:
    changed = grant_falsely_denied(policy("ses:SendEmail"))
    (statement,) = changed["Resources"]["Policy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["ses:SendEmail"], "*")


def function(**variables: str) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": variables}}}


def test_links_of_mails_lead_to_this_network() -> None:
    template = {"Resources": {"Mail": function(SITE_URL="elsewhere", STAGE="local"), "Other": function(STAGE="local")}}
    changed = links_to("http://localhost:3001")(template)["Resources"]
    assert changed["Mail"] == function(SITE_URL="http://localhost:3001", STAGE="local")
    assert changed["Other"] == function(STAGE="local")


def test_functions_behind_the_apis_believe_the_front_of_this_network() -> None:
    template = {"Resources": {"Served": function(SITE_SECRET=""), "Worker": function(STAGE="local")}}
    changed = believe("the front")(template)["Resources"]
    assert changed == {"Served": function(SITE_SECRET="the front"), "Worker": function(STAGE="local")}


def test_nobody_else_gets_anything() -> None:
    template = policy("sqs:ReceiveMessage", "sqs:DeleteMessage")

    assert grant_falsely_denied(template) == template


def test_a_denial_stays_as_it_is() -> None:
    template = policy("sqs:SendMessage", effect="Deny")

    assert grant_falsely_denied(template) == template


def test_the_given_template_is_left_alone() -> None:
    template = policy("sqs:SendMessage")

    grant_falsely_denied(template)

    assert actions_of(template) == "sqs:SendMessage"


def test_an_alarm_on_metric_math_watches_its_first_metric() -> None:
    stat = {"Metric": {"Namespace": "AWS/ApiGateway", "MetricName": "5xx"}, "Period": 60, "Stat": "Sum"}
    metrics = [{"Id": "rate", "Expression": "errors / calls"}, {"Id": "errors", "MetricStat": stat}]
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Threshold": 1, "Metrics": metrics}}

    changed = watch_first_metrics({"Resources": {"Alarm": alarm}})

    assert changed["Resources"]["Alarm"]["Properties"] == {
        "Threshold": 1,
        "Namespace": "AWS/ApiGateway",
        "MetricName": "5xx",
        "Period": 60,
        "Statistic": "Sum",
    }


def test_an_alarm_on_one_metric_stays_as_it_is() -> None:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors", "Namespace": "AWS/Lambda"}}

    assert watch_first_metrics({"Resources": {"Alarm": alarm}}) == {"Resources": {"Alarm": alarm}}


def test_functions_that_search_do_so_on_this_machine() -> None:
    def function(**variables: str) -> dict[str, Any]:
        return {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": variables}}}

    template = {"Resources": {"One": function(SEARCH_ENDPOINT="off"), "Other": function(STAGE="local"), "Queue": {}}}

    changed = search_at("sqlite:/data/index")(template)

    assert changed["Resources"] == {
        "One": function(SEARCH_ENDPOINT="sqlite:/data/index"),
        "Other": function(STAGE="local"),
        "Queue": {},
    }
