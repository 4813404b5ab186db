"""Pictures decoded and encoded by Pillow, in a process of their own that ends when it takes too much."""
