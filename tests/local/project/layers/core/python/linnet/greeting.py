"""Something of the core package to edit."""

WORD = "hello"
