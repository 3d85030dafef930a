"""The embedded stack: PostgreSQL, nats-server and the supervisor of the process group.

Owns: the data folder's lock, passwords, ports and the records of running processes.
Never: Django, a room, or anything of the business. Used by the command line, tests and bench.
"""

from pathlib import Path

from .errors import StackError
from .folder import DataFolder
from .ports import free_port, is_free, listens
from .postgres import programs
from .process import ProcessSpec
from .services import Addresses, Services, attached
from .supervisor import Plan, Supervisor, Task

__all__ = [
    "Addresses",
    "DataFolder",
    "Plan",
    "ProcessSpec",
    "Services",
    "StackError",
    "Supervisor",
    "Task",
    "attached",
    "free_port",
    "is_free",
    "listens",
    "programs",
    "start_services",
]


def start_services(
    data_dir: Path, *, durable: bool = True, database_url: str = "", nats_url: str = ""
) -> tuple[Services, Addresses]:
    """Start the servers of a data folder; `services.stop()` ends them."""
    services = Services(data_dir, durable=durable, database_url=database_url, nats_url=nats_url)
    return services, services.start()
