"""python -m local"""

import sys

# Before any other import: older versions fail on them with errors that do not say so.
if sys.version_info < (3, 11):  # noqa: UP036 - this is the message for those who try
    sys.exit(f"Linnet needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

from local.cli import main

sys.exit(main())
