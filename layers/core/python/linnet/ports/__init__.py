"""What services need from the world outside, as Protocols; each has an in-memory fake and a real adapter."""
