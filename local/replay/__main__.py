"""python -m local.replay"""

import sys

from local.replay import main

sys.exit(main(sys.argv[1:]))
