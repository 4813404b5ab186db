"""The client API of Mastodon as a façade: parsers, presenters and pages; every rule stays in the services."""
