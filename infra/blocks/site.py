"""The site: one name for both APIs, told by their paths."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from aws_cdk import Aws, CfnOutput
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.blocks.http_api import HttpApi
from infra.blocks.socket_api import STAGE_NAME, SocketApi
from infra.settings import SiteSettings
from linnet.facades.mastodon import dialect
from linnet.runtime import site

_SOURCE: Final = Path(__file__).with_name("site.js")
_NAMES: Final = {
    "HOST": site.HOST,
    "VIEWER": site.VIEWER,
    "PROOF": site.PROOF,
    "DIALECT": dialect.HEADER,
    "DIALECT_AT": dialect.DIALECT_AT,
    "STAGE": f"/{STAGE_NAME}",
}


def viewer_request() -> str:
    """Return the program that CloudFront runs at each request, with the names that the functions know."""
    names = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in _NAMES.items())
    return names + _SOURCE.read_text("utf-8")


class SiteSecret(Construct):
    """What the site and the functions behind it know and nobody else; no operator ever has to."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "site_secret")
        self._secret = secretsmanager.Secret(
            self,
            "secret",
            description="Linnet: proves to functions that the site's distribution called them",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
        )

    @property
    def reference(self) -> str:
        """Return what CloudFormation puts the secret in for, so that no template has it."""
        return self._secret.secret_value.unsafe_unwrap()


class SiteDistribution(Construct):
    """A distribution that passes all requests on, sockets to the one API and everything else to the other.

    Nothing is kept at the edge: answers are somebody's own, or say themselves in functions how long they hold. With
    `own` it answers to an operator's domain.
    """

    def __init__(
        self,
        scope: Construct,
        http: HttpApi,
        sockets: SocketApi,
        *,
        secret: str,
        own: SiteSettings | None,
    ) -> None:
        super().__init__(scope, "site")
        self.own = own
        self.function = cloudfront.Function(
            self,
            "viewer_request",
            code=cloudfront.FunctionCode.from_inline(viewer_request()),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="Linnet: says who asks, and for what",
        )
        to_sockets = self._behaviour(sockets.api.api_id, secret)
        self.distribution = cloudfront.Distribution(
            self,
            "distribution",
            comment="Linnet: the site",
            default_behavior=self._behaviour(http.api.http_api_id, secret),
            additional_behaviors={f"{path}{slash}": to_sockets for path in dialect.DIALECT_AT for slash in ("", "/")},
            domain_names=None if own is None else [own.domain],
            certificate=(
                None
                if own is None
                else certificates.Certificate.from_certificate_arn(self, "certificate", own.certificate)
            ),
            minimum_protocol_version=None if own is None else cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        )
        self.address = f"https://{self.distribution.distribution_domain_name if own is None else own.domain}"
        CfnOutput(scope, "SiteUrl", value=self.address)
        CfnOutput(scope, "SiteTarget", value=self.distribution.distribution_domain_name)

    def _behaviour(self, api_id: str, secret: str) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(
                f"{api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}",
                protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
                origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
                custom_headers={site.PROOF: secret},
            ),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            # A redirect would have a token sent in clear before it.
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=self.function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                )
            ],
        )
