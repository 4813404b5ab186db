"""Where a function sends to (queues, sockets, other functions, the failure store), and what its stores are made of."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from linnet.adapters.dynamodb.binding import Connect, Connection, Model, bind, connection
from linnet.ports.environment import Clock, Parallel
from linnet.ports.search import SearchEngine
from linnet.runtime.settings import Settings, socket_endpoint
from linnet.runtime.tunables import SettingMissing

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

    from linnet.adapters.deployment_answers import DeploymentAnswers
    from linnet.adapters.dynamodb.batch_writes import BatchWriter
    from linnet.adapters.dynamodb.identity import Writing
    from linnet.adapters.lambda_functions import LambdaFunctions
    from linnet.adapters.pillow.pictures import PillowPictures
    from linnet.adapters.s3 import S3FailureStore
    from linnet.adapters.s3_archives import S3Archives
    from linnet.adapters.s3_media import S3MediaFiles
    from linnet.adapters.ses import SesMailer
    from linnet.adapters.sockets import ApiGatewaySockets
    from linnet.adapters.sqs import SqsJobs
    from linnet.adapters.sqs_delays import SqsDelays
    from linnet.adapters.sqs_erasures import SqsErasures
    from linnet.adapters.sqs_exports import SqsExports
    from linnet.adapters.sqs_index import SqsIndexJobs, SqsIndexTotals
    from linnet.adapters.sqs_mail import SqsMail
    from linnet.adapters.sqs_notifications import SqsNotificationJobs
    from linnet.adapters.sqs_pushes import SqsPushes
    from linnet.adapters.sqs_web_pushes import SqsWebPushes
    from linnet.adapters.web_push.encryption import CurveCheck, NewKeys
    from linnet.adapters.web_push.keys import SecretKeys
    from linnet.adapters.web_push.push_services import HttpPushServices
    from linnet.adapters.web_push.sealing import PrivateSeal, PublicSeal
    from linnet.ports.web_push import PrivateKeys

M = TypeVar("M", bound=Model)


class Outlets:
    """Where a function sends to, each made at its first use."""

    def __init__(self, settings: Settings, clock: Clock, parallel: Parallel) -> None:
        self._settings = settings
        self._clock = clock
        self._parallel = parallel
        self._random: Callable[[], float] = random.SystemRandom().random
        self._sleep: Callable[[float], None] = time.sleep
        self._connect = Connect(region=settings.aws_region)

    def named(self, setting: str) -> str:
        """Return the value of a function's own setting. Raise SettingMissing."""
        value = getattr(self._settings, setting, None)
        if not isinstance(value, str):
            raise SettingMissing(f"{type(self._settings).__name__} does not name {setting}")
        return value

    @property
    def sleep(self) -> Callable[[float], None]:
        """Return how to wait for seconds."""
        return self._sleep

    def _bound(self, model: type[M], setting: str, connect: Connect | None = None) -> type[M]:
        return bind(model, self.named(setting), connect or self._connect)

    @cached_property
    def _connection(self) -> Connection:
        return connection(self._connect)

    @cached_property
    def _writing(self) -> Writing:
        from linnet.adapters.dynamodb.identity import Writing

        return Writing(
            connection=self._connection,
            clock=self._clock,
            sleep=self._sleep,
            random=self._random,
            replicas=self._settings.tunables.invalidation_replicas,
        )

    @cached_property
    def _batch_writer(self) -> BatchWriter:
        from linnet.adapters.dynamodb.batch_writes import BatchWriter

        return BatchWriter(self._parallel, self._sleep, self._random)

    @cached_property
    def functions(self) -> LambdaFunctions:
        from linnet.adapters.lambda_functions import functions_at

        return functions_at(json.loads(self.named("facade_functions")), self._settings.aws_region)

    @cached_property
    def _queues(self) -> SQSClient:
        import boto3

        return boto3.client("sqs", region_name=self._settings.aws_region)

    @cached_property
    def jobs(self) -> SqsJobs:
        from linnet.adapters.sqs import SqsJobs

        return SqsJobs(self._queues, self.named("fanout_queue_url"), self._sleep, self._random)

    @cached_property
    def notification_jobs(self) -> SqsNotificationJobs:
        from linnet.adapters.sqs_notifications import SqsNotificationJobs

        return SqsNotificationJobs(self._queues, self.named("notifications_queue_url"), self._sleep, self._random)

    @cached_property
    def index_jobs(self) -> SqsIndexJobs:
        from linnet.adapters.sqs_index import SqsIndexJobs

        return SqsIndexJobs(self._queues, self.named("index_queue_url"), self._sleep, self._random)

    @cached_property
    def index_totals(self) -> SqsIndexTotals:
        from linnet.adapters.sqs_index import SqsIndexTotals

        return SqsIndexTotals(self._queues, self.named("totals_queue_url"), self._clock, self._sleep, self._random)

    @cached_property
    def index_delays(self) -> SqsDelays:
        from linnet.adapters.sqs_delays import SqsDelays

        return SqsDelays(self._queues, self.named("index_queue_url"))

    @cached_property
    def pushes(self) -> SqsPushes:
        from linnet.adapters.sqs_pushes import SqsPushes

        return SqsPushes(self._queues, self.named("pushes_queue_url"), self._sleep, self._random)

    @cached_property
    def web_pushes(self) -> SqsWebPushes:
        from linnet.adapters.sqs_web_pushes import SqsWebPushes

        return SqsWebPushes(self._queues, self.named("webpush_queue_url"), self._sleep, self._random)

    @cached_property
    def push_services(self) -> HttpPushServices:
        from linnet.adapters.web_push.push_services import HttpPushServices

        return HttpPushServices(self._private_keys.signing, self._clock, self._settings.tunables.plain_http)

    @cached_property
    def sealed_tokens(self) -> PrivateSeal:
        from linnet.adapters.web_push.sealing import PrivateSeal

        return PrivateSeal(self._private_keys.sealing)

    @cached_property
    def _private_keys(self) -> PrivateKeys:
        return self.secret_keys.needed()

    @cached_property
    def secret_keys(self) -> SecretKeys:
        import boto3

        from linnet.adapters.web_push.keys import SecretKeys

        client = boto3.client("secretsmanager", region_name=self._settings.aws_region)
        return SecretKeys(client, self.named("push_secret"))

    @cached_property
    def token_seal(self) -> PublicSeal:
        from linnet.adapters.web_push.sealing import PublicSeal

        return PublicSeal(self.named("push_sealing_key"))

    @cached_property
    def curve_check(self) -> CurveCheck:
        from linnet.adapters.web_push.encryption import CurveCheck

        return CurveCheck()

    @cached_property
    def new_keys(self) -> NewKeys:
        from linnet.adapters.web_push.encryption import NewKeys

        return NewKeys()

    @property
    def deployment_answers(self) -> DeploymentAnswers:
        from linnet.adapters.deployment_answers import DeploymentAnswers

        return DeploymentAnswers()

    @cached_property
    def sockets(self) -> ApiGatewaySockets:
        from linnet.adapters.sockets import sockets_at

        region = self._settings.aws_region
        return sockets_at(socket_endpoint(self.named("socket_api"), region), region)

    @cached_property
    def erasure_queue(self) -> SqsErasures:
        from linnet.adapters.sqs_erasures import SqsErasures

        return SqsErasures(self._queues, self.named("erasure_queue_url"), self._sleep, self._random)

    @cached_property
    def export_queue(self) -> SqsExports:
        from linnet.adapters.sqs_exports import SqsExports

        return SqsExports(self._queues, self.named("export_queue_url"), self._sleep, self._random)

    @cached_property
    def mail_jobs(self) -> SqsMail:
        from linnet.adapters.sqs_mail import SqsMail

        return SqsMail(self._queues, self.named("mail_queue_url"), self._sleep, self._random)

    @cached_property
    def mailer(self) -> SesMailer:
        from linnet.adapters.ses import mailer_from

        return mailer_from(self.named("mail_sender"), self._settings.aws_region)

    @cached_property
    def media_files(self) -> S3MediaFiles:
        from linnet.adapters.s3_media import media_files_in

        return media_files_in(self.named("media_bucket"), self._settings.aws_region)

    @cached_property
    def pictures(self) -> PillowPictures:
        from linnet.adapters.pillow.pictures import PillowPictures

        return PillowPictures()

    @cached_property
    def archives(self) -> S3Archives:
        from linnet.adapters.s3_archives import archives_in

        return archives_in(self.named("export_bucket"), self._settings.aws_region)

    @cached_property
    def search(self) -> SearchEngine:
        from linnet.runtime.search_engine import search_engine

        settings = self._settings
        return search_engine(self.named("search_endpoint"), settings.tunables, settings.aws_region, self._clock)

    @cached_property
    def failures(self) -> S3FailureStore:
        import boto3

        from linnet.adapters.s3 import S3FailureStore

        client = boto3.client("s3", region_name=self._settings.aws_region)
        return S3FailureStore(client, self.named("failure_bucket"), self._clock)
