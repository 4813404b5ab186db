"""Send mail: links to confirm an address or to choose a new password, and notices."""

from __future__ import annotations

from linnet.adapters.sqs_mail import decode_mail
from linnet.runtime.batch import Answer, Record, Worker, partial_failures
from linnet.runtime.wiring.mail_queue import build
from linnet.services.send_mail import SendMail


def work(send_mail: SendMail, event: Record) -> Answer:
    return partial_failures(event, lambda body: send_mail.run(decode_mail(body)))


worker = Worker("mail_queue", build, work)
lambda_handler = worker.lambda_handler
