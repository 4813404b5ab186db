"""Make what services ask of what clients send."""
