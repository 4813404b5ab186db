"""What the operations answer: the entities of the client API."""
