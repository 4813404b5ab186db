"""One module per function, named like its folder in `functions/`: trigger, size and what it may touch."""
