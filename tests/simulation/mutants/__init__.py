"""Deliberate bugs, applied one at a time: the simulator must find each. A feature adds a module of them and its line in
`catalogue.py`.
"""
