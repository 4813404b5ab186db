"""Everything that happens outside of HTTP requests: streams, queues, their workers, sockets, and operators' orders."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration, Stack
from constructs import Construct

from infra.blocks.event_log import EventLog
from infra.blocks.layers import Layers
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.site import SiteSecret
from infra.blocks.socket_api import STAGE_NAME, SocketApi
from infra.components.accounts_events import accounts_events
from infra.components.counters_schedule import counters_schedule
from infra.components.counters_stream import counters_stream
from infra.components.drafts_schedule import drafts_schedule
from infra.components.engagement_stream import engagement_stream
from infra.components.erasure_queue import ERASURE_RECEIVES, ERASURE_TIMEOUT_S, erasure_queue
from infra.components.erasure_schedule import erasure_schedule
from infra.components.export_queue import EXPORT_TIMEOUT_S, export_queue
from infra.components.fanout_queue import FANOUT_TIMEOUT_S, fanout_queue
from infra.components.function_factory import FunctionFactory
from infra.components.graph_stream import graph_stream
from infra.components.identity_stream import identity_stream
from infra.components.index_queue import INDEX_RECEIVES, INDEX_TIMEOUT_S, TOTALS_DELAY_S, index_queue
from infra.components.mail_queue import MAIL_RECEIVES, MAIL_TIMEOUT_S, mail_queue, mail_variables
from infra.components.media_schedule import media_schedule
from infra.components.messages_stream import messages_stream
from infra.components.notifications_queue import NOTIFICATIONS_TIMEOUT_S, notifications_queue
from infra.components.polls_schedule import polls_schedule
from infra.components.push_keys import PushKeys
from infra.components.pushes_queue import PUSHES_TIMEOUT_S, pushes_queue
from infra.components.realtime_socket import realtime_socket
from infra.components.trends_schedule import trends_schedule
from infra.components.trends_stream import trends_stream
from infra.components.tweets_stream import tweets_stream
from infra.components.webpush_queue import WEBPUSH_RETENTION, WEBPUSH_TIMEOUT_S, webpush_queue
from infra.settings import StageSettings
from infra.stacks.data import DataStack


class AsyncStack(Stack):
    """The workers; `streams` are fed from tables or the event log, `functions` are all of them."""

    def __init__(self, scope: Construct, construct_id: str, settings: StageSettings, data: DataStack) -> None:
        super().__init__(scope, construct_id, description="Linnet: stream and queue workers, WebSocket API")
        self.fanout = QueueWithDlq(self, "fanout", consumer_timeout_s=FANOUT_TIMEOUT_S)
        # A push that could not be delivered for an hour is no news to anybody.
        self.pushes = QueueWithDlq(
            self,
            "pushes",
            consumer_timeout_s=PUSHES_TIMEOUT_S,
            fifo=True,
            retention=Duration.hours(1),
        )
        self.webpush = QueueWithDlq(self, "webpush", consumer_timeout_s=WEBPUSH_TIMEOUT_S, retention=WEBPUSH_RETENTION)
        self.notifications = QueueWithDlq(self, "notifications", consumer_timeout_s=NOTIFICATIONS_TIMEOUT_S)
        self.sockets = SocketApi(self, settings)
        # On one machine its own front stands before the APIs, and what it shows is put in when the network starts.
        self.site_secret = None if settings.is_local else SiteSecret(self)
        self.erasure = QueueWithDlq(
            self, "erasure", consumer_timeout_s=ERASURE_TIMEOUT_S, max_receives=ERASURE_RECEIVES
        )
        self.exports = QueueWithDlq(self, "export", consumer_timeout_s=EXPORT_TIMEOUT_S)
        self.index = QueueWithDlq(
            self,
            "index",
            consumer_timeout_s=INDEX_TIMEOUT_S,
            # Less than what is given up is kept, which counts from when a message was first sent.
            retention=Duration.days(13),
            max_receives=INDEX_RECEIVES,
        )
        self.totals = QueueWithDlq(
            self,
            "totals",
            consumer_timeout_s=INDEX_TIMEOUT_S,
            fifo=True,
            max_receives=INDEX_RECEIVES,
            delay=Duration.seconds(TOTALS_DELAY_S),
        )
        self.mail = QueueWithDlq(self, "mail", consumer_timeout_s=MAIL_TIMEOUT_S, max_receives=MAIL_RECEIVES)
        self.events = EventLog(self)
        factory = FunctionFactory(
            self,
            settings,
            Layers(self, settings),
            data.storage,
            self.fanout,
            self.pushes,
            self.webpush,
            self.notifications,
            self.erasure,
            self.exports,
            self.index,
            self.totals,
            self.mail,
            {
                "SOCKET_API": self.sockets.name,
                **self.known_of_the_site,
                "EVENT_STREAM": self.events.stream.stream_name,
                **mail_variables(settings),
            },
        )
        self.streams = [
            tweets_stream(factory, self.events),
            graph_stream(factory),
            counters_stream(factory),
            engagement_stream(factory, self.events),
            messages_stream(factory),
            identity_stream(factory, self.sockets),
            trends_stream(factory, self.events),
        ]
        accounts = accounts_events(factory)
        self.reconciler = counters_schedule(factory)
        self.indexer = index_queue(factory)
        trends = trends_schedule(factory)
        self.publisher = drafts_schedule(factory)
        self.postman = mail_queue(factory)
        self.remover = media_schedule(factory)
        self.push_keys = PushKeys(factory)
        self.web_pusher = webpush_queue(factory)
        self.functions = [
            *self.streams,
            fanout_queue(factory),
            notifications_queue(factory),
            polls_schedule(factory),
            self.publisher,
            pushes_queue(factory, self.sockets),
            self.web_pusher,
            self.push_keys.function,
            realtime_socket(factory, self.sockets),
            erasure_schedule(factory),
            erasure_queue(factory),
            export_queue(factory),
            self.postman,
            self.indexer,
            self.remover,
            accounts,
            self.reconciler,
            trends,
        ]
        CfnOutput(self, "FanoutQueueUrl", value=self.fanout.queue.queue_url)
        CfnOutput(self, "AccountsFunctionName", value=accounts.function_name)
        CfnOutput(self, "ReconcilerFunctionName", value=self.reconciler.function_name)
        CfnOutput(self, "TrendsFunctionName", value=trends.function_name)
        CfnOutput(self, "FanoutDlqUrl", value=self.fanout.dlq.queue_url)
        CfnOutput(self, "NotificationsQueueUrl", value=self.notifications.queue.queue_url)
        CfnOutput(self, "NotificationsDlqUrl", value=self.notifications.dlq.queue_url)
        CfnOutput(self, "ErasureQueueUrl", value=self.erasure.queue.queue_url)
        CfnOutput(self, "ErasureDlqUrl", value=self.erasure.dlq.queue_url)
        CfnOutput(self, "ExportQueueUrl", value=self.exports.queue.queue_url)
        CfnOutput(self, "ExportDlqUrl", value=self.exports.dlq.queue_url)
        CfnOutput(self, "IndexerFunctionName", value=self.indexer.function_name)
        CfnOutput(self, "IndexQueueUrl", value=self.index.queue.queue_url)
        CfnOutput(self, "IndexDlqUrl", value=self.index.dlq.queue_url)
        CfnOutput(self, "TotalsQueueUrl", value=self.totals.queue.queue_url)
        CfnOutput(self, "TotalsDlqUrl", value=self.totals.dlq.queue_url)
        CfnOutput(self, "MailQueueUrl", value=self.mail.queue.queue_url)
        CfnOutput(self, "MailDlqUrl", value=self.mail.dlq.queue_url)
        CfnOutput(self, "PushesQueueUrl", value=self.pushes.queue.queue_url)
        CfnOutput(self, "PushesDlqUrl", value=self.pushes.dlq.queue_url)
        CfnOutput(self, "WebpushQueueUrl", value=self.webpush.queue.queue_url)
        CfnOutput(self, "WebpushDlqUrl", value=self.webpush.dlq.queue_url)
        CfnOutput(self, "SocketApiId", value=self.sockets.api.api_id)
        CfnOutput(self, "SocketStageName", value=STAGE_NAME)
        CfnOutput(self, "SocketApiUrl", value=self.sockets.stage.url)

    @property
    def known_of_the_site(self) -> Mapping[str, str]:
        """Return the variable by which functions know who stands before the APIs."""
        return {"SITE_SECRET": "" if self.site_secret is None else self.site_secret.reference}
