"""One module per function: which services it needs and how they are put together."""
