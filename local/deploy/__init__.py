"""From the CDK app to running stacks: synthesis, assets, CloudFormation, and what the emulator leaves out."""
