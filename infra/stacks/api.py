"""The HTTP API and its functions; its routes are those of the generated contract."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.blocks.http_api import HttpApi
from infra.blocks.layers import Layers
from infra.blocks.site import SiteDistribution
from infra.components.accounts_api import accounts_api
from infra.components.drafts_api import drafts_api
from infra.components.engagement_api import engagement_api
from infra.components.filters_api import filters_api
from infra.components.function_factory import FunctionFactory
from infra.components.graph_api import graph_api
from infra.components.identity_api import identity_api
from infra.components.lists_api import lists_api
from infra.components.media_api import media_api
from infra.components.messages_api import messages_api
from infra.components.meta_api import meta_api
from infra.components.notifications_api import notifications_api
from infra.components.oauth_api import oauth_api
from infra.components.realtime_api import realtime_api
from infra.components.search_api import search_api
from infra.components.statuses_api import statuses_api
from infra.components.timelines_api import timelines_api
from infra.components.trends_api import trends_api
from infra.components.tweets_api import tweets_api
from infra.settings import StageSettings
from infra.stacks.async_ import AsyncStack
from infra.stacks.data import DataStack


class ApiStack(Stack):
    """One function per noun behind one HTTP API."""

    def __init__(
        self, scope: Construct, construct_id: str, settings: StageSettings, data: DataStack, async_: AsyncStack
    ) -> None:
        super().__init__(scope, construct_id, description="Linnet: HTTP API")
        factory = FunctionFactory(
            self,
            settings,
            Layers(self, settings),
            data.storage,
            async_.fanout,
            async_.pushes,
            async_.webpush,
            async_.notifications,
            async_.erasure,
            async_.exports,
            async_.index,
            async_.totals,
            async_.mail,
            {**async_.push_keys.public, **async_.known_of_the_site},
        )
        behind = [
            identity_api(factory),
            tweets_api(factory),
            drafts_api(factory),
            engagement_api(factory),
            graph_api(factory),
            lists_api(factory),
            filters_api(factory),
            timelines_api(factory),
            notifications_api(factory),
            messages_api(factory),
            realtime_api(factory),
            search_api(factory),
            trends_api(factory),
            media_api(factory),
            accounts_api(factory),
            statuses_api(factory),
            oauth_api(factory),
        ]
        meta = meta_api(factory, behind)
        self.functions = [*behind, meta]
        self.http = HttpApi(self, settings, self.functions, fallback=meta, root=meta)
        if data.pictures is not None:
            self.http.serve_pictures(data.pictures)
        self.site = (
            None
            if async_.site_secret is None
            else SiteDistribution(
                self, self.http, async_.sockets, secret=async_.site_secret.reference, own=settings.site
            )
        )
        CfnOutput(self, "HttpApiId", value=self.http.api.http_api_id)
        CfnOutput(self, "HttpApiUrl", value=self.http.api.api_endpoint)
