"""The engine of the search index: an OpenSearch domain, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from constructs import Construct

from infra.blocks.python_function import PythonFunction, log_retention, role_name
from infra.settings import SearchSizes, StageSettings
from linnet.ports.search import Kind
from linnet.runtime.search_engine import OFF
from linnet.runtime.settings import BY_FUNCTION, environment_names

VERSION: Final = "OpenSearch_2.19"
READ: Final = ("es:ESHttpPost",)
WRITE: Final = ("es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut")
_SLOW: Final = ("SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS")
_LOGS: Final = (*_SLOW, "ES_APPLICATION_LOGS")


class SearchEngine(Construct):
    """Give functions the engine's endpoint, and let the two that search and fill it reach it.

    The domain has a public address and answers nobody else: its policy names the roles of the functions, and denies
    everything to everybody who is none of them, whatever their own policies allow. The functions stand in later stacks,
    so their roles are told by names that are made from the stage's.
    """

    def __init__(self, scope: Construct, settings: StageSettings) -> None:
        super().__init__(scope, "search")
        self._settings = settings
        self.sizes = settings.search
        # Known beforehand: the domain's policy has to name the domain.
        self.domain_name = f"linnet-{settings.name}"
        self.domain = None if settings.search is None else self._domain(settings.search)

    @property
    def endpoint(self) -> str:
        """Return what functions get as SEARCH_ENDPOINT; `local up` puts the engine of the machine in its place."""
        return OFF if self.domain is None else f"https://{self.domain.attr_domain_endpoint}"

    def grant_search(self, function: PythonFunction) -> None:
        """Allow searching, and nothing else."""
        self._grant(function, READ, [f"{kind}/_search" for kind in Kind])

    def grant_write(self, function: PythonFunction) -> None:
        """Allow everything that is done with documents and indexes."""
        self._grant(function, WRITE, ["*"])

    def _grant(self, function: PythonFunction, actions: Sequence[str], paths: Sequence[str]) -> None:
        if self.domain is not None:
            resources = [f"{self.domain.attr_arn}/{path}" for path in paths]
            function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=resources))

    def _domain(self, sizes: SearchSizes) -> opensearch.CfnDomain:
        groups = {name: self._log_group(name) for name in _LOGS}
        written = self._let_logs_be_written(list(groups.values()))
        zones = sizes.zones
        # The construct of a higher level sets policies by custom resources: functions that nobody here has written.
        domain = opensearch.CfnDomain(
            self,
            "domain",
            domain_name=self.domain_name,
            engine_version=VERSION,
            access_policies=self._policy(),
            cluster_config=opensearch.CfnDomain.ClusterConfigProperty(
                instance_count=sizes.nodes,
                instance_type=sizes.instance,
                dedicated_master_enabled=bool(sizes.masters),
                dedicated_master_count=sizes.masters or None,
                dedicated_master_type=sizes.master_instance,
                zone_awareness_enabled=zones > 1,
                zone_awareness_config=opensearch.CfnDomain.ZoneAwarenessConfigProperty(availability_zone_count=zones)
                if zones > 1
                else None,
            ),
            ebs_options=opensearch.CfnDomain.EBSOptionsProperty(
                ebs_enabled=True, volume_size=sizes.volume_gib, volume_type="gp3"
            ),
            encryption_at_rest_options=opensearch.CfnDomain.EncryptionAtRestOptionsProperty(enabled=True),
            node_to_node_encryption_options=opensearch.CfnDomain.NodeToNodeEncryptionOptionsProperty(enabled=True),
            domain_endpoint_options=opensearch.CfnDomain.DomainEndpointOptionsProperty(
                enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
            ),
            log_publishing_options={
                name: opensearch.CfnDomain.LogPublishingOptionProperty(
                    enabled=True, cloud_watch_logs_log_group_arn=group.log_group_arn
                )
                for name, group in groups.items()
            },
            # CloudFormation knows no switch for Auto-Tune: the service has it on for the instances that can be tuned.
            off_peak_window_options=opensearch.CfnDomain.OffPeakWindowOptionsProperty(enabled=True),
            software_update_options=opensearch.CfnDomain.SoftwareUpdateOptionsProperty(
                auto_software_update_enabled=True
            ),
        )
        domain.apply_removal_policy(self._settings.removal_policy)
        domain.add_resource_dependency(written)
        return domain

    def _policy(self) -> iam.PolicyDocument:
        own = f"arn:{Aws.PARTITION}:es:{Aws.REGION}:{Aws.ACCOUNT_ID}:domain/{self.domain_name}/*"
        roles = [
            f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{role_name(self._settings, function)}"
            for function in sorted(BY_FUNCTION)
            if "SEARCH_ENDPOINT" in environment_names(function)
        ]
        return iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    principals=[iam.AccountRootPrincipal()],
                    actions=list(WRITE),
                    resources=[own],
                    conditions={"ArnEquals": {"aws:PrincipalArn": roles}},
                ),
                # Also of requests without a signature, which have no principal.
                iam.PolicyStatement(
                    effect=iam.Effect.DENY,
                    principals=[iam.AnyPrincipal()],
                    actions=["es:ESHttp*"],
                    resources=[own],
                    conditions={"ArnNotEquals": {"aws:PrincipalArn": roles}},
                ),
            ]
        )

    def _log_group(self, name: str) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            name.lower(),
            retention=log_retention(self._settings.log_retention_days),
            removal_policy=self._settings.removal_policy,
        )

    def _let_logs_be_written(self, groups: Sequence[logs.LogGroup]) -> logs.CfnResourcePolicy:
        document = iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal("es.amazonaws.com")],
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[group.log_group_arn for group in groups],
                    conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
                )
            ]
        )
        return logs.CfnResourcePolicy(
            self,
            "writers",
            policy_name=f"{self.domain_name}-search",
            policy_document=Stack.of(self).to_json_string(document.to_json()),
        )
