"""What clients do. A feature adds a module of actions and its line in `catalogue.py`."""
