"""Web Push: encryption, signatures, and the way to push services; only functions with the layer `push_deps` use it."""
