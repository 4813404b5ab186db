"""A small application in the shape of the real one, for the tests of `local`."""

import aws_cdk as cdk

from infra.stage import SmallStage

app = cdk.App()
SmallStage(app, "small")
app.synth()
