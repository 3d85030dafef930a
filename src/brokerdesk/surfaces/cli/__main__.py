"""`python -m brokerdesk.surfaces.cli`."""

import sys

from .main import main

sys.exit(main())
