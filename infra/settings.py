"""What differs between stages; constructs take it as an argument and read nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from aws_cdk import RemovalPolicy

_CERTIFICATE: Final = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSizes:
    """The sizes of a stage's OpenSearch domain.

    Data nodes stand in as many zones as there are of them, three at most. Without `masters` they elect one of
    themselves, which is for stages that may stop.
    """

    nodes: int
    instance: str
    volume_gib: int
    masters: int = 0
    master_instance: str | None = None

    @property
    def zones(self) -> int:
        return min(3, self.nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How a stage sends mail.

    `identity` is the domain, or the one address, that SES may send for; `sender` is in whose name, and `site` is what
    people know the stage by, which begins the links (`https://linnet.example`): by default the domain of the stage.
    """

    identity: str
    sender: str
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The domain that people know a stage by, and the ARN of a certificate for it; CloudFront wants it in us-east-1."""

    domain: str
    certificate: str

    def __post_init__(self) -> None:
        if not _CERTIFICATE.fullmatch(self.certificate):
            raise ValueError(f"certificate: {self.certificate!r} is not the ARN of an ACM certificate in us-east-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """The settings of a stage.

    `tunables` overrides defaults of `linnet.runtime.tunables.Tunables`. `http_api_id` and `socket_api_id` fix the
    ids of the APIs where the emulator allows it. Without `search` a stage has no domain, and its API says so.
    Without `mail` it sends none, and a password that is forgotten is lost. Without `site` it answers to the name that
    CloudFront gives it.
    Events of trends are gathered for `trends_batching_s`, and lists are computed at `trends_minutes` of each hour: two
    minutes after a window has ended, when all of it that is not late is counted.
    `alarm_email` receives alarms; without one they only show on the dashboard.
    """

    name: str
    python_version: str = "3.13"
    removal_policy: RemovalPolicy = RemovalPolicy.DESTROY
    deletion_protection: bool = False
    log_retention_days: int = 30
    snap_start: bool = False
    api_rate: int = 500
    api_burst: int = 1_000
    fanout_concurrency: int = 10
    notifications_concurrency: int = 10
    pushes_concurrency: int = 10
    webpush_concurrency: int = 10
    index_concurrency: int = 5
    mail_concurrency: int = 2
    erasure_minutes: int = 15
    trends_batching_s: int = 60
    trends_minutes: str = "2/5"
    log_level: str = "INFO"
    search: SearchSizes | None = None
    mail: MailSettings | None = None
    site: SiteSettings | None = None
    alarm_email: str | None = None
    http_api_id: str | None = None
    socket_api_id: str | None = None
    tunables: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.mail is not None and not self.mail_site:
            raise ValueError("mail: links in mails need a site, or the stage a domain of its own")

    @property
    def is_local(self) -> bool:
        return self.name == "local"

    @property
    def mail_site(self) -> str:
        """Return what begins the links of mails, nothing where none are sent."""
        if self.mail is None:
            return ""
        return self.mail.site or ("" if self.site is None else f"https://{self.site.domain}")


_STAGES: Final = {
    "dev": StageSettings(
        name="dev",
        log_retention_days=7,
        search=SearchSizes(nodes=1, instance="t3.small.search", volume_gib=10),
    ),
    "prod": StageSettings(
        name="prod",
        removal_policy=RemovalPolicy.RETAIN,
        deletion_protection=True,
        log_retention_days=90,
        snap_start=True,
        api_rate=20_000,
        api_burst=10_000,
        fanout_concurrency=500,
        notifications_concurrency=200,
        pushes_concurrency=500,
        webpush_concurrency=200,
        index_concurrency=100,
        mail_concurrency=10,
        search=SearchSizes(
            nodes=3, instance="r7g.large.search", volume_gib=100, masters=3, master_instance="m7g.medium.search"
        ),
        tunables=MappingProxyType(
            {
                "conversation_shards": 8,
                "engagement_shards": 8,
                "follower_shards": 8,
                "feed_shards": 16,
                "subscription_shards": 8,
                # Both may be changed for the next index that is built (docs/search.md).
                "search_shards": 6,
                "search_replicas": 1,
            }
        ),
    ),
    # One machine: cheap password hashing, one shard of everything, and a threshold that a demo can cross. The event
    # sources of the emulator ignore partial batch answers, so failures are raised there.
    "local": StageSettings(
        name="local",
        http_api_id="11bbee70",
        socket_api_id="11bbee71",
        # Each is a process of 100 MB there; AWS takes no less.
        fanout_concurrency=2,
        notifications_concurrency=2,
        pushes_concurrency=2,
        webpush_concurrency=2,
        index_concurrency=2,
        erasure_minutes=1,
        # Whoever tries trends out has no five minutes: an hour of windows is six, a run comes each minute, and what is
        # unusual is so for fewer people. The world and one language are enough to look at.
        trends_batching_s=2,
        trends_minutes="*",
        # The port is put in when the network starts; mails lie in a folder.
        mail=MailSettings(
            identity="linnet.example", sender="Linnet <linnet@linnet.example>", site="http://localhost:3000"
        ),
        tunables=MappingProxyType(
            {
                "celebrity_on": 100,
                "celebrity_off": 80,
                "conversation_shards": 1,
                "engagement_shards": 1,
                "follower_shards": 1,
                "feed_shards": 1,
                "subscription_shards": 1,
                "invalidation_replicas": 1,
                # Longer than a token is remembered.
                "erasure_grace_s": 15,
                "erasure_pause_s": 5,
                "password_time_cost": 1,
                "password_memory_kib": 1_024,
                "stream_failures": "raise",
                "limits_exempt_loopback": True,
                "password_grant": True,
                "plain_http": True,
                "trends": {
                    "window_ms": 30_000,
                    "settle_ms": 3_000,
                    "min_authors": 4,
                    "min_velocity": 2,
                    "languages": ["en"],
                },
            }
        ),
    ),
}


def stage_settings(name: str) -> StageSettings:
    """Return the settings of a stage by name. Raise KeyError naming the stages there are."""
    if name not in _STAGES:
        raise KeyError(f"no stage {name!r}: choose one of {', '.join(_STAGES)}")
    return _STAGES[name]
