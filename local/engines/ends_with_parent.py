"""Run a command that is killed when the process that started this one ends, however it ends.

The starter holds the other end of this process's standard input; the system closes it with the starter. Run by its
path, so that it needs nothing but Python's own modules.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence


def main(command: Sequence[str]) -> int:
    """Return the exit code of the command, as a shell would."""
    # They reach the whole group. What they do to the command decides; this has to outlive it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: None)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_kill_at_end_of_input, args=(child,), daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _kill_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    # Not through sys.stdin: a thread that holds its lock would abort the interpreter at its end.
    while os.read(0, 4096):
        pass
    # Not asked to end: whoever starts the engine again wants its folder and its port at once.
    child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
