"""Search: its language, what of tweets and accounts it finds, and how text becomes words. See docs/search.md."""
