"""The CDK app: one stage, chosen by the context `stage` (dev, prod or local)."""

from aws_cdk import App

from infra.nag import check
from infra.settings import stage_settings
from infra.stage import LinnetStage

app = App()
settings = stage_settings(str(app.node.try_get_context("stage")))
stage = LinnetStage(app, f"linnet-{settings.name}", settings)
check(app, stage)
app.synth()
