"""Whether the ports that a network needs are free."""

import socket

from local.instance import Instance


def is_taken(port: int) -> bool:
    """Tell whether something listens on the port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port that only has connections of a finished server left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def complaint_about_ports(instance: Instance) -> str | None:
    """Say which port is taken and how to choose another one; None if both are free."""
    if is_taken(instance.port):
        return (
            f"Port {instance.port} is taken by another program.\n"
            f"Choose another: make run PORT={instance.port + 100} (or python -m local up --port …)."
        )
    if is_taken(instance.cloud_port):
        return (
            f"Port {instance.cloud_port}, for the local AWS, is taken by another program.\n"
            f"Choose another: make run CLOUD_PORT={instance.cloud_port + 100} (or python -m local up --cloud-port …)."
        )
    return None
