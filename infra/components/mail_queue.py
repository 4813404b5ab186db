"""Mail: who sends it, and in whose name."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import GET, PUT, UPDATE
from infra.components.function_factory import FunctionFactory
from infra.settings import StageSettings

MAIL_TIMEOUT_S = 20
# Each two minutes: for an hour, after which a link to choose a password would have ended.
MAIL_RECEIVES = 30


def mail_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function, the identity that it sends for, and feed it from its queue."""
    function = factory.worker("mail_queue", "Sends mail", timeout_s=MAIL_TIMEOUT_S)
    factory.tables.identity.grant(function, GET, PUT, UPDATE)
    mail = factory.settings.mail
    if mail is not None:
        ses.CfnEmailIdentity(factory.scope, "mail_identity", email_identity=mail.identity)
        arn = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:identity/{mail.identity}"
        function.add_to_role_policy(iam.PolicyStatement(actions=["ses:SendEmail"], resources=[arn]))
    feed_from_queue(function, factory.mail, batch_size=1, concurrency=factory.settings.mail_concurrency)
    return function


def mail_variables(settings: StageSettings) -> Mapping[str, str]:
    """Return what the function has to know; nothing is sent where both are empty."""
    mail = settings.mail
    return {"SITE_URL": settings.mail_site, "MAIL_SENDER": "" if mail is None else mail.sender}
