"""The site's distribution: what is passed on where, what it says to the APIs, and an operator's own domain."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from infra.blocks.site import viewer_request
from infra.settings import MailSettings, SiteSettings, stage_settings
from linnet.facades.mastodon import dialect
from linnet.runtime import site
from linnet.runtime.openapi import HTTP_FUNCTIONS
from tests.infra.templates import Deployed, Resource, deployed, synthesized

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0b8c3f5e-0000-4000-8000-000000000000"
SOCKET_PATHS = {"/ws", "/ws/", "/api/v1/streaming", "/api/v1/streaming/"}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
VIEWER = "2001:db8::7"


@pytest.fixture(params=["dev", "prod"])
def remote(request: pytest.FixtureRequest) -> Deployed:
    """Return the templates of every stage that has a distribution."""
    return deployed(request.param)


def test_all_goes_to_the_http_api_but_what_opens_sockets(remote: Deployed) -> None:
    config = distribution(remote)
    hosts = {origin["Id"]: json.dumps(origin["DomainName"]) for origin in config["Origins"]}
    (http,) = [one.logical_id for one in apis(remote) if one.stack == "api"]
    (sockets,) = [one.logical_id for one in apis(remote) if one.stack == "async"]
    assert f'"{http}"' in hosts[config["DefaultCacheBehavior"]["TargetOriginId"]]
    behaviours = {each["PathPattern"]: hosts[each["TargetOriginId"]] for each in config["CacheBehaviors"]}
    assert set(behaviours) == SOCKET_PATHS
    assert all(sockets in host for host in behaviours.values())
    assert all('".execute-api."' in host for host in hosts.values())
    assert len(hosts) == 2


def test_nothing_is_kept_or_held_back_and_nothing_is_redirected(remote: Deployed) -> None:
    config = distribution(remote)
    (function,) = functions(remote)
    for behaviour in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
        assert behaviour["CachePolicyId"] == CACHING_DISABLED
        assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER
        assert behaviour["ViewerProtocolPolicy"] == "https-only"
        assert set(behaviour["AllowedMethods"]) == METHODS
        assert behaviour["FunctionAssociations"] == [
            {
                "EventType": "viewer-request",
                "FunctionARN": {"Fn::GetAtt": [function.logical_id, "FunctionARN"]},
            }
        ]
    for origin in config["Origins"]:
        assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
        # The path of the stage is what the function says.
        assert "OriginPath" not in origin


def test_functions_and_distribution_share_a_secret_that_no_template_has(remote: Deployed) -> None:
    shown = [
        remote.name_of("api", header["HeaderValue"])
        for origin in distribution(remote)["Origins"]
        for header in origin["OriginCustomHeaders"]
        if header["HeaderName"] == site.PROOF
    ]
    expected = {remote.environment(name)["SITE_SECRET"] for name in (*HTTP_FUNCTIONS, "realtime_socket")}
    assert {*shown} == expected == {"{{resolve:secretsmanager:site_secret/secret:SecretString:::}}"}
    assert len(shown) == 2
    (secret,) = [one for one in remote.of_type("AWS::SecretsManager::Secret") if one.stack == "async"]
    made = secret.properties["GenerateSecretString"]
    assert made["PasswordLength"] >= 32
    # A header's value.
    assert made["ExcludePunctuation"] is True


def test_only_functions_behind_the_apis_know_the_secret(stage: Deployed) -> None:
    told = {name for name in stage.functions if "SITE_SECRET" in stage.environment(name)}
    assert told == {*HTTP_FUNCTIONS, "realtime_socket"}


def test_the_local_stage_has_its_front_instead(local: Deployed) -> None:
    assert local.of_type("AWS::CloudFront::Distribution") == []
    assert local.environment("oauth_api")["SITE_SECRET"] == ""
    assert "SiteUrl" not in local.templates["api"]["Outputs"]


def test_without_a_domain_it_answers_to_the_name_that_it_is_given(remote: Deployed) -> None:
    config = distribution(remote)
    assert "Aliases" not in config
    assert "ViewerCertificate" not in config
    outputs = remote.templates["api"]["Outputs"]
    (resource,) = distributions(remote)
    name = {"Fn::GetAtt": [resource.logical_id, "DomainName"]}
    assert outputs["SiteUrl"]["Value"] == {"Fn::Join": ["", ["https://", name]]}
    assert outputs["SiteTarget"]["Value"] == name


@pytest.fixture(scope="module")
def own() -> Deployed:
    """Return a stage with a domain of its operator's, and mail without a site."""
    settings = replace(
        stage_settings("dev"),
        site=SiteSettings(domain="linnet.example", certificate=CERTIFICATE),
        mail=MailSettings(identity="linnet.example", sender="Linnet <linnet@linnet.example>"),
    )
    return synthesized(settings)


def test_an_operators_domain_comes_with_its_certificate(own: Deployed) -> None:
    config = distribution(own)
    assert config["Aliases"] == ["linnet.example"]
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": CERTIFICATE,
        "MinimumProtocolVersion": "TLSv1.2_2021",
        "SslSupportMethod": "sni-only",
    }
    outputs = own.templates["api"]["Outputs"]
    assert outputs["SiteUrl"]["Value"] == "https://linnet.example"
    # What the record in the DNS points to.
    assert "DomainName" in json.dumps(outputs["SiteTarget"]["Value"])


