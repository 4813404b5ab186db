"""House blocks: each resource kind with the rules that hold everywhere."""
