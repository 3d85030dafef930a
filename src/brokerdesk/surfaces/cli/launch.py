"""Start the whole house on its data folder: what `serve` and `run` share."""

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import brokerdesk
from brokerdesk.stack import (
    Addresses,
    Plan,
    ProcessSpec,
    Services,
    StackError,
    Supervisor,
    Task,
    free_port,
    is_free,
)

from . import house, street
from .command import DEMO_WORLD, Failure

_PORT = 8000
_SEED = "demo data"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for; `port` None takes the usual one or, when taken, another."""

    data_dir: Path
    host: str
    port: int | None
    demo: bool


def default_data_dir() -> Path:
    """Give DATA_DIR, else `.data` below the checkout, else below the working directory."""
    given = os.environ.get("DATA_DIR")
    if given:
        return Path(given).absolute()
    checkout = Path(brokerdesk.__file__).resolve().parents[2]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".data"


class Launch:
    """One run of the process group, told to the operator as it goes."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._began = time.monotonic()
        self._services = Services(
            wish.data_dir,
            database_url=os.environ.get("DATABASE_URL", ""),
            nats_url=os.environ.get("NATS_URL", ""),
            say=self._say,
        )
        self._supervisor = Supervisor(self._services, say=self._say)
        self._door: house.Door | None = None
        self._street: street.Street | None = None

    def run(self) -> None:
        """Run until Ctrl-C or SIGTERM.

        Raises:
            Failure: it cannot start, and why.
        """
        if not (self._wish.data_dir / "stack.json").exists():
            self._say("first start: making the database takes a little longer")
        try:
            self._supervisor.run(self._plan, on_ready=self._welcome)
        except StackError as error:
            raise Failure(str(error)) from error
        self._ready_file.unlink(missing_ok=True)

    def _say(self, line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - self._began:6.1f} s  {line}\n")
        sys.stderr.flush()

    def _plan(self, addresses: Addresses) -> Plan:
        """Describe the processes, in the order they start."""
        self._ready_file.unlink(missing_ok=True)
        door = self._door = house.Door(self._wish.host, self._choose_port())
        env = {**addresses.environment(), **house.environment(door, self._wish.data_dir)}
        if self._wish.demo:
            self._street = street.lay_out(self._services.folder)
            env |= self._street.environment()
            yield from street.processes(self._street, self._wish.data_dir)
        yield house.migration(env)
        if self._street and find_spec(DEMO_WORLD) is not None:
            yield Task(_SEED, house.command("seed-demo"), env)
        yield house.web(door, env)
        yield from house.workers(env)
        if self._wish.demo and os.environ.get("DEMO_LIFE") != "off":
            yield ProcessSpec("demo-life", house.command("demo-life"), env)

    def _choose_port(self) -> int:
        if self._wish.port is None:
            return free_port(_PORT)
        if not is_free(self._wish.port):
            raise StackError(f"port {self._wish.port} is taken; choose another with --port")
        return self._wish.port

    def _welcome(self) -> None:
        """Print the addresses and sign-ins, and keep the addresses for other programs."""
        door = self._door
        if door is None:
            return
        self._keep_addresses(door)
        office = os.environ.get("OFFICE_HOST", "office.localhost")
        lines = ["BrokerDesk is ready", f"  start here   {door.url}"]
        lines.append(f"  back office  {door.at(office)}")
        if self._street:
            lines.append(f"  mailbox      {self._street.mailbox_url}/")
        lines += [self._supervisor.outputs.get(_SEED, "").rstrip(), "Ctrl-C stops it."]
        sys.stdout.write("\n" + "\n".join(filter(None, lines)) + "\n")
        sys.stdout.flush()

    @property
    def _ready_file(self) -> Path:
        return self._wish.data_dir / "ready.json"

    def _keep_addresses(self, door: house.Door) -> None:
        """Write where everything answers (0600: it holds the street's passwords)."""
        street = asdict(self._street) if self._street else None
        draft = self._ready_file.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"url": door.url, "port": door.port, "street": street}, file)
        draft.replace(self._ready_file)
