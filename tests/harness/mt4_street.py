"""The simulated MetaTrader 4 as a process of its own, steered through its control door."""

from collections.abc import Iterator
from contextlib import contextmanager

from .street import OFFSET_MIN, Street, running

CLIENT = ("crm", "Client#2024")


@contextmanager
def mt4_street(*arguments: str) -> Iterator["Mt4Street"]:
    """Run `streetsim mt4`; its clock is two hours ahead of UTC."""
    options = ("--utc-offset", str(OFFSET_MIN), "--client", ":".join(CLIENT))
    with running("mt4", *options, *arguments) as ready:
        street = Mt4Street(ready)
        yield street
        street.close()


class Mt4Street(Street):
    """A running MetaTrader 4 behind its bridge. A fault may name "TradeTransaction:BrClose"."""

    def __init__(self, ready: dict[str, int]) -> None:
        super().__init__(ready, OFFSET_MIN * 60)
        self.port = ready["port"]

    @property
    def url(self) -> str:
        """Where the bridge and its authority listen."""
        return f"http://127.0.0.1:{self.port}"

    def calm(self) -> None:
        """Disarm all faults and connect the bridge."""
        super().calm()
        self.post("/connection", on=True)
