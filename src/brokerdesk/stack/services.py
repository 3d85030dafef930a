"""PostgreSQL and NATS of one data folder, together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import nats, postgres
from .errors import DataFolderBusy, NotReady, StackError
from .folder import DataFolder
from .home import settle
from .process import Child

_TRIES = 3  # a free port may be taken between its choice and its use


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer; None where an outside server replaces the embedded one."""

    database_url: str
    nats_url: str
    superuser_url: str | None = None

    def environment(self) -> dict[str, str]:
        """Name them as the settings read them."""
        return {"DATABASE_URL": self.database_url, "NATS_URL": self.nats_url}


class Services:
    """The embedded servers of a data folder; an outside address replaces one of them.

    `durable=False` gives up all safety for speed, for tests only.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        database_url: str = "",
        nats_url: str = "",
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = DataFolder(data_dir)
        self.children: list[Child] = []
        self._durable = durable
        self._outside = database_url, nats_url
        self._say = say
        self._cancelled: Callable[[], bool] = lambda: False

    def start(self, cancelled: Callable[[], bool] = lambda: False) -> Addresses:
        """Take the data folder and start both servers until they answer.

        Raises:
            StackError: why it cannot, in one line.
        """
        self.folder.open()
        self._cancelled = cancelled
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> Addresses:
        database_url, nats_url = self._outside
        if database_url and nats_url:
            return Addresses(database_url, nats_url)
        home, superuser_url = settle(self.folder.path), None
        if not home.path.is_relative_to(self.folder.path):
            self._say(f"the servers cannot reach {self.folder.path}: they keep {home.path}")
        if not nats_url:
            bus = nats.Nats(self.folder, home.path, home.account, home.nats, self._durable)
            self._up(bus)
            nats_url = bus.url()
        if not database_url:
            base = postgres.Postgres(
                self.folder, home.path, home.account, home.postgres, self._durable
            )
            self._up(base)
            if not self._cancelled():
                base.provision()
            database_url, superuser_url = base.url(), base.superuser_url()
        return Addresses(database_url, nats_url, superuser_url)

    def _up(self, service: nats.Nats | postgres.Postgres) -> None:
        """Start one server, on another port when its own was taken meanwhile."""
        self._say(f"starting {service.name}")
        for left in reversed(range(_TRIES)):
            service.prepare()
            child = Child(service.spec(), self.folder.path)
            child.start()
            try:
                child.wait_ready(self._cancelled)
            except NotReady:
                ended = not child.running()
                child.stop()
                if not (ended and left):
                    raise
            else:
                self.children.append(child)
                return

    def stop(self) -> None:
        """Stop what runs, the last started first, and let go of the data folder."""
        while self.children:
            child = self.children.pop()
            self._say(f"stopping {child.spec.name}")
            child.stop()
        self.folder.close()


@contextmanager
def attached(data_dir: Path) -> Iterator[Addresses]:
    """Use a folder's services: those that run already, else our own for the while.

    Raises:
        StackError: they can neither be found nor started.
    """
    services = Services(data_dir)
    try:
        addresses = services.start()
    except DataFolderBusy:
        yield _addresses_of(services.folder)
        return
    try:
        yield addresses
    finally:
        services.stop()


def _addresses_of(folder: DataFolder) -> Addresses:
    """Read where the running services of a folder answer."""
    facts = folder.facts()
    wanted = {"postgres_owner", "postgres_port", "nats_password", "nats_port"}
    if not wanted <= facts.keys():
        raise StackError(
            f"the stack on {folder.path} is still starting, or its servers are not ours"
        )
    return Addresses(
        database_url=postgres.owner_url(facts["postgres_owner"], int(facts["postgres_port"])),
        nats_url=nats.client_url(facts["nats_password"], int(facts["nats_port"])),
    )
