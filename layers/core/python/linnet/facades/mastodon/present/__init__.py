"""Turn what services return into entities; no rule lives here."""
