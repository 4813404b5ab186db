"""The CDK app: a stage of four stacks, components that mirror `functions/`, and the blocks they are built from."""
