"""The simulated cTrader server as a process of its own, steered through its control door."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .street import Street, running

MANAGER = (30001, "Manager#2024")
PLANT, ENVIRONMENT, BROKER = "street", "demo", "demobroker"


@contextmanager
def ctrader_street(*arguments: str) -> Iterator["CTraderStreet"]:
    """Run `streetsim ctrader`; its clock is UTC."""
    with tempfile.TemporaryDirectory(prefix="ctrader-street-") as folder:
        cert = Path(folder) / "cert.pem"
        files = ("--cert", str(cert), "--key", str(Path(folder) / "key.pem"))
        manager = ("--manager", f"{MANAGER[0]}:{MANAGER[1]}")
        with running("ctrader", *files, *manager, *arguments) as ready:
            street = CTraderStreet(ready, cert)
            yield street
            street.close()


class CTraderStreet(Street):
    """A running cTrader."""

    def __init__(self, ready: dict[str, int], cert: Path) -> None:
        super().__init__(ready, 0)
        self.manager_port = ready["manager_port"]
        self.rest_port = ready["rest_port"]
        self.cert = cert

    def config(self) -> dict[str, object]:
        """What an adapter needs to reach the server."""
        login, password = MANAGER
        return {
            "host": "127.0.0.1",
            "manager_port": self.manager_port,
            "rest_port": self.rest_port,
            "login": login,
            "password": password,
            "plant": PLANT,
            "environment": ENVIRONMENT,
            "broker": BROKER,
            "certificate": self.cert.read_text(),
        }