def test_links_in_mails_lead_to_the_domain(own: Deployed) -> None:
    assert own.environment("mail_queue")["SITE_URL"] == "https://linnet.example"


def test_mails_need_an_address_for_their_links() -> None:
    mail = MailSettings(identity="linnet.example", sender="linnet@linnet.example")
    with pytest.raises(ValueError, match="links in mails need a site"):
        replace(stage_settings("dev"), mail=mail)


@pytest.mark.parametrize("arn", ["", CERTIFICATE.replace("us-east-1", "eu-central-1"), "linnet.example"])
def test_a_certificate_that_cloudfront_cannot_use_is_refused(arn: str) -> None:
    with pytest.raises(ValueError, match="us-east-1"):
        SiteSettings(domain="linnet.example", certificate=arn)


def test_cloudfront_runs_what_is_tested_here(remote: Deployed) -> None:
    (function,) = functions(remote)
    assert function.properties["FunctionCode"] == viewer_request()
    assert function.properties["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert function.properties["AutoPublish"] is True
    # The most that a function may have.
    assert len(viewer_request()) < 10_240


def test_a_request_is_passed_on_with_who_asks_and_by_which_name() -> None:
    passed = viewed("/api/v1/statuses", {"host": "linnet.example", "authorization": "Bearer t"})
    assert passed["uri"] == "/api/v1/statuses"
    assert passed["querystring"] == {"limit": {"value": "5"}}
    assert said(passed) == {
        "host": "linnet.example",
        "authorization": "Bearer t",
        site.HOST: "linnet.example",
        site.VIEWER: VIEWER,
    }


@pytest.mark.parametrize("path", ["/api/v1/streaming", "/api/v1/streaming/"])
def test_a_handshake_of_an_app_reaches_the_stage_in_its_dialect(path: str) -> None:
    passed = viewed(path, {"host": "linnet.example", "sec-websocket-key": "k"})
    assert passed["uri"] == "/live"
    assert passed["querystring"] == {"limit": {"value": "5"}}
    assert said(passed) == {
        "host": "linnet.example",
        "sec-websocket-key": "k",
        site.HOST: "linnet.example",
        site.VIEWER: VIEWER,
        dialect.HEADER: dialect.MASTODON,
    }


@pytest.mark.parametrize("path", ["/ws", "/ws/"])
def test_a_native_handshake_has_no_dialect_whatever_it_says(path: str) -> None:
    passed = viewed(path, {"host": "linnet.example", dialect.HEADER: dialect.MASTODON})
    assert passed["uri"] == "/live"
    assert dialect.HEADER not in passed["headers"]


@pytest.mark.parametrize(
    "path", ["/api/v1/streaming/health", "/api/v1/streaming/user", "/wsx", "/", "/live", "/toString", "/api/v1/ws"]
)
def test_other_paths_are_left_alone(path: str) -> None:
    passed = viewed(path, {"host": "linnet.example", dialect.HEADER: dialect.MASTODON})
    assert passed["uri"] == path
    assert dialect.HEADER not in passed["headers"]


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/ws", "/api/v1/streaming"])
def test_what_only_the_site_may_say_is_not_taken_from_clients(path: str) -> None:
    forged = {
        "host": "linnet.example",
        site.HOST: "evil.example",
        site.VIEWER: "127.0.0.1",
        site.PROOF: "guessed",
        dialect.HEADER: "klingon",
    }
    headers = said(viewed(path, forged))
    assert headers[site.HOST] == "linnet.example"
    assert headers[site.VIEWER] == VIEWER
    # CloudFront puts in its own behind the function.
    assert site.PROOF not in headers
    assert headers.get(dialect.HEADER) in (None, dialect.MASTODON)


def viewed(path: str, headers: dict[str, str]) -> Any:
    """Run the function as CloudFront does; a header that came twice has all its values, as there."""
    event = {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": VIEWER},
        "request": {
            "method": "GET",
            "uri": path,
            "querystring": {"limit": {"value": "5"}},
            "headers": {
                name: {"value": value, "multiValue": [{"value": value}, {"value": value}]}
                for name, value in headers.items()
            },
            "cookies": {},
        },
    }
    program = f"'use strict';\n{viewer_request()}\nprocess.stdout.write(JSON.stringify(handler({json.dumps(event)})));"
    node = os.environ.get("JSII_NODE", "node")
    run = subprocess.run([node, "-"], input=program, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def said(request: Any) -> dict[str, str]:
    return {name: header["value"] for name, header in request["headers"].items()}


def distributions(stage: Deployed) -> list[Resource]:
    return [one for one in stage.of_type("AWS::CloudFront::Distribution") if one.stack == "api"]


def distribution(stage: Deployed) -> Any:
    (resource,) = distributions(stage)
    return resource.properties["DistributionConfig"]


def functions(stage: Deployed) -> list[Resource]:
    return stage.of_type("AWS::CloudFront::Function")


def apis(stage: Deployed) -> list[Resource]:
    return stage.of_type("AWS::ApiGatewayV2::Api")
