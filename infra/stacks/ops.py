"""What watches the others: alarms with a runbook article each, and a dashboard."""

from __future__ import annotations

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.blocks.alarms import PERIOD, Alarms
from infra.blocks.event_log import EVENTS
from infra.blocks.python_function import METRICS_NAMESPACE, PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.schedules import runs_by_clock
from infra.components.dashboard import dashboard
from infra.settings import StageSettings
from infra.stacks.api import ApiStack
from infra.stacks.async_ import AsyncStack
from infra.stacks.data import DataStack
from linnet.runtime.drafts import LATE, LATE_MS
from linnet.runtime.settings import environment_names
from linnet.runtime.trends import LOST, STALE

# A follower sees a tweet late by as much as the stream's age; a minute is noticed.
MAX_ITERATOR_AGE_MS = 60_000
# Events are gathered for a minute; a list misses what a window has not got two minutes after its end.
MAX_EVENT_AGE_MS = 300_000

# Whose failures mean more than that something is late.
OWN_ARTICLES = {"media_schedule": "pictures-stay"}

# The most that CloudWatch lets an alarm's expression be made of.
MAX_METRICS = 10


class OpsStack(Stack):
    """Alarms and dashboard of a stage."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        settings: StageSettings,
        data: DataStack,
        api: ApiStack,
        async_: AsyncStack,
    ) -> None:
        super().__init__(scope, construct_id, description="Linnet: alarms and dashboard")
        self._topic = sns.Topic(self, "topic", display_name="Linnet alarms", enforce_ssl=True)
        if settings.alarm_email is not None:
            self._topic.add_subscription(subscriptions.EmailSubscription(settings.alarm_email))
        self._topic.add_to_resource_policy(_alarms_may_publish(self._topic))
        self.alarms = Alarms(self, self._topic)
        functions = [*api.functions, *async_.functions]
        self._watch_functions(functions)
        self._watch_streams(async_.streams)
        self._watch_queues(async_)
        self._watch_index(async_)
        self._watch_search(settings, data)
        self._watch_totals(async_.reconciler)
        self._watch_drafts(async_.publisher)
        self._watch_pictures(async_.remover)
        self._watch_trends(async_.functions, api.functions)
        self._watch_api(api)
        self._watch_tables(data)
        queues = {
            "Fan-out queue": async_.fanout,
            "Notification queue": async_.notifications,
            "Queue of pushes": async_.pushes,
            "Web Push queue": async_.webpush,
            "Erasure queue": async_.erasure,
            "Export queue": async_.exports,
            "Index queue": async_.index,
            "Queue of totals": async_.totals,
            "Mail queue": async_.mail,
        }
        dashboard(self, api.http, async_.functions, api.functions, queues, data.storage.tables.by_name())

    def _watch_functions(self, functions: list[PythonFunction]) -> None:
        for function in functions:
            name = function.function_folder
            # What runs by the clock fails a few times an hour at most, however broken it is.
            scheduled = runs_by_clock(function)
            self.alarms.add(
                f"{name}_errors",
                function.metric_errors(period=Duration.hours(1) if scheduled else PERIOD),
                above=1 if scheduled else 5,
                what=f"{name} fails.",
                article=OWN_ARTICLES.get(name, "function-errors"),
            )
            self.alarms.add(
                f"{name}_throttles",
                function.metric_throttles(period=PERIOD),
                above=0,
                what=f"{name} is refused concurrency.",
                article="function-throttles",
                periods=2,
            )

    def _watch_streams(self, streams: list[PythonFunction]) -> None:
        for function in streams:
            of_events = EVENTS in function.event_sources
            self.alarms.add(
                f"{function.function_folder}_iterator_age",
                function.metric("IteratorAge", statistic="Maximum", period=PERIOD),
                above=MAX_EVENT_AGE_MS if of_events else MAX_ITERATOR_AGE_MS,
                what=f"{function.function_folder} lags behind its stream.",
                article="stream-iterator-age",
            )
            self.alarms.add(
                f"{function.function_folder}_poison",
                _counted("PoisonRecord", function),
                above=0,
                what=f"{function.function_folder} met a record that it cannot read.",
                article="poison-records",
            )
            for table, source in function.event_sources.items():
                self.alarms.add(
                    f"{function.function_folder}_{table}_given_up",
                    cloudwatch.Metric(
                        namespace="AWS/Lambda",
                        metric_name="OnFailureDestinationDeliveredEventCount",
                        dimensions_map={"EventSourceMappingUUID": source.attr_id},
                        statistic="Sum",
                        period=PERIOD,
                    ),
                    above=0,
                    what=f"{function.function_folder} gave up records of {table}; they are in the failure store.",
                    article="failure-store",
                )

    def _watch_queues(self, async_: AsyncStack) -> None:
        self._watch_queue("fanout", async_.fanout, what="Fan-out jobs", above_s=300)
        self._watch_queue("notifications", async_.notifications, what="Notification jobs", above_s=60)
        self._watch_queue("pushes", async_.pushes, what="Pushes to open sockets", above_s=30, waits="pushes-late")
        # An attempt that is postponed waits on purpose, at most a quarter of an hour.
        self._watch_queue(
            "webpush",
            async_.webpush,
            what="Pushes to closed clients",
            above_s=1_200,
            waits="web-push",
            fails="web-push",
        )
        self.alarms.add(
            "webpush_refused",
            _counted("WebPushRefused", async_.web_pusher),
            above=25,
            what="Push services refuse messages.",
            article="web-push",
            periods=2,
        )
        # A message waits for the pause between two rounds at most.
        self._watch_queue(
            "erasure", async_.erasure, what="Erasures of accounts", above_s=86_400, waits="erasures", fails="erasures"
        )
        self._watch_queue(
            "export", async_.exports, what="Exports of accounts", above_s=3_600, waits="exports", fails="exports"
        )

        self._watch_queue("mail", async_.mail, what="Mails", above_s=600, waits="mail-not-sent", fails="mail-not-sent")
        self.alarms.add(
            "mail_refused",
            _counted("MailRefused", async_.postman),
            above=20,
            what="Many addresses are refused by the mail service.",
            article="mail-not-sent",
        )

    def _watch_queue(
        self,
        name: str,
        queue: QueueWithDlq,
        *,
        what: str,
        above_s: int,
        waits: str = "queue-age",
        fails: str = "dead-letter-queue",
    ) -> None:
        """Ring for what was given up, whose article is `fails`, and for what waits too long, whose is `waits`."""
        self.alarms.add(
            f"{name}_dlq",
            queue.dlq.metric_approximate_number_of_messages_visible(statistic="Maximum", period=PERIOD),
            above=0,
            what=f"{what} could not be processed.",
            article=fails,
        )
        self.alarms.add(
            f"{name}_age",
            queue.queue.metric_approximate_age_of_oldest_message(statistic="Maximum", period=PERIOD),
            above=above_s,
            what=f"{what} wait for more than {above_s} seconds.",
            article=waits,
        )

    def _watch_index(self, async_: AsyncStack) -> None:
        self._watch_queue("index", async_.index, what="Changes", above_s=300, waits="index-late", fails="index-late")
        # Each waits for a minute on purpose.
        self._watch_queue(
            "totals", async_.totals, what="Totals of the index", above_s=600, waits="index-late", fails="index-late"
        )
        self.alarms.add(
            "index_queue_poison",
            _counted("PoisonRecord", async_.indexer),
            above=0,
            what="The search index refused documents; they are in the failure store.",
            article="index-refused",
        )

    def _watch_search(self, settings: StageSettings, data: DataStack) -> None:
        if settings.search is None:
            return
        search = data.storage.search

        def measured(name: str, statistic: str = "Maximum") -> cloudwatch.Metric:
            dimensions = {"DomainName": search.domain_name, "ClientId": Aws.ACCOUNT_ID}
            return cloudwatch.Metric(
                namespace="AWS/ES", metric_name=name, dimensions_map=dimensions, statistic=statistic, period=PERIOD
            )

        used = cloudwatch.MathExpression(
            expression=f"100 - 100 * free / {settings.search.volume_gib * 1024}",
            using_metrics={"free": measured("FreeStorageSpace", "Minimum")},
            label="storage of the fullest node, percent",
            period=PERIOD,
        )
        watched: list[tuple[str, cloudwatch.IMetric, float, int, str]] = [
            ("search_red", measured("ClusterStatus.red"), 0, 1, "A part of the search index is lost or not reached."),
            # Copies move when nodes are replaced, for minutes.
            ("search_yellow", measured("ClusterStatus.yellow"), 0, 6, "A part of the search index has no second copy."),
            ("search_blocked", measured("ClusterIndexWritesBlocked"), 0, 1, "The search index takes no writes."),
            ("search_memory", measured("JVMMemoryPressure"), 85, 3, "Nodes of the search engine run out of memory."),
            ("search_storage", used, 75, 3, "Nodes of the search engine run out of space."),
        ]
        for name, metric, above, periods, what in watched:
            self.alarms.add(name, metric, above=above, periods=periods, what=what, article="search-cluster")

    def _watch_totals(self, reconciler: PythonFunction) -> None:
        self.alarms.add(
            "totals_drifted",
            _counted("TotalsDrifted", reconciler),
            above=0,
            what="Totals differ from their edges.",
            article="totals-drifted",
        )

    def _watch_drafts(self, publisher: PythonFunction) -> None:
        self.alarms.add(
            "scheduled_tweets_late",
            _counted(LATE, publisher),
            above=0,
            what=f"Scheduled tweets are published more than {LATE_MS // 60_000} minutes late.",
            article="scheduled-tweets-late",
        )
        self.alarms.add(
            "scheduled_tweets_idle",
            _no_runs(publisher),
            above=0,
            what="Scheduled tweets are not looked at.",
            article="scheduled-tweets-late",
            periods=2,
        )

    def _watch_pictures(self, remover: PythonFunction) -> None:
        self.alarms.add(
            "pictures_stay",
            _no_runs(remover),
            above=0,
            what="Pictures that were deleted are not removed.",
            article="pictures-stay",
            # It runs every five minutes: one run may fall between two periods.
            periods=3,
        )

    def _watch_trends(self, workers: list[PythonFunction], apis: list[PythonFunction]) -> None:
        (shown,) = [each for each in apis if each.function_folder == "trends_api"]
        self.alarms.add(
            "trends_stale",
            _counted(STALE, shown),
            above=0,
            what="Readers are shown old trends, or none.",
            article="trends-stale",
            periods=2,
        )
        for function in workers:
            if "EVENT_STREAM" in environment_names(function.function_folder):
                self.alarms.add(
                    f"{function.function_folder}_events_lost",
                    _counted(LOST, function),
                    above=0,
                    what=f"{function.function_folder} cannot put events into the log that trends are counted from.",
                    article="trend-events-lost",
                    periods=3,
                )

    def _watch_api(self, api: ApiStack) -> None:
        http = api.http.api
        failed = cloudwatch.MathExpression(
            expression="100 * failed / MAX([requests, 1])",
            using_metrics={
                "failed": http.metric_server_error(statistic="Sum", period=PERIOD),
                "requests": http.metric_count(statistic="Sum", period=PERIOD),
            },
            label="5xx, percent",
            period=PERIOD,
        )
        self.alarms.add(
            "api_5xx", failed, above=1, what="More than 1 % of requests fail.", article="api-5xx", periods=2
        )

        for number, start in enumerate(range(0, len(api.functions), MAX_METRICS), 1):
            functions = api.functions[start : start + MAX_METRICS]
            limiterless = cloudwatch.MathExpression(
                expression=" + ".join(f"FILL({function.function_folder}, 0)" for function in functions),
                using_metrics={
                    function.function_folder: _counted("LimiterUnavailable", function) for function in functions
                },
                label="requests without a limiter",
                period=PERIOD,
            )
            self.alarms.add(
                "limiter_unavailable" if number == 1 else f"limiter_unavailable_{number}",
                limiterless,
                above=10,
                what="Requests are served without a rate limit, and log-ins and sign-ups are refused.",
                article="limiter-unavailable",
            )

    def _watch_tables(self, data: DataStack) -> None:
        for name, table in data.storage.tables.by_name().items():
            throttled = cloudwatch.MathExpression(
                expression="FILL(reading, 0) + FILL(writing, 0)",
                using_metrics={
                    "reading": table.table.metric("ReadThrottleEvents", statistic="Sum", period=PERIOD),
                    "writing": table.table.metric("WriteThrottleEvents", statistic="Sum", period=PERIOD),
                },
                label="throttled requests",
                period=PERIOD,
            )
            self.alarms.add(
                f"{name}_throttled",
                throttled,
                above=0,
                what=f"The table {name} throttles.",
                article="table-throttles",
                periods=2,
            )


def _alarms_may_publish(topic: sns.Topic) -> iam.PolicyStatement:
    # A topic with a policy of its own loses the default one, which lets the account's alarms in.
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[topic.topic_arn],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )


def _counted(name: str, function: PythonFunction) -> cloudwatch.Metric:
    """Return a metric of the runtime's own; Powertools publishes them by service, which is the function."""
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=name,
        dimensions_map={"service": function.function_folder},
        statistic="Sum",
        period=PERIOD,
    )


def _no_runs(function: PythonFunction) -> cloudwatch.MathExpression:
    """Return 1 for a period in which a function did not run, otherwise 0."""
    return cloudwatch.MathExpression(
        # Nothing is reported by a function that does not run.
        expression="1 - MIN([FILL(runs, 0), 1])",
        using_metrics={"runs": function.metric_invocations(period=PERIOD)},
        label="no runs",
        period=PERIOD,
    )
