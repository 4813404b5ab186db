"""A table whose stream feeds a queue, whose consumer writes to the table; two kinds of APIs, and a media bucket."""

from typing import Any

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack, Stage
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class DataStack(Stack):
    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.Table(
            self,
            "things",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="expires_at",
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.media = s3.Bucket(self, "media", enforce_ssl=True, removal_policy=RemovalPolicy.DESTROY)
        CfnOutput(self, "MediaBucketName", value=self.media.bucket_name)


class CodeStack(Stack):
    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.core = lambda_.LayerVersion(self, "core", code=lambda_.Code.from_asset("layers/core"))

    def function(self, name: str, **environment: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler=f"functions.{name}.handler.lambda_handler",
            code=lambda_.Code.from_asset(f"functions/{name}"),
            timeout=Duration.seconds(20),
            environment=environment,
            layers=[self.core],
        )


class ApiStack(CodeStack):
    def __init__(self, scope: Construct, construct_id: str, data: DataStack) -> None:
        super().__init__(scope, construct_id)
        api = self.function("things_api", TABLE=data.table.table_name)
        data.table.grant(api, "dynamodb:PutItem", "dynamodb:Scan")
        http = apigateway.HttpApi(
            self,
            "http",
            default_integration=integrations.HttpLambdaIntegration("things", api),
            cors_preflight=apigateway.CorsPreflightOptions(
                allow_origins=["*"],
                allow_methods=[apigateway.CorsHttpMethod.ANY],
                allow_headers=["authorization"],
            ),
        )
        CfnOutput(self, "HttpApiId", value=http.api_id)
        self._add_socket_api()

    def _add_socket_api(self) -> None:
        live = self.function("live_socket")

        def route(name: str) -> Any:
            integration = integrations.WebSocketLambdaIntegration(name, live)
            return apigateway.WebSocketRouteOptions(integration=integration)

        sockets = apigateway.WebSocketApi(
            self, "sockets", connect_route_options=route("connect"), default_route_options=route("default")
        )
        stage = apigateway.WebSocketStage(self, "stage", web_socket_api=sockets, stage_name="live", auto_deploy=True)
        sockets.grant_manage_connections(live)
        CfnOutput(self, "SocketApiId", value=sockets.api_id)
        CfnOutput(self, "SocketStageName", value=stage.stage_name)


class AsyncStack(CodeStack):
    def __init__(self, scope: Construct, construct_id: str, data: DataStack) -> None:
        super().__init__(scope, construct_id)
        dead = sqs.Queue(self, "notices_dead", enforce_ssl=True)
        notices = sqs.Queue(
            self,
            "notices",
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(1),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=2),
        )
        stream = self.function("things_stream", QUEUE_URL=notices.queue_url)
        stream.add_event_source(
            event_sources.DynamoEventSource(data.table, starting_position=lambda_.StartingPosition.TRIM_HORIZON)
        )
        notices.grant_send_messages(stream)
        consumer = self.function("notices_queue", TABLE=data.table.table_name)
        consumer.add_event_source(event_sources.SqsEventSource(notices, report_batch_item_failures=True))
        data.table.grant(consumer, "dynamodb:PutItem")


class SmallStage(Stage):
    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        data = DataStack(self, "data")
        ApiStack(self, "api", data)
        AsyncStack(self, "async", data)
