"""One origin in front of the emulator: the APIs, media, the web client, and pages about the network itself."""
