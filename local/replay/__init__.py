"""Post real tweets on a real follow graph, through the public API only: python -m local replay."""

from local.replay.command import main

__all__ = ["main"]
