"""What `identity_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Parallel
from linnet.ports.mail import MailJobs
from linnet.ports.notifications import NotificationJobs
from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.announce_documents import AnnounceDocuments
from linnet.services.end_sockets import EndSockets
from linnet.services.end_web_subscriptions import EndWebSubscriptions


@dataclass(frozen=True, slots=True)
class IdentityStream:
    end_sockets: EndSockets
    end_web_subscriptions: EndWebSubscriptions
    notification_jobs: NotificationJobs
    announce_documents: AnnounceDocuments
    mail_jobs: MailJobs
    failures: FailureStore
    parallel: Parallel
    mode: str


def build(environment: Environment) -> IdentityStream:
    """Put the function together."""
    tables = environment.tables
    return IdentityStream(
        end_sockets=EndSockets(tables.sessions, tables.connections, tables.sockets),
        end_web_subscriptions=EndWebSubscriptions(tables.sessions, tables.web_subscriptions),
        notification_jobs=tables.notification_jobs,
        announce_documents=AnnounceDocuments(tables.index_jobs),
        mail_jobs=tables.mail_jobs,
        failures=tables.failures,
        parallel=environment.parallel,
        mode=environment.settings.tunables.stream_failures,
    )
