"""What must hold: at each read while things go wrong (`reads.py`), and of everything once all has come to rest.

A feature adds a module of checks and its line in `catalogue.py`.
"""
