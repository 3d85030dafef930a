"""A small process group for the tests: the services and one beating process above them."""

import sys
from pathlib import Path

from brokerdesk.stack import Addresses, Plan, ProcessSpec, Services, Supervisor, Task

_BEAT = "import time\nwhile True: time.sleep(0.05)"


def plan(addresses: Addresses) -> Plan:
    """Describe a task that shows the address, then a process that beats."""
    show = [sys.executable, "-c", "import os; print('at', os.environ['DATABASE_URL'])"]
    yield Task("show", show, addresses.environment())
    yield ProcessSpec("beat", [sys.executable, "-c", _BEAT], stop_s=5.0)


def main() -> None:
    """Run the group on a data folder until the signal."""
    services = Services(Path(sys.argv[1]), durable=False, say=_say)
    supervisor = Supervisor(services, say=_say)
    supervisor.run(plan, on_ready=lambda: _say(f"ready {supervisor.outputs['show'].strip()}"))
    _say("stopped")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
