"""The one-machine cloud deploys these templates: nothing in them may be refused, or dropped without a word."""

from __future__ import annotations

import re

from local.deploy.parity import check_templates
from local.deploy.support import installed_provisioners
from tests.infra.templates import Deployed


def test_the_emulator_refuses_nothing_and_drops_nothing_unknown(local: Deployed) -> None:
    report = check_templates((dict(template) for template in local.templates.values()), installed_provisioners())
    assert report.refused == ()
    assert report.unknown == ()


def test_the_apis_keep_their_ids(local: Deployed, dev: Deployed) -> None:
    ids = [api.properties["Tags"]["ms-custom-id"] for api in local.of_type("AWS::ApiGatewayV2::Api")]
    assert len(set(ids)) == len(ids) == 2
    assert all(re.fullmatch(r"[0-9a-f]{8}", each) for each in ids)
    for other in dev.of_type("AWS::ApiGatewayV2::Api"):
        assert "ms-custom-id" not in other.properties.get("Tags", {})


def test_no_custom_resource_of_others_runs_there(local: Deployed) -> None:
    custom = [one for one in local.resources if one.type.startswith(("Custom::", "AWS::CloudFormation::Custom"))]
    assert [one.type for one in custom] == ["Custom::LinnetPushKeys"]


def test_it_deploys_what_production_does(local: Deployed, prod: Deployed) -> None:
    def kinds(of: Deployed) -> set[str]:
        # Versions and aliases exist for SnapStart, which is a setting.
        return {one.type for one in of.resources} - {"AWS::Lambda::Version", "AWS::Lambda::Alias"}

    # A stage has mail when its operator has named a domain.
    assert kinds(local) - kinds(prod) == {"AWS::SES::EmailIdentity"}
    # The engine of the machine takes the place of the domain, and its front that of the distribution.
    assert kinds(local) - {"AWS::SES::EmailIdentity"} == kinds(prod) - {
        "AWS::OpenSearchService::Domain",
        "AWS::Logs::ResourcePolicy",
        "AWS::CloudFront::Distribution",
        "AWS::CloudFront::Function",
        "AWS::CloudFront::OriginAccessControl",
    }
