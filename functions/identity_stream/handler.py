"""Close sockets and end pushes of sessions that end: log-out, removal, expiry, a new password, suspension.

Who was suspended is told.

What profiles are found by goes on to the index, and mails that were ordered to who sends them.
"""

from __future__ import annotations

from linnet.adapters.dynamodb.identity_changes import (
    decode_account_change,
    decode_mail_order,
    decode_moderated,
    decode_session_end,
)
from linnet.ports.notifications import NotificationJob
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.wiring.identity_stream import IdentityStream, build


def apply(services: IdentityStream, event: Record) -> Answer:
    return work_off_stream(worker.function, services, event, lambda record: _apply(services, record))


def _apply(services: IdentityStream, record: Record) -> None:
    user_id = decode_session_end(record)
    if user_id is not None:
        services.end_sockets.run(user_id)
        services.end_web_subscriptions.run(user_id)
    moderated = decode_moderated(record)
    if moderated is not None:
        job = NotificationJob(moderated.measure, moderated.case_id, recipient_ids=(moderated.user_id,))
        services.notification_jobs.send([job])
    changed = decode_account_change(record)
    if changed is not None:
        services.announce_documents.account(changed)
    mail = decode_mail_order(record)
    if mail is not None:
        services.mail_jobs.send([mail])


worker = Worker("identity_stream", build, apply)
lambda_handler = worker.lambda_handler
