"""The subcommands, in the order of --help; those whose part is not installed are absent.

What a subcommand imports is loaded only when it is asked for.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from ..command import DEMO_WORLD, Command


@dataclass(frozen=True, slots=True)
class Listed:
    """A subcommand's name, and the module and name of what it does."""

    name: str
    help: str
    module: str
    attribute: str = "COMMAND"

    def load(self) -> Command:
        """Give what it does."""
        found = getattr(import_module(f"{__name__}.{self.module}"), self.attribute)
        assert isinstance(found, Command)
        return found


_SEED = (
    Listed("seed-demo", "Make the demo world on the running street.", "seed_demo"),
    Listed(
        "demo-life",
        "Let the demo world's clients act, beside the running house.",
        "seed_demo",
        "LIFE",
    ),
)

COMMANDS: tuple[Listed, ...] = (
    Listed("run", "Start the house with demo data and the simulated street.", "serve", "RUN"),
    Listed(
        "serve", "Start the house, without demo data or the simulated street.", "serve", "SERVE"
    ),
    Listed("migrate", "Bring the database's schema up to date.", "migrate"),
    Listed("create-admin", "Make an administrator of the back office.", "create_admin"),
    Listed("worker", "Run one worker until it is told to stop.", "worker"),
    Listed("backup", "Save database, files and keys in one file.", "backup", "BACKUP"),
    Listed("restore", "Load a backup into an empty database.", "backup", "RESTORE"),
    Listed("rotate-secrets", "Encrypt stored secrets with the newest key.", "rotate_secrets"),
    Listed("audit", "Verify the tamper-evident audit log.", "audit"),
    Listed("reconcile", "Compare ledger, platforms and providers.", "reconcile"),
    Listed("partners", "Compute commission, offline or anew.", "partners"),
    Listed("prop", "Decide over a challenge's history; check sealed reports.", "prop"),
    Listed("demo", "Play one client's whole life and reconcile it.", "demo"),
    Listed("bench", "Measure against the anchors, on this machine.", "bench"),
    *(_SEED if find_spec(DEMO_WORLD) else ()),
)
