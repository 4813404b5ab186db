"""Engines that a machine with Java can run beside the emulator: for tests, and for those who ask for them."""
