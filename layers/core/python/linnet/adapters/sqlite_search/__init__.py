"""The search index in one file: SQLite with FTS5, shared by the processes of one machine."""
