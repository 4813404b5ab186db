"""Replay what real accounts did to each other, and compare what the network tells with what was done."""
