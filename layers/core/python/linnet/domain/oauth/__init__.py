"""OAuth 2: apps, scopes, authorization codes and the errors of the protocol."""
