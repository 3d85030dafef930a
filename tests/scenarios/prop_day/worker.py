"""A valuation worker that lives in the scenario's time."""

import sys
from pathlib import Path

from brokerdesk.kit import clock
from brokerdesk.surfaces.workers.valuation import main

from .clock import SharedClock

if __name__ == "__main__":
    clock.follow(SharedClock(Path(sys.argv[1])).read)
    sys.exit(main([]))
