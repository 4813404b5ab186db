"""The keys of Web Push, made once while a stage is deployed."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import CustomResource, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.blocks.python_function import PythonFunction
from infra.components.function_factory import FunctionFactory

TIMEOUT_S = 30


class PushKeys(Construct):
    """A function that fills the secret, and a resource that calls it; `public` are variables with the public halves."""

    def __init__(self, factory: FunctionFactory) -> None:
        super().__init__(factory.scope, "push_keys")
        secret = factory.storage.push_secret
        self.function = factory.worker("push_keys_events", "Makes the keys of Web Push", timeout_s=TIMEOUT_S)
        grant_read(self.function, secret)
        self.function.add_to_role_policy(
            iam.PolicyStatement(actions=["secretsmanager:PutSecretValue"], resources=[secret.attr_id])
        )
        made = CustomResource(
            self,
            "keys",
            resource_type="Custom::LinnetPushKeys",
            service_token=self.function.function_arn,
            service_timeout=Duration.seconds(2 * TIMEOUT_S),
            # Another secret needs to be filled, too.
            properties={"Secret": secret.attr_id},
        )
        # Its role may do nothing before its policy is there.
        made.node.add_dependency(self.function.own_role)
        self.public: Mapping[str, str] = {
            "PUSH_SIGNING_KEY": made.get_att_string("SigningKey"),
            "PUSH_SEALING_KEY": made.get_att_string("SealingKey"),
        }


def grant_read(function: PythonFunction, secret: secretsmanager.CfnSecret) -> None:
    """Allow reading the private keys."""
    function.add_to_role_policy(
        iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[secret.attr_id])
    )
