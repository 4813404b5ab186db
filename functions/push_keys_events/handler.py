"""Make the keys of Web Push while a stage is deployed: CloudFormation calls it as a resource of its own kind."""

from __future__ import annotations

from linnet.adapters.deployment_answers import ResourceAnswer
from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import logger
from linnet.runtime.wiring.push_keys_events import PushKeys, build

# The keys of a stage are one thing, whatever becomes of the resource: under another name CloudFormation would delete
# what it takes for an older one.
RESOURCE = "push-keys"


def make(services: PushKeys, event: Record) -> Answer:
    """Answer with the public keys; a deletion has nothing to do, as the secret goes with its own stack."""
    try:
        found = None if event["RequestType"] == "Delete" else services.make_push_keys.run()
    except Exception as error:
        # Without an answer the deployment would wait for an hour.
        logger().exception("keys of Web Push not made")
        services.answers.send(event, ResourceAnswer(RESOURCE, failed=type(error).__name__))
        raise
    data = {} if found is None else {"SigningKey": found.signing, "SealingKey": found.sealing}
    services.answers.send(event, ResourceAnswer(RESOURCE, data))
    return data


worker = Worker("push_keys_events", build, make)
lambda_handler = worker.lambda_handler
