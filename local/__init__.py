"""The one-machine cloud: the synthesized templates deployed into MiniStack, behind one origin on loopback."""
