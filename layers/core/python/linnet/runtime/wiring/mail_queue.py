"""What `mail_queue` runs on."""

from __future__ import annotations

from linnet.facades.letters import Letters
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.services.send_mail import SendMail


def build(environment: Environment) -> SendMail:
    """Put the function together."""
    tables = environment.tables
    return SendMail(
        accounts=tables.accounts,
        orders=tables.mail_orders,
        mailer=tables.mailer,
        write=Letters(tables.named("site_url")),
        secrets=environment.secrets,
        clock=environment.clock,
        count=count,
    )
