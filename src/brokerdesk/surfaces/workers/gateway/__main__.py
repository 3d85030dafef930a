"""`python -m brokerdesk.surfaces.workers.gateway`."""

import sys

from .cli import main

sys.exit(main(sys.argv[1:]))
